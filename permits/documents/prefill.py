"""Fills a draft from the layers: sections of plain text that an officer reads, corrects and answers for.

The texts are templates under templates/permits/texts/<procedure or document>/<section>.txt; adding a procedure that
is issued from layers is one TOML and such texts.
"""
from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import partial
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import select_template
from django.utils import translation

from gisapp.core import clock
from layers import api as layers
from permits.models import Applicant, Case, Charge, CheckRun, Finding, Plot
from permits.queries.acts import act_of, typed_act
from permits.queries.parameters import parameters_of
from permits.rules.procedure_files import all_procedures

SECTIONS: dict[str, tuple[str, ...]] = {
    "urbanism_certificate": ("legal_status", "economic_status", "technical_status", "required_papers", "studies", "plain_language"),
    "attestation": ("body", "legal_basis", "plain_language"),
    "refusal": ("reasons", "next_steps", "plain_language"),
    "building_permit": ("works", "project_title", "project_number", "project_author", "project_architect", "architect_register", "conditions", "waste_site", "plain_language"),
    "demolition_permit": ("works", "project_title", "project_number", "project_author", "project_architect", "architect_register", "conditions", "waste_site", "plain_language"),
    "excavation_approval": ("works", "restoration", "conditions", "plain_language"),
    "extension": ("purpose", "plain_language"),
}


# The street of a plot is looked for this far from it, in metres: the axis lies in the middle of the road.
STREET_M = 25.0
# Networks named in a certificate as near the plot: within this many metres, as far as a usual connection reaches.
NETWORK_M = 50.0
NETWORKS = {
    "water_pipes": "apă", "sewer_pipes": "canalizare", "gas_pipes": "gaze naturale", "power_lines": "energie electrică", "heat_pipes": "termoficare", "telecom_ducts": "comunicații electronice",
}
NETWORK_OWNERS = frozenset({"GAS", "POWER", "TSO", "TRANSGAZ", "WATER", "HEAT", "TELECOM"})
HERITAGE = frozenset({"LMI", "LMI-M", "ZCP", "ARH"})
HERITAGE_LAYERS = {"monuments", "protected_built_zones", "archaeology"}
# A prohibition over more of the plot than this leaves nothing to build on.
NEARLY_ALL_PCT = 95.0


def text_context(case: Case) -> dict[str, Any]:
    """Return what the texts may speak of: the land as checked, the accepted findings, the request."""
    run = CheckRun.objects.filter(case=case, current=True).first()
    findings = list(Finding.objects.filter(run=run)) if run else []
    standing = [row for row in findings if row.decision != Finding.Decision.REJECTED]
    return {
        "case": case, "authority": case.authority, "procedure": all_procedures()[case.procedure], "answers": case.answers,
        "plot": Plot.objects.filter(case=case).first(), "applicant": Applicant.objects.filter(case=case).first(),
        "land": _with_dates(run.answer.get("land", {})) if run else {}, "today": clock.today(),
        "dates": _with_dates({code: case.answers.get(code) for code in case.answers if code.endswith(("_on", "_at"))}),
        "conflicts": [row for row in standing if row.state == "conflict"],
        "prohibitions": [row for row in standing if row.state == "conflict" and row.effect == "prohibit"],
        "endorsements": [row for row in standing if row.state == "conflict" and row.effect in ("endorsement", "prohibit") and row.data.get("endorser")],
        "notes": [row for row in standing if row.state == "conflict" and row.effect in ("warn", "note")],
        "unsettled": [row for row in standing if row.state in ("unknown", "failed")],
        "unsettled_because": list(dict.fromkeys(row.reason.rstrip(".") for row in standing if row.state in ("unknown", "failed") and row.reason)),
        "usable": not any(_forbids(row) for row in standing),
        "prohibited": list(dict.fromkeys(row.title for row in standing if row.state == "conflict" and row.effect == "prohibit")), "heritage": _heritage(run, standing),
        # Called by the text that speaks of them, and only then.
        "addresses": partial(_near, case, "addresses"), "buildings": partial(_near, case, "buildings"),
        "settled": partial(_settled, case), "streets": partial(_near, case, "streets", STREET_M), "history": partial(_near, case, "street_history", STREET_M),
        "networks": partial(_networks, case), "asked": partial(_asked, standing),
    }


def _heritage(run: CheckRun | None, standing: list[Finding]) -> dict[str, Any]:
    """Return what the checks say of heritage: what catches the land, what could not be verified, and whether every layer was asked and nothing found."""
    rows = [row for row in standing if row.code in HERITAGE]
    found = list({row.title: row for row in rows if row.state == "conflict"}.values())
    unknown = list(dict.fromkeys(row.title for row in rows if row.state in ("unknown", "failed")))
    asked = run is not None and set(run.answer.get("layer_versions", {})) >= HERITAGE_LAYERS
    return {"found": found, "unknown": unknown, "none": asked and not found and not unknown}


def _networks(case: Case) -> list[str]:
    """Return the kinds of networks that the layers show on the plot or within `NETWORK_M` of it; what no layer shows may still lie there."""
    plot = Plot.objects.filter(case=case).first()
    if plot is None:
        return []
    found = {one.layer for one in layers.features_near(case.authority, plot.geom, list(NETWORKS), distance_m=NETWORK_M)}
    return [word for layer, word in NETWORKS.items() if layer in found]


def _asked(standing: list[Finding]) -> list[dict[str, Any]]:
    """Return one line per restriction that somebody must be asked about: its title, and whether a network's owner is the one."""
    asked = [row for row in standing if row.state == "conflict" and row.data.get("endorser")]
    return [{"title": title, "network": endorser in NETWORK_OWNERS} for title, endorser in dict.fromkeys((row.title, row.data["endorser"]) for row in asked)]


def _with_dates(told: dict[str, Any]) -> dict[str, Any]:
    """Return the same with dates instead of their ISO text, so that texts can write them as people do."""
    return {key: _date(value) if key.endswith(("_date", "_on")) else value for key, value in told.items()}


def _date(value: Any) -> Any:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _near(case: Case, layer: str, distance_m: float = 0.0) -> list[layers.NearFeature]:
    """Return what a layer has on the plot, or within a distance of it; nearest first."""
    plot = Plot.objects.filter(case=case).first()
    if plot is None:
        return []
    return sorted(layers.features_near(case.authority, plot.geom, [layer], distance_m=distance_m), key=lambda one: (one.distance_m, one.key))


def _settled(case: Case) -> dict[str, Any]:
    """Return the lines of a settlement and what they come to: `owed` by the applicant or to be given `back`, in lei."""
    lines = [line for charge in Charge.objects.filter(case=case, kind=Charge.Kind.FEE, cancelled_at=None) for line in charge.lines]
    comes_to = sum((Decimal(line["amount"]) for line in lines), Decimal(0))
    return {"lines": [(line["text_ro"], Decimal(line["amount"])) for line in lines], "owed": max(comes_to, Decimal(0)), "back": max(-comes_to, Decimal(0))}


def _forbids(row: Finding) -> bool:
    """Tell whether a prohibition defeats the purpose: it catches the drawn works, or nearly all of the land.

    A corridor along one side of the plot is a condition, not a no.
    """
    if row.effect != "prohibit" or row.state != "conflict":
        return False
    return row.data.get("tested") == "works" or (row.data.get("overlap_pct") or 0) >= NEARLY_ALL_PCT


def prefill(case: Case, kind: str, outcome: str) -> dict[str, Any]:
    """Return the fields of a new draft. Dates are ISO text; sections are plain Romanian text."""
    context = text_context(case)
    fields: dict[str, Any] = {}
    with translation.override("ro"):
        for section in SECTIONS.get(kind, ("plain_language",)):
            fields[section] = _section(case.procedure, kind, section, context)
    if kind == "urbanism_certificate":
        fields["usable"] = context["usable"]
        with translation.override("ro"):
            fields["usable_because"] = _section(case.procedure, kind, "usable_because", context)
    if kind in ("building_permit", "demolition_permit"):
        fields["execution_months"] = max(int(str(case.answers.get("duration_months") or 12)), 1)
    if kind == "extension":
        fields.update(_extension(case))
    validity = all_procedures()[case.procedure].validity
    # An approval to dig holds as long as its own schedule says.
    if outcome == "issue" and validity not in ("none", "schedule"):
        fields["valid_months"] = _months(case, validity)
    return fields


def _extension(case: Case) -> dict[str, Any]:
    """Return which act is extended, from when to when; empty where it was not issued here, for the inspector to fill in."""
    act = act_of(case)
    months = max(int(str(case.answers.get("months") or 1)), 1)
    found: dict[str, Any] = {"extended_number": typed_act(case), "extended_months": months, "extended_from": "", "extended_until": ""}
    if act is None:
        return found
    if act.entry is not None:
        found["extended_number"] = f"{act.entry.number}/{act.entry.year}"
    if act.case is not None:
        found["purpose"] = act.case.purpose
    if act.valid_until is not None:
        found["extended_from"] = act.valid_until.isoformat()
        found["extended_until"] = add_months(act.valid_until, months).isoformat()
    return found


def _months(case: Case, validity: str) -> int:
    parameters, day = parameters_of(case.authority), case.rules_on or clock.today()
    row = parameters.find(f"validity.{validity}.usual", day) or parameters.at(f"validity.{validity}.maximum", day)
    return row.whole


def _section(procedure: str, kind: str, section: str, context: dict[str, Any]) -> str:
    names = [f"permits/texts/{procedure}/{section}.txt", f"permits/texts/{kind}/{section}.txt"]
    if kind == "refusal":
        # The texts of a procedure speak of what is granted: a refusal has its own.
        names = names[1:]
    try:
        text = select_template(names).render(context)
    except TemplateDoesNotExist:
        return ""
    # Templates leave blank lines where a tag stood: three or more become one paragraph break.
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month, last)
        except ValueError:
            continue
    raise ValueError(f"no day in {year}-{month}")
