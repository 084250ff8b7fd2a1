"""What happened to one thing: each edit with who, when, from where, and what was different after it."""
from __future__ import annotations

from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _

from layers.models import Edit, Layer


def history_of(layer: Layer, identity: int) -> list[dict[str, Any]]:
    """Return the edits of a thing, the last one first."""
    titles = {row["name"]: _(row.get("title_ro") or row["name"]) for row in layer.attribute_schema}
    return [{"row": row, "changes": _changes(row, titles)} for row in Edit.objects.filter(layer=layer, identity=identity).select_related("user")[:50]]


def _changes(row: Edit, titles: dict[str, str]) -> list[str]:
    if row.before is None or row.after is None:
        return []
    told = [_("%(name)s: %(before)s → %(after)s") % {"name": name, "before": row.before[key] or "–", "after": row.after[key] or "–"} for key, name in (("key", _("identificator")), ("label", _("nume"))) if row.before[key] != row.after[key]]
    names = sorted({*row.before["attrs"], *row.after["attrs"]})
    told += [
        _("%(name)s: %(before)s → %(after)s") % {"name": titles.get(name, name), "before": _said(row.before["attrs"].get(name)), "after": _said(row.after["attrs"].get(name))}
        for name in names if row.before["attrs"].get(name) != row.after["attrs"].get(name)
    ]
    if row.before["geom"] != row.after["geom"]:
        told.append(_measured(GEOSGeometry(row.before["geom"]), GEOSGeometry(row.after["geom"])))
    return told


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("da") if value else _("nu")
    return "–" if value in (None, "") else str(value)


def _measured(before: GEOSGeometry, after: GEOSGeometry) -> str:
    if after.dims == 2:
        return _("forma: %(before)s m² → %(after)s m²") % {"before": f"{before.area:.2f}".replace(".", ","), "after": f"{after.area:.2f}".replace(".", ",")}
    if after.dims == 1:
        return _("forma: %(before)s m → %(after)s m") % {"before": f"{before.length:.2f}".replace(".", ","), "after": f"{after.length:.2f}".replace(".", ",")}
    return _("mutat cu %(away)s m") % {"away": f"{before.distance(after):.2f}".replace(".", ",")}
