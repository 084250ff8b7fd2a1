"""The intents: those listed for every channel (`LISTED`) and finer ones of our own, each belonging to a listed one.

The classifier learns the finer ones; anybody who knows only the list gets the listed one (`listed_intent`).
"""

from __future__ import annotations

LISTED: tuple[str, ...] = (
    "greet",
    "parcel_info_by_pin",
    "parcel_by_cadastral_number",
    "what_can_i_build",
    "need_cu",
    "cu_documents",
    "cu_fee",
    "need_building_permit",
    "permit_documents",
    "excavation_permit",
    "status_of_request",
    "office_hours_contact",
    "street_certificate",
    "complaint_report_illegal_work",
    "talk_to_human",
    "thanks_bye",
    "out_of_scope",
)

# Own intent → the listed one it belongs to when the subject in the text does not say otherwise.
OWN: dict[str, str] = {
    "menu": "greet",
    "about_bot": "greet",
    "parcel_by_address": "parcel_info_by_pin",
    "permit_fee": "need_building_permit",
    "works_without_permit": "need_building_permit",
    "extension": "need_building_permit",
    "endorsements_needed": "permit_documents",
    "deadline": "status_of_request",
    "upload_papers": "status_of_request",
    "start_request": "need_cu",
    "owner_question": "out_of_scope",
    "not_understood": "talk_to_human",
    "emergency": "emergency",
    "delete_data": "delete_data",
    "back": "back",
    "cancel": "cancel",
    "affirm": "affirm",
    "deny": "deny",
}

# Own intents whose listed one follows the subject: certificate, permit or excavation.
_BY_SUBJECT: dict[str, dict[str, str]] = {
    "deadline": {"cu": "need_cu", "permit": "need_building_permit", "excavation": "excavation_permit", "street": "street_certificate"},
    "extension": {"cu": "need_cu", "permit": "need_building_permit", "excavation": "excavation_permit"},
    "endorsements_needed": {"excavation": "excavation_permit"},
    "upload_papers": {"cu": "cu_documents", "permit": "permit_documents"},
    "start_request": {"cu": "need_cu", "permit": "need_building_permit", "excavation": "excavation_permit", "street": "street_certificate"},
}

# Intents after which the dialogue changes something; never entered on low confidence.
CHANGES_STATE = frozenset({"start_request", "delete_data", "complaint_report_illegal_work", "talk_to_human"})


def listed_intent(intent: str, subject: str | None = None) -> str:
    """The listed intent of any intent; `subject` is what the text is about (cu, permit, excavation, street)."""
    if intent in LISTED:
        return intent
    if intent.startswith("out_of_scope"):
        return "out_of_scope"
    if subject is not None and subject in _BY_SUBJECT.get(intent, {}):
        return _BY_SUBJECT[intent][subject]
    return OWN.get(intent, intent)
