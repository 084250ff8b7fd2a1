"""Publishing rows that come from our own programs (the demo town, edits in the browser), without a file."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.gis.geos import MultiPolygon
from django.db import transaction

from gisapp.accounts.models import User
from gisapp.core import clock
from layers.imports.publish import publish_delivery
from layers.imports.staging import Row, stage
from layers.models import Delivery, Layer, LayerVersion


@transaction.atomic
def publish_rows(
    *, layer: Layer, rows: Iterable[Row], data_date: dt.date, by: User | None = None, seconded_by: User | None = None,
    coverage: MultiPolygon | None = None, at: dt.datetime | None = None, note: str = "",
) -> LayerVersion:
    """Make these rows (EPSG:3844) what the layer says from now on. Every row is stored or listed on the delivery as rejected."""
    delivery = Delivery.objects.create(
        authority_id=layer.authority_id, layer=layer, state=Delivery.State.READING, received_at=clock.now(), received_by=by, data_date=data_date, crs="3844",
    )
    stage(delivery, rows)
    return publish_delivery(delivery=delivery, by=by, seconded_by=seconded_by, coverage=coverage, at=at, note=note)
