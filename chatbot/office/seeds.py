"""Phrases that were not understood become examples; examples count once they were measured and are no worse."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count, Q
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chatbot.models import ChatChange, SeedMeasure, StaffSeed, Turn
from chatbot.office.editors import EDITORS
from chatbot.office.titles import intent_title
from chatbot.understanding import LISTED, OWN, model
from chatbot.understanding.entities import read_facts
from chatbot.understanding.seeds import Seed
from gisapp.accounts.guard import office
from gisapp.core import clock, jobs

if TYPE_CHECKING:
    from chatbot.understanding.measuring import Report

INTENTS = sorted({*LISTED, *OWN} - {"affirm", "deny", "back", "cancel"})
_NOT_UNDERSTOOD = Q(band="clarify") | Q(intent__in=["not_understood", "out_of_scope"]) | Q(band="confirm")


def waiting_seeds() -> list[StaffSeed]:
    """What counts or waits to: the model is one for the installation."""
    return list(StaffSeed.objects.filter(state__in=[StaffSeed.State.DRAFT, StaffSeed.State.PUBLISHED]).order_by("pk"))


def mark(seeds: list[StaffSeed]) -> str:
    """Fingerprint of phrases: what was measured is what is published."""
    return sha256("\n".join(f"{one.lang}\t{one.intent}\t{one.text}" for one in seeds).encode()).hexdigest()


@office(*EDITORS)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Masked phrases that were not understood, the examples given, the last measures."""
    if request.method == "POST":
        _take(request)
        return redirect("chat_phrases")
    known = StaffSeed.objects.filter(authority=request.authority).values("text")
    text = KeyTextTransform("text", "said")
    turns = Turn.objects.filter(_NOT_UNDERSTOOD, conversation__authority=request.authority, who=Turn.Who.PERSON)
    phrases = turns.annotate(text=text).exclude(text="").exclude(text__in=known).values("text", "lang", "intent").annotate(times=Count("pk")).order_by("-times")[:50]
    rows = [{"text": one["text"], "lang": one["lang"] or "ro", "intent": one["intent"], "times": one["times"]} for one in phrases if one["text"]]
    kept = StaffSeed.objects.filter(authority=request.authority).exclude(state=StaffSeed.State.DISMISSED).select_related("made_by")[:100]
    seeds = [{"row": one, "title": intent_title(one.intent)} for one in kept]
    measures = SeedMeasure.objects.filter(authority=request.authority).select_related("asked_by")[:5]
    context = {"rows": rows, "seeds": seeds, "intents": sorted(((code, intent_title(code)) for code in INTENTS), key=lambda one: one[1]), "measures": measures, "drafts": StaffSeed.objects.filter(authority=request.authority, state=StaffSeed.State.DRAFT).count()}
    return render(request, "chatbot/office/phrases.html", context)


def _take(request: HttpRequest) -> None:
    # Masked once more: a phrase may also be typed by hand here.
    text = read_facts(request.POST.get("text", "")[:300]).masked.strip()[:300]
    lang = "en" if request.POST.get("lang") == "en" else "ro"
    intent, dismissed = request.POST.get("intent", ""), bool(request.POST.get("dismiss"))
    if request.POST.get("remove", "").isdigit():
        StaffSeed.objects.filter(authority=request.authority, pk=request.POST["remove"]).update(state=StaffSeed.State.REMOVED)
        ChatChange.write(request.authority, request.user, "seed removed", {"pk": request.POST["remove"]}, {}, clock.now())
        return
    if not text or (intent not in INTENTS and not dismissed):
        messages.error(request, _("Alegeți ce înseamnă fraza."))
        return
    state = StaffSeed.State.DISMISSED if dismissed else StaffSeed.State.DRAFT
    values = {"lang": lang, "intent": "" if dismissed else intent, "state": state, "made_by": request.user, "made_at": clock.now()}
    StaffSeed.objects.update_or_create(authority=request.authority, text=text, defaults=values)
    ChatChange.write(request.authority, request.user, "seed", {}, {"text": text, "intent": intent, "state": str(state)}, clock.now())
    messages.success(request, _("Fraza este pusă deoparte.") if dismissed else _("Fraza este printre exemple; se folosește după măsurare și publicare."))


@office(*EDITORS)
@require_POST
def measure(request: HttpRequest) -> HttpResponse:
    """Have the phrases measured; it takes about a minute, in the background."""
    row = SeedMeasure.objects.create(authority=request.authority, asked_by=request.user, asked_at=clock.now(), seeds=mark(waiting_seeds()))
    jobs.enqueue("chatbot.measure_seeds", key=f"seeds:{row.pk}", measure=row.pk)
    messages.success(request, _("Măsurarea a început; rezultatul apare aici în câteva minute."))
    return redirect("chat_phrases")


@jobs.job("chatbot.measure_seeds")
def measure_seeds(measure: int) -> None:
    """Cross-validate without and with the phrases."""
    # Here, not above: this page is imported whenever the service starts, and scikit-learn takes two seconds.
    from chatbot.understanding.measuring import before_and_after

    row = SeedMeasure.objects.get(pk=measure)
    seeds = waiting_seeds()
    if row.done_at is not None or mark(seeds) != row.seeds:
        return
    before, after = before_and_after([Seed(one.text, one.lang, one.intent) for one in seeds])
    row.before, row.after, row.done_at = _numbers(before), _numbers(after), clock.now()
    row.save(update_fields=["before", "after", "done_at"])


def _numbers(report: Report) -> dict[str, Any]:
    total = max(1, report.own + report.foreign)
    return {"accuracy": round(report.accuracy, 4), "wrong": round(report.confidently_wrong / total, 4), "phrases": total}


@office(*EDITORS)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Use the phrases from now on: only those that were measured, and only if they do no harm."""
    row = get_object_or_404(SeedMeasure, authority=request.authority, pk=pk)
    seeds = waiting_seeds()
    if not row.no_worse or mark(seeds) != row.seeds:
        messages.error(request, _("Aceste fraze nu se pot publica: s-au schimbat după măsurare sau înrăutățesc înțelegerea. Măsurați din nou."))
        return redirect("chat_phrases")
    jobs.enqueue("chatbot.publish_seeds", key=f"publish:{row.pk}", measure=row.pk)
    ChatChange.write(request.authority, request.user, "seeds published", row.before, row.after, clock.now())
    messages.success(request, _("Publicarea a început; asistentul învață frazele în aproximativ un minut."))
    return redirect("chat_phrases")


@jobs.job("chatbot.publish_seeds")
def publish_seeds(measure: int) -> None:
    """Train with the phrases and put the model in use."""
    row = SeedMeasure.objects.get(pk=measure)
    seeds = waiting_seeds()
    if row.published_at is not None or mark(seeds) != row.seeds:
        return
    model.publish([Seed(one.text, one.lang, one.intent) for one in seeds], model.model_root())
    now = clock.now()
    StaffSeed.objects.filter(pk__in=[one.pk for one in seeds], state=StaffSeed.State.DRAFT).update(state=StaffSeed.State.PUBLISHED, published_at=now)
    SeedMeasure.objects.filter(pk=row.pk).update(published_at=now)
