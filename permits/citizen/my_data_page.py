"""My data: who read them, all of them in one file, and the end of the account."""
from __future__ import annotations

import tempfile

from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gisapp.core.errors import Refused
from gisapp.core.throttle import throttled
from permits.actions.erase_person import erase_person
from permits.actions.export_person import export_person
from permits.queries.own_data import reads_of
from permits.rules.personal_data import kinds


@never_cache
@login_required
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """Show the log of reads, the download and what erasure would do."""
    language = translation.get_language() or "ro"
    context = {"reads": reads_of(request.user)[:200], "erased": [kind.words(language) for kind in kinds() if kind.erasable], "kept": [kind.words(language) for kind in kinds() if not kind.erasable]}
    return render(request, "permits/citizen/my_data.html", context)


@never_cache
@login_required
@require_GET
@throttled("my_data", per_minute=5)
def download(request: HttpRequest) -> HttpResponseBase:
    """Send the ZIP of the person's own data."""
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    export_person(person=request.user, to=packed)
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename="datele-mele.zip", content_type="application/zip")


@login_required
@require_POST
@throttled("erase_me", per_minute=5)
def erase(request: HttpRequest) -> HttpResponse:
    """Close the account after the password is typed again; say what went and what stays."""
    if authenticate(request, email=request.user.email, password=request.POST.get("password", "")) != request.user:
        messages.error(request, _("Parola nu este corectă; nu s-a șters nimic."))
        return redirect("my_data")
    try:
        erased = erase_person(person=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("my_data")
    logout(request)
    kept = ngettext("%(n)s dosar înregistrat rămâne în arhivă, cum cere legea.", "%(n)s dosare înregistrate rămân în arhivă, cum cere legea.", erased.cases_kept) % {"n": erased.cases_kept}
    messages.success(request, _("Contul a fost închis, iar cererile neterminate și abonările au fost șterse.") + (f" {kept}" if erased.cases_kept else ""))
    return redirect("home")
