"""Rows of the house as JSON, in the language of the request."""
from __future__ import annotations

import json
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.utils import translation

from layers import api as layers
from permits.actions.count_term import local_day
from permits.models import (
    Case,
    CaseEvent,
    Charge,
    Endorsement,
    Finding,
    IssuedDocument,
    Paper,
    PaperRequest,
    Payment,
    RegisterEntry,
    WebhookDelivery,
    WebhookEndpoint,
    WorkItem,
)
from permits.queries.case_view import state_label
from permits.queries.collections import collection, feature
from permits.queries.holder import holder_of
from permits.queries.money import paid
from permits.queries.versions import newest
from permits.rules.procedure import Procedure
from permits.rules.procedure_files import all_procedures


def english() -> bool:
    """Tell whether the answer is in English."""
    return translation.get_language() == "en"


def geojson(geometry: GEOSGeometry) -> dict[str, Any]:
    """Return a geometry of EPSG:3844 in WGS 84."""
    found: dict[str, Any] = json.loads(layers.to_wgs84(geometry).geojson)
    return found


def procedure(one: Procedure) -> dict[str, Any]:
    """Write a procedure in short."""
    en = english()
    return {
        "code": one.code, "title": one.title_en if en else one.title_ro, "summary": one.summary_en if en else one.summary_ro, "family": one.family.value,
        "legal_ref": one.legal_ref, "plot": one.plot.value, "works": one.works.value,
        "variants": [{"code": variant.code, "label": variant.title_en if en else variant.title_ro} for variant in one.variants],
    }


def parcel(one: layers.ParcelInfo) -> dict[str, Any]:
    """Write a parcel."""
    return {
        "siruta": one.siruta, "cadastral_number": one.cadastral_number, "address": one.address, "area_m2": round(one.area_m2, 2), "geometry": geojson(one.geom),
    }


def finding(data: dict[str, Any], *, decision: str = "") -> dict[str, Any]:
    """Write a finding kept as JSON by `layers.finding_to_json`."""
    language = "en" if english() else "ro"
    source = data.get("source") or {}
    words = [str(data.get(f"reason_{language}") or ""), str(data.get(f"explanation_{language}") or "")]
    return {
        "code": data.get("code", ""), "state": data["state"], "effect": data["effect"], "title": data.get(f"title_{language}") or data.get("title_ro", ""),
        "text": " ".join(one for one in words if one), "legal_ref": data.get("legal_ref") or "", "confidence": data.get("confidence") or "",
        "tested": data.get("tested") or "", "feature": data.get("feature_key") or "", "feature_label": data.get("feature_label") or "", "endorser": data.get("endorser") or "",
        "distance_m": data.get("distance_m"), "limit_m": data.get("limit_m"), "overlap_m2": data.get("overlap_m2"), "overlap_percent": data.get("overlap_pct"),
        "length_m": data.get("length_m"), "accuracy_m": source.get("accuracy_m"), "uncertain": bool(data.get("uncertain")), "layer": source.get("layer") or "", "layer_version": source.get("version"), "data_date": source.get("data_date"),
        "decision": decision,
    }


def case(found: Case) -> dict[str, Any]:
    """Write a case in short."""
    held = holder_of(found)
    return {
        "id": str(found.pk), "number": found.number, "procedure": found.procedure, "title": all_procedures()[found.procedure].title("en" if english() else "ro"),
        "state": found.state, "state_label": state_label(found.state), "variant": found.variant, "channel": found.channel, "created_at": found.created_at,
        "registered_at": found.registered_at, "legal_due": found.legal_due, "decided_at": found.decided_at,
        "holder": {"who": held.who, "until": held.until, "applicant": held.applicant},
    }


def case_full(found: Case, *, personal: bool) -> dict[str, Any]:
    """Write a whole case; without what is personal for institutions that endorse."""
    applicant, plot = getattr(found, "applicant", None), getattr(found, "plot", None)
    works = list(found.works.all())
    return {
        **case(found), "due_explanation": found.due_explanation, "purpose": found.purpose if personal else "",
        "answers": {name: value for name, value in found.answers.items() if not name.startswith("_")} if personal else {},
        "applicant": {
            "kind": applicant.kind, "name": applicant.name, "identifier": applicant.masked_identifier, "represented_by": applicant.represented_by,
            "address": applicant.address or "", "email": applicant.email, "phone": applicant.phone or "",
        } if personal and applicant is not None else None,
        "plot": {
            "parcels": [str(row["cadastral_number"]) for row in plot.parcels], "address": plot.address, "area_m2": round(plot.area_m2, 2), "sketched": plot.sketched,
            "geometry": geojson(plot.geom),
        } if plot is not None else None,
        "works": collection(
            [feature(one.geom, kind=one.kind, use=one.use, levels=one.levels, height_m=one.height_m, width_m=one.width_m, basement=one.basement) for one in works]
        ) if works else None,
    }


def case_finding(row: Finding) -> dict[str, Any]:
    """Write a finding kept with a case, with its decision."""
    return {**finding({**row.data, "code": row.code, "state": row.state, "effect": row.effect}, decision=row.decision), "id": row.pk}


def paper_request(row: PaperRequest) -> dict[str, Any]:
    """Write a request for papers."""
    papers = [{"code": one.code, "title": one.title, "reason": one.reason, "legal_ref": one.legal_ref} for one in row.items.all()]
    return {"asked_at": row.asked_at, "message": row.message, "papers": papers}


def event(row: CaseEvent) -> dict[str, Any]:
    """Write an event of the history."""
    return {"seq": row.seq, "at": row.at, "kind": row.kind, "data": row.data, "hash": row.hash}


def paper(row: Paper) -> dict[str, Any]:
    """Write a paper."""
    return {
        "id": str(row.pk), "code": row.code, "version": row.version, "file_name": row.file_name, "mime": row.mime, "size": row.size, "sha256": row.sha256,
        "flags": row.flags, "uploaded_at": row.uploaded_at,
    }


def document(row: IssuedDocument) -> dict[str, Any]:
    """Write an issued document: hash and size of its newest version, which is what a download gives, and the hash as it was issued."""
    sha256, size = newest(row)
    return {
        "id": str(row.pk), "kind": row.kind, "title": row.title, "number": number_of(row), "issued_at": row.issued_at, "valid_until": row.valid_until,
        "status": row.status, "sha256": sha256, "size": size, "issued_sha256": row.sha256, "verification_code": row.verification_code,
    }


def number_of(row: IssuedDocument) -> str:
    """Return the number of an issued document as people write it."""
    return f"{row.book} {row.entry.number}/{row.entry.year}" if row.entry is not None else ""


def act(row: IssuedDocument) -> dict[str, Any]:
    """Write an issued act without anything personal."""
    assert row.case is not None and row.issued_at is not None  # noqa: PT018
    plot = getattr(row.case, "plot", None)
    return {
        "number": number_of(row), "book": row.book, "title": row.title, "procedure": row.case.procedure, "issued_on": local_day(row.issued_at),
        "valid_until": row.valid_until, "status": row.status, "parcels": [str(one["cadastral_number"]) for one in plot.parcels] if plot else [],
        "verification_code": row.verification_code,
    }


def payment(row: Payment) -> dict[str, Any]:
    """Write a payment."""
    signed = row.receipt is not None and row.receipt.state == IssuedDocument.State.ISSUED
    return {
        "id": row.pk, "method": row.method, "state": row.state, "amount": str(row.amount), "at": row.at, "reference": row.reference,
        "receipt": str(row.receipt_id) if signed else None,
    }


def charge(row: Charge) -> dict[str, Any]:
    """Write what is owed and what was paid."""
    text = "text_en" if english() else "text_ro"
    lines = [
        {
            "code": line.get("code", ""), "text": line[text], "amount": line["amount"], "legal_ref": line.get("legal_ref", ""), "decision": line.get("decision", ""),
            "confidence": line.get("confidence", ""),
        }
        for line in row.lines
    ]
    return {
        "id": row.pk, "kind": row.kind, "amount": str(row.amount), "paid": str(paid(row)), "lines": lines,
        "payments": [payment(one) for one in row.payments.select_related("receipt").order_by("at", "pk")],
    }


def work_item(row: WorkItem) -> dict[str, Any]:
    """Write a work item."""
    return {
        "id": row.pk, "case": str(row.case_id), "case_number": row.case.number, "procedure": row.case.procedure, "step": row.step, "title": row.title, "role": row.role,
        "department": row.department.code if row.department else "", "assignee": row.assignee.full_name if row.assignee else "", "state": row.state, "due": row.due,
    }


def endorsement(row: Endorsement) -> dict[str, Any]:
    """Write an endorsement."""
    return {
        "id": str(row.pk), "case": str(row.case_id), "case_number": row.case.number, "institution": row.institution.code, "state": row.state, "asked_at": row.asked_at,
        "due": row.due, "answered_at": row.answered_at, "conditions": row.conditions,
    }


def entry(row: RegisterEntry) -> dict[str, Any]:
    """Write a line of a register book."""
    return {
        "book": row.book, "year": row.year, "number": row.number, "direction": row.direction, "at": row.at, "subject": row.subject, "correspondent": row.correspondent,
        "case": str(row.case_id) if row.case_id else None, "cancelled_at": row.cancelled_at,
    }


def webhook(row: WebhookEndpoint) -> dict[str, Any]:
    """Write an endpoint, never its secret."""
    return {
        "id": str(row.pk), "url": row.url, "events": row.events, "created_at": row.created_at, "failures": row.failures, "disabled_at": row.disabled_at,
        "disabled_reason": row.disabled_reason,
    }


def delivery(row: WebhookDelivery) -> dict[str, Any]:
    """Write a delivery."""
    return {
        "id": str(row.pk), "kind": row.kind, "created_at": row.created_at, "attempts": row.attempts, "last_status": row.last_status, "last_error": row.last_error,
        "delivered_at": row.delivered_at, "gave_up_at": row.gave_up_at,
    }
