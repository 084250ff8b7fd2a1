"""How one answer of the spatial question looks: state, measure, reference, who must be asked, how old the data is.

A finding arrives as `layers.api` gives it (layers/conflicts/answer.py), as the JSON that was stored of it, or as an object of
`permits` that carries the same names; all three are read by name, so that this room imports no other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

register = template.Library()

# look → (icon, words). A conflict looks by its effect; the other three states by themselves.
LOOKS: dict[str, tuple[str, Any]] = {
    "conflict": ("ban", _("Interzis")),
    "endorsement": ("alert", _("Trebuie aviz")),
    "warn": ("alert", _("Atenție")),
    "note": ("info", _("De știut")),
    "unknown": ("help", _("Nu se știe: lipsesc date")),
    "failed": ("unplugged", _("Nu s-a putut verifica")),
    "clear": ("check", _("Fără conflict")),
}
EFFECTS = {"prohibit": "conflict", "endorsement": "endorsement", "warn": "warn", "note": "note"}


def _get(thing: Any, *names: str) -> Any:
    """Return the first of these names that has a value, from a mapping or an object; None where there is none."""
    for name in names:
        value = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
        if value is not None and value != "":
            return value
    return None


def _spoken(thing: Any, name: str) -> Any:
    """Return a text in the language of the page, in Romanian where it was not translated."""
    return _get(thing, name, *([f"{name}_en"] if get_language() == "en" else []), f"{name}_ro")


def _date(value: Any) -> dt.date | None:
    """Return a date, also from the text of a stored answer."""
    return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value


def look_of(state: str, effect: str = "") -> str:
    """Return the look of a finding; an unknown word is an error, never a calm colour."""
    if state == "conflict":
        return EFFECTS[effect] if effect else "conflict"
    if state not in LOOKS:
        raise ValueError(f"unknown finding state: {state}")
    return state


def look_of_finding(finding: Any) -> str:
    """Return the look of a finding of any of the three kinds."""
    return look_of(str(_get(finding, "state") or ""), str(_get(finding, "effect") or ""))


def _row(finding: Any) -> dict[str, Any]:
    source = _get(finding, "source") or {}
    if isinstance(source, str):
        source = {"source": source}
    state = str(_get(finding, "state") or "")
    reason = _spoken(finding, "reason") if state in ("unknown", "failed") else None
    return {
        "id": _get(finding, "id", "pk", "number"),
        "title": _spoken(finding, "title"),
        "feature": _get(finding, "feature_label"),
        "text": _spoken(finding, "text") or reason or _spoken(finding, "explanation"),
        "distance_m": _get(finding, "distance_m"),
        "limit_m": _get(finding, "limit_m"),
        "overlap_m2": _get(finding, "overlap_m2"),
        "overlap_m": _get(finding, "overlap_m", "length_m"),
        "overlap_percent": _get(finding, "overlap_percent", "overlap_pct"),
        "legal_reference": _get(finding, "legal_reference", "legal_ref"),
        "endorser": _get(finding, "endorser_name", "endorser"),
        "tacit": bool(_get(finding, "tacit")),
        "layer": _get(finding, "layer_title") or _spoken(source, "title") or _get(finding, "layer"),
        "layer_version": _get(finding, "layer_version") or _get(source, "version"),
        "data_date": _date(_get(finding, "data_date") or _get(source, "data_date")),
        "accuracy_m": _get(finding, "accuracy_m") or _get(source, "accuracy_m"),
        "uncertain": bool(_get(finding, "uncertain")),
        "overridden_by": _get(finding, "overridden_by"),
        "on_map": bool(_get(finding, "on_map", "geometry")),
        "decision": _get(finding, "decision"),
        "decision_reason": _get(finding, "decision_reason"),
    }


@register.inclusion_tag("components/finding.html")
def finding_card(
    finding: Any, level: int = 3, actions: str = "", number: int | str = "", endorsers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Show one finding.

    `number` is its id on the page (and on the map) when it has none of its own; `endorsers` maps codes to names;
    `actions` is the address of a fragment with the planner's buttons.
    """
    row = _row(finding)
    row["id"] = row["id"] or number
    row["endorser"] = (endorsers or {}).get(str(row["endorser"]), row["endorser"])
    look = look_of_finding(finding)
    mark, word = LOOKS[look]
    return {"f": row, "look": look, "mark": mark, "word": word, "level": level, "actions": actions}


@register.inclusion_tag("components/finding_line.html")
def finding_line(finding: Any, number: int | str = "", endorsers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Show one finding as a line that opens: for long lists, and under a map that must stay in sight."""
    return finding_card(finding, number=number, endorsers=endorsers)


@register.inclusion_tag("components/verdict.html")
def verdict(findings: Iterable[Any]) -> dict[str, Any]:
    """Show how many findings of each look there are, the worst first."""
    counts = dict.fromkeys(LOOKS, 0)
    for finding in findings:
        counts[look_of_finding(finding)] += 1
    return {
        "rows": [{"look": look, "count": count, "mark": LOOKS[look][0], "word": LOOKS[look][1]} for look, count in counts.items() if count]
    }
