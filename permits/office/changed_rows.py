"""What changed in an answer, ready to be read: findings as lines, those without an answer by layer, each measure before and after."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gisapp.templatetags.figures import m2, metres
from gisapp.templatetags.findings import LOOKS, look_of
from permits.queries.cards import card

SILENT = ("unknown", "failed")


def changed_rows(added: Iterable[Mapping[str, Any]], gone: Iterable[Mapping[str, Any]], changed: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]], names: Mapping[str, str]) -> dict[str, Any]:
    """Return the groups a page shows. Findings come as `layers.api.finding_to_json` writes them."""
    added, gone = list(added), list(gone)
    return {
        "added": [card(row, names) for row in added if row["state"] not in SILENT], "added_silent": by_layer(row for row in added if row["state"] in SILENT),
        "gone": [card(row, names) for row in gone if row["state"] not in SILENT], "gone_silent": by_layer(row for row in gone if row["state"] in SILENT),
        "changed": [{"card": card(after, names), "changes": differences(before, after)} for before, after in changed],
    }


def by_layer(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return layer, why it cannot answer, and the titles of its rules, each layer and reason once."""
    language = "en" if get_language() == "en" else "ro"
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        title = str(row[f"title_{language}"])
        groups.setdefault((str((row.get("source") or {}).get(f"title_{language}", "")), str(row.get(f"reason_{language}") or "")), []).append(title)
    return [{"layer": layer, "reason": reason, "titles": sorted(set(titles))} for (layer, reason), titles in groups.items()]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (what, before, after) for whatever a person would see differ."""
    looks = [str(LOOKS[look_of(str(row["state"]), str(row.get("effect") or ""))][1]) for row in (before, after)]
    shown = [
        (_("Starea"), *looks),
        (_("Distanța măsurată"), metres(before.get("distance_m")), metres(after.get("distance_m"))),
        (_("Distanța cerută"), metres(before.get("limit_m")), metres(after.get("limit_m"))),
        (_("Suprafața atinsă"), m2(before.get("overlap_m2"), 2), m2(after.get("overlap_m2"), 2)),
        (_("Lungimea atinsă"), metres(before.get("length_m")), metres(after.get("length_m"))),
        (_("Temei legal"), str(before.get("legal_ref") or "–"), str(after.get("legal_ref") or "–")),
    ]
    return [(what, old, new) for what, old, new in shown if old != new]
