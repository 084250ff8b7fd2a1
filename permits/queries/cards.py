"""Findings as cards for a person: words in the language of the page, units left to the template."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import translation

from gisapp.accounts.models import Authority, Institution
from permits.models import Finding


def endorser_names(authority: Authority) -> dict[str, str]:
    """Return the names of institutions by code."""
    return dict(Institution.objects.filter(authority=authority).values_list("code", "name"))


def card(data: Mapping[str, Any], names: Mapping[str, str], *, id: str = "", decision: str = "", reason: str = "") -> dict[str, Any]:
    """Return what the finding card shows of one finding written as JSON."""
    english = translation.get_language() == "en"
    source = data.get("source") or {}
    date = source.get("data_date")
    return {
        "id": id, "state": data.get("state", "conflict"), "effect": data.get("effect"), "title": data["title_en" if english and data.get("title_en") else "title_ro"],
        "text": _text(data, english), "distance_m": data.get("distance_m"), "limit_m": data.get("limit_m") or None if data.get("feature") else None,
        "overlap_m2": data.get("overlap_m2") or None, "overlap_percent": data.get("overlap_pct") or None, "overlap_m": data.get("length_m") or None,
        "legal_reference": data.get("legal_ref", ""), "endorser": names.get(data.get("endorser", ""), data.get("endorser", "")),
        "layer": source.get("title_en" if english else "title_ro", ""), "layer_version": f"v{source['version']}" if source.get("version") else None,
        "data_date": dt.date.fromisoformat(date) if date else None, "accuracy_m": source.get("accuracy_m"), "uncertain": data.get("uncertain", False), "on_map": bool(data.get("geometry")),
        "decision": decision if decision != Finding.Decision.PENDING else "", "decision_reason": reason,
    }


def _text(data: Mapping[str, Any], english: bool) -> str:
    parts = [str(data.get("reason_en" if english else "reason_ro") or "")]
    if data.get("feature_label") and data.get("state") == "conflict":
        parts.append(str(data["feature_label"]))
    parts.append(str(data.get("explanation_en" if english else "explanation_ro") or ""))
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def stored_cards(findings: list[Finding], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return cards for stored findings, with the planner's decisions."""
    return [
        card({**row.data, "state": row.state, "effect": row.effect, "title_ro": row.data.get("title_ro", row.title)}, names, id=str(row.number), decision=row.decision, reason=row.reason)
        for row in findings
    ]
