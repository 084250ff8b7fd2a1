"""How one answer of the spatial question looks: state, measure, reference, who must be asked, how old the data is."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

# look → (icon, words). A conflict looks by its effect; the other three states by themselves.
LOOKS: dict[str, tuple[str, Any]] = {
    "conflict": ("ban", _("Interzis")),
    "endorsement": ("alert", _("Trebuie aviz")),
    "warn": ("alert", _("Atenție")),
    "note": ("info", _("De știut")),
    "clear": ("check", _("Fără conflict")),
    "unknown": ("help", _("Nu se știe: lipsesc date")),
    "failed": ("unplugged", _("Nu s-a putut verifica")),
}
EFFECTS = {"prohibit": "conflict", "endorsement": "endorsement", "warn": "warn", "note": "note"}
# Everything a card can show. Absent values are simply left out of the card.
FIELDS = (
    "id", "state", "effect", "title", "text", "distance_m", "limit_m", "overlap_m2", "overlap_m", "overlap_percent", "legal_reference",
    "endorser", "tacit", "layer", "layer_version", "data_date", "accuracy_m", "uncertain", "sliver", "feature", "decision", "decision_reason",
)


def look_of(state: str, effect: str = "") -> str:
    """Return the look of a finding; an unknown word is an error, never a calm colour."""
    if state == "conflict":
        return EFFECTS[effect] if effect else "conflict"
    if state not in LOOKS:
        raise ValueError(f"unknown finding state: {state}")
    return state


@register.inclusion_tag("components/finding.html")
def finding_card(finding: Mapping[str, Any] | Any, level: int = 3, actions: str = "") -> dict[str, Any]:
    """Show one finding; `actions` is the address of a fragment with the planner's buttons."""
    read = finding.get if isinstance(finding, Mapping) else lambda name, default: getattr(finding, name, default)
    row = {name: read(name, None) for name in FIELDS}
    look = look_of(str(row["state"]), str(row["effect"] or ""))
    mark, word = LOOKS[look]
    return {"f": row, "look": look, "mark": mark, "word": word, "level": level, "actions": actions}


@register.inclusion_tag("components/verdict.html")
def verdict(findings: Iterable[Mapping[str, Any] | Any]) -> dict[str, Any]:
    """Show how many findings of each look there are, the worst first."""
    counts = dict.fromkeys(LOOKS, 0)
    for finding in findings:
        read = finding.get if isinstance(finding, Mapping) else lambda name, default, found=finding: getattr(found, name, default)
        counts[look_of(str(read("state", "")), str(read("effect", "") or ""))] += 1
    return {"rows": [{"look": look, "count": count, "mark": LOOKS[look][0], "word": LOOKS[look][1]} for look, count in counts.items() if count]}
