"""The background work on a delivery: read the stored file, ask where it does not say enough, compare with what is published."""
from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.core import files, jobs
from gisapp.core.errors import Refused
from layers.imports.change_list import write_changes
from layers.imports.deliver import BAD_VALUES, Mapping, deliver_file
from layers.imports.field_choice import choose_fields, from_json
from layers.imports.look import Look, look_into
from layers.imports.remote import fetch_service
from layers.models import Delivery, StagedFeature
from layers.touches import touched_by_delivery

JOB = "layers.read_delivery"
# Refusals of the reader that a person can answer: the kind of question.
ASKS = {"import.crs_missing": "crs", "crs_unreadable": "crs", "crs_unknown": "crs", "import.encoding": "encoding", "import.encoding_unsure": "encoding", "import.axes": "axes", "import.outside": "axes", "import.no_such_field": "fields", "import.no_such_layer": "layer"}
HOUR = 3600


def progress_key(delivery: int) -> str:
    """Return where the number of features read so far is kept while the transaction of the reading is open."""
    return f"delivery-read:{delivery}"


@jobs.job(JOB)
def read_delivery(*, delivery: int) -> None:
    """Read the file of a delivery that waits for it; every end of it is a state with a sentence."""
    row = Delivery.objects.select_related("layer", "layer__authority").get(pk=delivery)
    if row.state not in (Delivery.State.RECEIVED, Delivery.State.READING):
        return
    Delivery.objects.filter(pk=row.pk).update(state=Delivery.State.READING, failure="", question=None)
    row.state, row.failure, row.question = Delivery.State.READING, "", None
    try:
        _read(row)
    except Refused as refusal:
        _stop(row.pk, refusal)
    except BAD_VALUES:
        _stop(row.pk, Refused(_("Fișierul conține valori care nu pot fi citite. Exportați-l din nou, de preferință ca GeoPackage."), code="import.values"))


def _read(row: Delivery) -> None:
    told = row.report.get("answers", {})
    if row.url and not row.sha256:
        fetched = fetch_service(row.url, told.get("service_layer", ""))
        row.file_name, row.sha256 = fetched.name, files.store(fetched.content).sha256
        row.save(update_fields=["file_name", "sha256"])
    source = files.path_of(row.sha256)
    look = look_into(source, row.file_name, source_layer=told.get("source_layer", ""), encoding=told.get("encoding", ""))
    row.report = {**row.report, "look": look.as_json()}
    row.save(update_fields=["report"])
    if len(look.choices) > 1 and not told.get("source_layer"):
        return _ask(row, "layer", "Fișierul conține mai multe straturi. Alegeți unul.")
    if not look.crs and not told.get("crs"):
        return _ask(row, "crs", "Fișierul nu spune în ce sistem de coordonate este. Alegeți sistemul.")
    mapping = from_json(told["mapping"]) if "mapping" in told else choose_fields(row.layer, look.fields)
    if mapping is None:
        look = look_into(source, row.file_name, source_layer=look.layer, encoding=told.get("encoding", ""), values=True)
        row.report = {**row.report, "look": look.as_json()}
        row.save(update_fields=["report"])
        return _ask(row, "fields", "Spuneți ce câmp al fișierului devine fiecare atribut al stratului.")
    _deliver(row, look, mapping, told)
    write_changes(row)
    row.report = {**row.report, "touched": touched_by_delivery(row)}
    row.save(update_fields=["report"])
    return None


def _deliver(row: Delivery, look: Look, mapping: Mapping, told: dict[str, Any]) -> None:
    expected = next((one["count"] for one in look.layers if one["name"] == look.layer), 0)
    cache.set(progress_key(row.pk), [0, expected], HOUR)
    deliver_file(
        row, files.path_of(row.sha256), name=row.file_name, mapping=mapping, source_layer=look.layer, crs_text=told.get("crs", ""), encoding=told.get("encoding", ""),
        axes=told.get("axes", "check"), progress=lambda number: cache.set(progress_key(row.pk), [number, expected], HOUR),
    )


def _ask(row: Delivery, kind: str, sentence: str, **more: Any) -> None:
    row.state, row.question = Delivery.State.ASKING, {"kind": kind, "sentence": sentence, **more}
    row.save(update_fields=["state", "question"])


@transaction.atomic
def _stop(pk: int, refusal: Refused) -> None:
    """Write down why the reading ended: a question where a person can answer it, else a failure."""
    row = Delivery.objects.select_for_update().get(pk=pk)
    kind = ASKS.get(refusal.code)
    if kind and "look" in row.report:
        row.state, row.question = Delivery.State.ASKING, {**(row.question or {}), "kind": kind, "sentence": refusal.sentence}
    else:
        row.state, row.failure, row.question = Delivery.State.FAILED, refusal.sentence[:400], None
        StagedFeature.objects.filter(delivery=row).delete()
    row.save(update_fields=["state", "failure", "question"])
