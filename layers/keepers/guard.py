"""The keepers' pages are for the GIS keepers of this town hall; anybody else finds nothing."""
from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from gisapp.accounts.models import Role
from gisapp.accounts.roles import acting_roles
from layers.models import Delivery, Layer

View = Callable[..., HttpResponse]


def keepers(view: View) -> View:
    """Let in who acts as a GIS keeper of the request's authority; 404 for the rest."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if Role.GIS_KEEPER not in acting_roles(request.user, request.authority):
            raise Http404("no such page")
        return view(request, *args, **kwargs)

    return guarded


def own_layer(request: HttpRequest, code: str) -> Layer:
    """Return a layer of this town hall."""
    return get_object_or_404(Layer.objects.select_related("keeper", "authority"), authority=request.authority, code=code, active=True)


def own_delivery(request: HttpRequest, pk: int) -> Delivery:
    """Return a delivery to this town hall."""
    return get_object_or_404(Delivery.objects.select_related("layer", "authority", "received_by", "asked_by", "version"), authority=request.authority, pk=pk)
