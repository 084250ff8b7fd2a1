"""One delivery: questions, counts, problems, comparison, publication, undo."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gisapp.core import jobs
from gisapp.core.errors import Refused
from layers.imports.axes import undecided
from layers.imports.deliver import summary
from layers.imports.publish import undo
from layers.imports.publish_job import ask_publication
from layers.imports.read_delivery import JOB, progress_key
from layers.keepers.guard import keepers, own_delivery, own_layer
from layers.keepers.questions import question_form
from layers.keepers.shapes import Shape, collection
from layers.keepers.words import CHANGES, DELIVERY_TONES, LOOKS, REASONS
from layers.models import Delivery, Feature, RejectedFeature, StagedFeature

MOST_ON_MAP = 1500
BUSY = (Delivery.State.RECEIVED, Delivery.State.READING)


@keepers
@require_GET
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a delivery is and what there is to decide; asked by htmx, only the part that moves."""
    row = own_delivery(request, pk)
    busy = row.state in BUSY or bool(row.report.get("publishing"))
    read = cache.get(progress_key(row.pk)) or [0, 0]
    context: dict[str, Any] = {"row": row, "busy": busy, "read": read[0], "expected": max(read[1], 0), "tone": DELIVERY_TONES[row.state]}
    if request.headers.get("HX-Request") and busy:
        return render(request, "layers/keepers/delivery_progress.html", context)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "layers/keepers/delivery.html", context | _told(request, row))


def _told(request: HttpRequest, row: Delivery) -> dict[str, Any]:
    report = row.report
    changes = (row.version.counts if row.version else None) or report.get("changes") or {}
    rejected = Paginator(row.rejected.all(), 50).get_page(request.GET.get("respinse"))
    staged = StagedFeature.objects.filter(delivery=row).exclude(repaired="") if row.version is None else Feature.objects.filter(layer=row.layer, since=row.version.published_at).exclude(repaired="")
    lists = report.get("change_list", {})
    return {
        "told": summary(row), "form": question_form(row) if row.state == Delivery.State.ASKING else None,
        "reasons": [(REASONS.get(name, name), count) for name, count in report.get("rejected", {}).items()],
        "rejected": rejected, "rejected_rows": [{"row": one, "reason": REASONS.get(one.reason, one.reason)} for one in rejected],
        "repaired": [{"key": one.key, "label": one.label, "why": one.repaired, "id": f"p{one.pk}"} for one in staged.order_by("pk")[:100]],
        "changes": [(CHANGES[name], changes[name], name) for name in CHANGES if name in changes], "removed_share": _share(changes),
        "lists": [{"name": name, "title": CHANGES[name], "rows": [{**one, "id": f"{name}{n}"} for n, one in enumerate(lists.get(name, []))], "count": changes.get(name, 0)} for name in LOOKS if lists.get(name)],
        "attributes": report.get("attributes", []), "axes": report.get("axes") or {}, "axes_undecided": row.state == Delivery.State.COMPARED and undecided(row), "encoding": report.get("encoding"), "touched": report.get("touched"),
        "twice": report.get("keys_twice_list", [])[:50], "stopped": report.get("stopped"), "most_deleted_pct": 100 * row.layer.most_deleted_share, "too_many": _share(changes) > row.layer.most_deleted_share,
        "waits_for_other": row.asked_by_id is not None and row.asked_by_id == request.user.pk and row.state == Delivery.State.COMPARED,
        "current": row.version is not None and row.version.state == "published", "reread": question_form(row) if row.state in (Delivery.State.COMPARED, Delivery.State.FAILED) else None, "has_map": bool(row.report.get("rejected_count") or row.repaired_count or any(lists.values())),
    }


def _share(changes: dict[str, Any]) -> float:
    before = sum(changes.get(name, 0) for name in ("removed", "moved", "changed", "kept"))
    return changes.get("removed", 0) / before if before else 0.0


@keepers
@require_GET
def delivery_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Return what is to be seen of a delivery (WGS 84): what was rejected and repaired, or what changes."""
    row = own_delivery(request, pk)
    return collection(_changed(row) if request.GET.get("ce") == "schimbari" else _problems(row))


def _problems(row: Delivery) -> Iterator[Shape]:
    for one in RejectedFeature.objects.filter(delivery=row).exclude(geom=None)[:MOST_ON_MAP]:
        yield f"r{one.pk}", "conflict", one.key, one.geom.wkb
    repaired: Iterable[Any] = StagedFeature.objects.filter(delivery=row) if row.version is None else Feature.objects.filter(layer=row.layer, since=row.version.published_at)
    for one in repaired.exclude(repaired="").order_by("pk")[:MOST_ON_MAP]:  # type: ignore[attr-defined]
        yield f"p{one.pk}", "unknown", one.key, one.geom.wkb


def _changed(row: Delivery) -> Iterator[Shape]:
    lists = row.report.get("change_list", {})
    new_ids = [one["new"] for rows in lists.values() for one in rows if one.get("new")]
    old_ids = [one["old"] for rows in lists.values() for one in rows if one.get("old")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ST_AsBinary(geom) FROM layers_feature WHERE layer_id = %s AND id = ANY(%s)", [row.layer_id, old_ids])
        old = dict(cursor.fetchall())
        cursor.execute("SELECT id, ST_AsBinary(geom) FROM layers_stagedfeature WHERE delivery_id = %s AND id = ANY(%s)", [row.pk, new_ids])
        new = dict(cursor.fetchall())
    for kind, rows in lists.items():
        for number, one in enumerate(rows):
            if kind == "moved" and one["old"] in old:
                yield f"{kind}{number}", "unknown", "", old[one["old"]]
            shape = new.get(one.get("new")) or old.get(one.get("old"))
            if shape is not None:
                yield f"{kind}{number}", LOOKS[kind], one["key"], shape


@keepers
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the answer to what the file did not say, and read again."""
    row = own_delivery(request, pk)
    if row.state not in (Delivery.State.ASKING, Delivery.State.COMPARED, Delivery.State.FAILED):
        raise Http404("not asking")
    form = question_form(row, request.POST)
    if not form.is_valid():
        context = {"row": row, "busy": False, "read": 0, "expected": 0, "tone": DELIVERY_TONES[row.state]} | _told(request, row) | {"form": form}
        return render(request, "layers/keepers/delivery.html", context, status=422)
    with transaction.atomic():
        report = {**row.report, "answers": {**row.report.get("answers", {}), **form.answers()}}
        for old in ("axes", "stopped", "changes", "change_list", "touched"):
            report.pop(old, None)
        Delivery.objects.filter(pk=row.pk).update(report=report, state=Delivery.State.RECEIVED, question=None, failure="", asked_by=None, asked_at=None)
        jobs.enqueue(JOB, delivery=row.pk)
    return redirect("keepers_delivery", row.pk)


@keepers
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish, or ask the second person where that is needed."""
    row = own_delivery(request, pk)
    ask_publication(row, by=request.user, axes_seen=bool(request.POST.get("axes_seen")))
    row.refresh_from_db()
    if row.state == Delivery.State.PUBLISHED and row.version is not None:
        messages.success(request, _("Versiunea %(number)s este publicată.") % {"number": row.version.number})
    return redirect("keepers_delivery", row.pk)


@keepers
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a delivery up; its file and lists stay, the published layer is untouched."""
    row = own_delivery(request, pk)
    if row.state in (Delivery.State.PUBLISHED, Delivery.State.UNDONE):
        raise Http404("published")
    Delivery.objects.filter(pk=row.pk).update(state=Delivery.State.DISCARDED, question=None)
    StagedFeature.objects.filter(delivery=row).delete()
    messages.success(request, _("Livrarea a fost abandonată. Stratul publicat a rămas neschimbat."))
    return redirect("keepers_home")


@keepers
@require_POST
def undo_publication(request: HttpRequest, code: str) -> HttpResponse:
    """Go back to the version before, as a new version."""
    layer = own_layer(request, code)
    try:
        version = undo(layer=layer, by=request.user, note=request.POST.get("note", "")[:300])
        messages.success(request, _("S-a revenit la versiunea %(back)s, publicată acum ca versiunea %(number)s.") % {"back": version.counts["back_to"], "number": version.number})
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("keepers_layer", layer.code)
