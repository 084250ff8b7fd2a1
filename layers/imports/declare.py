"""A keeper answers for there being none of these things: the only way in which an empty layer says "clear"."""
from __future__ import annotations

import datetime as dt

from django.contrib.gis.geos import MultiPolygon
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import BadInput, Refused
from layers.imports.moments import next_number, version_moment
from layers.models import Layer, LayerVersion


@transaction.atomic
def declare_empty(*, layer: Layer, by: User | None, on: dt.date, coverage: MultiPolygon | None, at: dt.datetime | None = None, note: str = "") -> LayerVersion:
    """Publish a version without features that says: on this day there were none within the coverage (EPSG:3844).

    It holds for the layer's refresh interval from that day, like any data. Raises Refused where the layer has features,
    and BadInput for a day to come or a layer that is complete nowhere.
    """
    layer = Layer.objects.select_for_update().get(pk=layer.pk)
    if on > clock.today():
        raise BadInput(_("Ziua declarației nu poate fi în viitor."), code="declared_in_future", field="on")
    present = layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()
    if present is not None and present.feature_count:
        raise Refused(_("Stratul are elemente publicate, deci nu poate fi declarat gol. Aduceți o livrare nouă sau anulați ultima publicare."), code="not_empty")
    area = coverage or (present.coverage if present else None) or layer.coverage
    if area is None:
        raise BadInput(_("Spuneți întâi unde este complet stratul: limita localității nu este publicată."), code="no_coverage", field="coverage")
    return _publish_nothing(layer, present, by=by, data_date=on, coverage=area, at=at, note=note, declared=True)


@transaction.atomic
def withdraw_declaration(*, layer: Layer, by: User | None, note: str = "") -> LayerVersion:
    """Publish the empty layer without the declaration: every check on it says *unknown* again."""
    layer = Layer.objects.select_for_update().get(pk=layer.pk)
    present = layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()
    if present is None or present.declared_empty_on is None:
        raise Refused(_("Stratul nu este declarat gol."), code="not_declared")
    return _publish_nothing(layer, present, by=by, data_date=present.data_date, coverage=present.coverage, at=None, note=note, declared=False)


def _publish_nothing(
    layer: Layer, present: LayerVersion | None, *, by: User | None, data_date: dt.date, coverage: MultiPolygon | None, at: dt.datetime | None, note: str, declared: bool
) -> LayerVersion:
    moment = version_moment(layer, at)
    if present is not None:
        present.state, present.ended_at = LayerVersion.State.SUPERSEDED, moment
        present.save(update_fields=["state", "ended_at"])
    return LayerVersion.objects.create(
        layer=layer, number=next_number(layer), state=LayerVersion.State.PUBLISHED, data_date=data_date, published_at=moment, published_by=by, feature_count=0,
        coverage=coverage, counts={"added": 0, "removed": 0, "moved": 0, "changed": 0, "kept": 0}, note=note,
        declared_empty_on=data_date if declared else None, declared_empty_by=by if declared else None,
    )
