"""The changes of a delivery one by one, as far as a person reads: written on the delivery once, when it is compared."""
from __future__ import annotations

import json
from typing import Any

from django.db import connection, transaction

from layers.imports.compare import Changes, pair_up
from layers.models import Delivery, Layer, LayerVersion

MOST = 300
KINDS = ("added", "removed", "moved", "changed")
_WHERE = {
    "added": "p.old_id IS NULL", "removed": "p.new_id IS NULL",
    "moved": "f.id IS NOT NULL AND s.id IS NOT NULL AND f.geom::bytea IS DISTINCT FROM s.geom::bytea",
    "changed": "f.id IS NOT NULL AND s.id IS NOT NULL AND f.geom::bytea IS NOT DISTINCT FROM s.geom::bytea",
}
# Largest first: what moved farthest is what a keeper must see.
_LIST = """
SELECT p.old_id, p.new_id, coalesce(s.key, f.key), coalesce(s.label, f.label), f.attrs, s.attrs, f.label, s.label,
       ST_Distance(ST_Centroid(f.geom), ST_Centroid(s.geom)), ST_Area(s.geom) - ST_Area(f.geom)
FROM changes p LEFT JOIN layers_feature f ON f.id = p.old_id LEFT JOIN layers_stagedfeature s ON s.id = p.new_id
WHERE {where} ORDER BY 9 DESC NULLS LAST, coalesce(s.position, 0), p.old_id LIMIT %s
"""


@transaction.atomic
def write_changes(delivery: Delivery) -> Changes:
    """Compare a staged delivery with what is published and keep counts and lists in its report (`changes`, `change_list`, `against`)."""
    layer = delivery.layer
    changes = pair_up(delivery.pk, layer.pk)
    published = layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()
    with connection.cursor() as cursor:
        lists = {kind: _listed(cursor, kind) for kind in KINDS}
    delivery.report = {
        **delivery.report, "changes": changes.as_json(), "change_list": lists, "against": published.number if published else 0,
        "attributes": attribute_problems(delivery, layer),
    }
    delivery.save(update_fields=["report"])
    return changes


def _listed(cursor: Any, kind: str) -> list[dict[str, Any]]:
    cursor.execute(_LIST.format(where=_WHERE[kind]), [MOST])
    found = []
    for old, new, key, label, before, after, label_before, label_after, by_m, area in cursor.fetchall():
        row: dict[str, Any] = {"old": old, "new": new, "key": key, "label": label}
        if kind == "moved":
            row |= {"by_m": round(by_m, 3), "area_m2": round(area, 2)}
        if kind in ("moved", "changed"):
            row["attrs"] = differences({"label": label_before, **json.loads(before)}, {"label": label_after, **json.loads(after)})
        found.append(row)
    return found


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[list[Any]]:
    """Return name, value before and value after of each attribute that differs."""
    names = sorted({*before, *after})
    return [[name, before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)]


def attribute_problems(delivery: Delivery, layer: Layer) -> list[dict[str, Any]]:
    """Count the staged features that lack a required attribute or say a value the layer does not know: checks on them become *unknown*."""
    found = []
    with connection.cursor() as cursor:
        for row in layer.attribute_schema:
            name = row["name"]
            if row.get("required"):
                cursor.execute("SELECT count(*) FROM layers_stagedfeature WHERE delivery_id = %s AND coalesce(attrs->>%s, '') = ''", [delivery.pk, name])
                missing = cursor.fetchone()[0]
                if missing:
                    found.append({"name": name, "title": row.get("title_ro", name), "missing": missing})
            if row.get("values"):
                cursor.execute(
                    "SELECT attrs->>%s, count(*) FROM layers_stagedfeature WHERE delivery_id = %s AND attrs->>%s <> '' AND NOT attrs->>%s = ANY(%s) GROUP BY 1 ORDER BY 2 DESC LIMIT 20",
                    [name, delivery.pk, name, name, [str(value) for value in row["values"]]],
                )
                strange = [[value[:60], count] for value, count in cursor.fetchall()]
                if strange:
                    found.append({"name": name, "title": row.get("title_ro", name), "strange": strange})
    return found
