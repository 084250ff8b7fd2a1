"""The page behind an invitation's link: make an account (or use the one there is) and take the post."""
from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gisapp.accounts.models import User
from gisapp.core.errors import Refused
from gisapp.core.throttle import throttled
from permits.actions.invite_person import accept_invitation, invitation_of


@never_cache
@require_http_methods(["GET", "POST"])
@throttled("invitation", per_minute=20)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what one is invited to; on POST accept. A forged, used or old link says only that it is not valid (404)."""
    try:
        row = invitation_of(token, request.authority)
    except Refused as refused:
        return render(request, "permits/citizen/invitation.html", {"closed": refused.sentence}, status=404)
    known = User.objects.filter(email=row.email).exists()
    mine = request.user.is_authenticated and request.user.email == row.email
    sentence = ""
    if request.method == "POST":
        typed = request.POST
        try:
            person = accept_invitation(
                invitation=row, user=request.user if request.user.is_authenticated else None,
                first_name=typed.get("first_name", ""), last_name=typed.get("last_name", ""), password=typed.get("password", ""),
            )
            if not mine:
                login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
            messages.success(request, _("Bun venit. Adăugați acum și a doua dovadă la intrarea în cont: o cheie de acces sau o aplicație de coduri."))
            return redirect("mfa_index")
        except Refused as refused:
            sentence = refused.sentence
    context = {"row": row, "known": known, "mine": mine, "sentence": sentence, "closed": "", "typed": {name: request.POST.get(name, "") for name in ("first_name", "last_name")}}
    return render(request, "permits/citizen/invitation.html", context, status=422 if sentence else 200)
