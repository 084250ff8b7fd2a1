"""The assistant's page and its fragments. A form without a script; with one, only what is new is fetched."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chatbot import intake, media
from chatbot.channel_accounts import web_account
from chatbot.channels import web
from chatbot.conversation.messages import Media
from chatbot.models import ChatSettings, Conversation, Rating, Turn, opaque
from chatbot.page.shown import bubbles, choices
from gisapp.core import clock
from gisapp.core.errors import BadInput
from gisapp.core.throttle import throttled

SESSION = "chat"


def my_conversation(request: HttpRequest) -> Conversation | None:
    """The conversation of this session, if one began."""
    person = request.session.get(SESSION)
    if not person:
        return None
    key = opaque("web", "", str(person))
    return Conversation.objects.select_related("authority").filter(authority=request.authority, channel="web", account="", external_user=key).first()


@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The whole page; the first visit says what the assistant is before anybody writes."""
    return render(request, "chatbot/assistant.html", page_context(request))


@never_cache
@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    """The same inside another page's corner (htmx)."""
    return render(request, "chatbot/panel.html", page_context(request))


@never_cache
@require_GET
@throttled("chat_news", per_minute=120)
def news(request: HttpRequest) -> HttpResponse:
    """What came since a turn; 204 when nothing did, so that nothing is swapped and nothing is read aloud."""
    after = request.GET.get("after", "")
    conversation = my_conversation(request)
    last = conversation.turns.order_by("-seq").values_list("seq", flat=True).first() or 0 if conversation else 0
    etag = f'"{last}"'
    if not after.isdigit() or int(after[:9]) >= last or request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=204)
    else:
        answer = render(request, "chatbot/news.html", page_context(request, after=int(after[:9])))
    answer["ETag"] = etag
    return answer


@require_POST
@throttled("chat_message", per_minute=30)
def message(request: HttpRequest) -> HttpResponse:
    """Take one message: words, a button, a point, a photo. Without a script the page is loaded again."""
    if not ChatSettings.of(request.authority).is_on("web"):
        raise Http404("the assistant is off")
    person = str(request.session.setdefault(SESSION, secrets.token_hex(16)))
    account = web_account(request.authority.slug)
    given = request.POST.get("page_key", "")
    # A page opened before the session had a conversation carries the key of an empty one.
    if not any(web.is_genuine(one.encode(), {"x-page-key": given}, account) for one in (person, "")):
        raise BadInput(_("Fila aceasta este dintr-o conversație mai veche. Reîncărcați pagina și scrieți din nou."))
    before = my_conversation(request)
    last = before.turns.order_by("-seq").values_list("seq", flat=True).first() or 0 if before else 0
    brought, refused = _files(request)
    form = {name: request.POST[name] for name in ("text", "button", "title", "lat", "lon", "accuracy", "open") if request.POST.get(name)}
    key = request.POST.get("key", "")[:64] or secrets.token_hex(8)
    delivery = {**form, "conversation": person, "key": key, "lang": get_language() or "ro", "has_file": bool(brought)}
    if not refused:
        with transaction.atomic():
            new = intake.store(account, request.authority, [event for event in web.read(delivery) if event.inbound is not None])
        for row in new:
            intake.read_now(row, brought)
    if before is not None and last and not before.turns.exists():
        return _erased(request)
    if request.headers.get("HX-Request"):
        return render(request, "chatbot/sent.html", page_context(request, after=last, refused=refused))
    if refused:
        return render(request, "chatbot/assistant.html", page_context(request, refused=refused), status=422)
    return redirect(reverse("assistant") + "#sfarsit")


def _erased(request: HttpRequest) -> HttpResponse:
    """The words are gone: the session forgets the conversation, and the page says so."""
    request.session.pop(SESSION, None)
    messages.success(request, _("Am șters conversația și datele din ea."))
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("assistant")
        return answer
    return redirect("assistant")


def _files(request: HttpRequest) -> tuple[tuple[Media, ...], str]:
    file = request.FILES.get("file")
    if file is None:
        return (), ""
    if (file.size or 0) > media.MOST_BYTES:
        return (), _("Fișierul are peste 10 MB. Trimiteți o poză mai mică.")
    taken = media.take(file.read(), file.name or "")
    if taken is None:
        return (), _("Acest fișier nu poate fi primit. Trimiteți o poză (JPG, PNG).")
    return (taken,), ""


@require_POST
@throttled("chat_rating", per_minute=20)
def rate(request: HttpRequest) -> HttpResponse:
    """A thumb up or down for an answer of one's own conversation."""
    conversation = my_conversation(request)
    seq = request.POST.get("seq", "")
    turn = conversation.turns.filter(seq=int(seq), who=Turn.Who.BOT).first() if conversation and seq.isdigit() and len(seq) < 9 else None
    if turn is None:
        raise Http404("no such answer")
    Rating.objects.update_or_create(turn=turn, defaults={"good": request.POST.get("good") == "1", "at": clock.now()})
    if request.headers.get("HX-Request"):
        return render(request, "chatbot/thanks.html", {})
    return redirect(reverse("assistant") + "#sfarsit")


def page_context(request: HttpRequest, *, after: int = 0, refused: str = "") -> dict[str, Any]:
    conversation = my_conversation(request)
    found = bubbles(conversation, after=after)
    settings = ChatSettings.of(request.authority)
    person = str(request.session.get(SESSION, ""))
    last = conversation.turns.order_by("-seq").values_list("seq", flat=True).first() or 0 if conversation else 0
    return {
        "bubbles": found, "last": last, **choices(conversation), "owner": conversation.owner if conversation else "bot", "refused": refused,
        "key": secrets.token_hex(8), "page_key": web.page_key(person, web_account(request.authority.slug)), "notice": settings.notice, "on": settings.is_on("web"),
        "pause": "4s" if conversation and conversation.owner != Conversation.Owner.BOT else "20s",
    }
