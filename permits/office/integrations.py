"""Integrations: the administrator proposes programs and stops them; the person in whose name one works accepts it and sees its secret once."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gisapp.accounts.guard import office
from gisapp.accounts.models import Role, User
from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.actions.announce import enable_endpoint, remove_endpoint
from permits.actions.integrate import accept_token, propose_token, revoke_token
from permits.models import ApiToken, WebhookEndpoint
from permits.rules.scopes import Scope


def scope_rows(chosen: list[str]) -> list[dict[str, Any]]:
    """Return all scopes in the language of the page."""
    language = translation.get_language() or "ro"
    return [{"code": scope.value, "label": scope.label(language), "chosen": scope.value in chosen} for scope in Scope]


@office(Role.AUTHORITY_ADMIN)
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """List the integrations of the town hall; on POST propose one to a person."""
    typed, sentence = request.POST, ""
    if request.method == "POST":
        try:
            propose_token(
                authority=request.authority, name=typed.get("name", ""), user=_person(typed.get("email", "")), scopes=typed.getlist("scopes"),
                expires_on=_day(typed.get("expires_on", "")), by=request.user,
            )
            messages.success(request, _("Propunerea a fost trimisă. Persoana o acceptă din pagina „Integrările mele” și vede acolo tokenul."))
            return redirect("integrations")
        except Refused as refused:
            sentence = refused.sentence
    tokens = ApiToken.objects.filter(authority=request.authority).select_related("user", "proposed_by").annotate(hooks=Count("webhooks", filter=Q(webhooks__removed_at=None)))
    context = {
        "tokens": tokens, "scopes": scope_rows(typed.getlist("scopes") if typed else []), "sentence": sentence, "typed": {name: typed.get(name, "") for name in ("name", "email", "expires_on")},
        "soonest": clock.today() + dt.timedelta(days=1), "latest": clock.today() + dt.timedelta(days=366), "today": clock.today(),
    }
    return render(request, "permits/office/integrations.html", context, status=422 if sentence else 200)


def _person(email: str) -> User:
    found = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None:
        raise Refused(_("Nu există un cont cu această adresă. Persoana își face întâi cont."), code="no_person", field="email")
    return found


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused(_("Alegeți data până la care este valabil tokenul."), code="no_day", field="expires_on") from error


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show the programs that act, or ask to act, in the person's name, with their addresses and the latest deliveries."""
    return render(request, "permits/office/my_integrations.html", _mine(request))


def _mine(request: HttpRequest, secret: str = "", accepted: ApiToken | None = None) -> dict[str, Any]:
    tokens = ApiToken.objects.filter(authority=request.authority, user=request.user).select_related("proposed_by").prefetch_related("webhooks")
    labels = {row["code"]: row["label"] for row in scope_rows([])}
    rows = [
        {
            "token": token, "scopes": [labels[code] for code in token.scopes], "live": token.accepted_at is not None and token.revoked_at is None and token.expires_on >= clock.today(),
            "hooks": [{"hook": hook, "deliveries": list(hook.deliveries.order_by("-created_at")[:10])} for hook in token.webhooks.all() if hook.removed_at is None],
        }
        for token in tokens
    ]
    return {"rows": rows, "secret": secret, "accepted": accepted}


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a program in; this answer, and no later one, shows its secret."""
    token = get_object_or_404(ApiToken, pk=pk, authority=request.authority, user=request.user)
    try:
        secret = accept_token(token=token, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("my_integrations")
    response = render(request, "permits/office/my_integrations.html", _mine(request, secret, token))
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a program: its person, or the administrator."""
    token = get_object_or_404(ApiToken, pk=pk, authority=request.authority)
    try:
        revoke_token(token=token, by=request.user)
    except Refused as refused:
        raise Http404("not this person's") from refused
    messages.success(request, _("Integrarea a fost oprită."))
    return redirect("my_integrations" if token.user_id == request.user.pk else "integrations")


@login_required
@require_POST
def hook(request: HttpRequest, pk: Any) -> HttpResponse:
    """Start a disabled address again, or remove it."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk, authority=request.authority, user=request.user, removed_at=None)
    if request.POST.get("do") == "enable":
        enable_endpoint(endpoint=endpoint)
        messages.success(request, _("Adresa primește din nou înștiințări."))
    else:
        remove_endpoint(endpoint=endpoint)
        messages.success(request, _("Adresa nu mai primește înștiințări."))
    return redirect("my_integrations")
