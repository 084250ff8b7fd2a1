"""The project file for a keeper who is signed in."""
from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from gisapp.accounts.models import Role
from gisapp.accounts.roles import has_role
from layers.qgis.project import project_file


@login_required
@require_GET
def project(request: HttpRequest) -> HttpResponse:
    """Give the project of the town hall's layers; it holds no password."""
    if not has_role(request.user, request.authority, Role.GIS_KEEPER):
        raise Http404("no such page")
    response = HttpResponse(project_file(request.authority), content_type="application/x-qgis-project")
    response["Content-Disposition"] = f'attachment; filename="{request.authority.slug}.qgs"'
    response["Cache-Control"] = "private, no-store"
    return response
