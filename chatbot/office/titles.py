"""What staff read in place of codes: subjects, facts, reasons and channels in words."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

INTENTS: dict[str, str] = {
    "greet": _("Salut"), "menu": _("Meniu"), "about_bot": _("Despre asistent"), "thanks_bye": _("Mulțumire, încheiere"), "parcel_info_by_pin": _("Teren, după locație"),
    "parcel_by_cadastral_number": _("Teren, după număr"), "parcel_by_address": _("Teren, după adresă"), "what_can_i_build": _("Ce se poate construi"), "endorsements_needed": _("Restricții și avize"),
    "need_cu": _("Certificat de urbanism"), "cu_documents": _("Acte pentru certificat"), "cu_fee": _("Taxa certificatului"), "need_building_permit": _("Autorizație de construire"),
    "permit_documents": _("Acte pentru autorizație"), "permit_fee": _("Taxa autorizației"), "works_without_permit": _("Lucrări fără autorizație"), "excavation_permit": _("Săpături"),
    "street_certificate": _("Nomenclatură stradală"), "deadline": _("Termene"), "extension": _("Prelungiri"), "upload_papers": _("Trimiterea actelor"), "status_of_request": _("Stadiul cererii"),
    "office_hours_contact": _("Program și contact"), "complaint_report_illegal_work": _("Sesizare"), "talk_to_human": _("Discuție cu un coleg"), "start_request": _("Începerea cererii"),
    "owner_question": _("Cine este proprietarul"), "not_understood": _("Răspuns nepotrivit"), "out_of_scope": _("Altceva decât urbanism"), "emergency": _("Urgență"), "delete_data": _("Ștergerea datelor"),
}  # fmt: skip
SLOTS: dict[str, str] = {
    "cadastral_number": _("Număr cadastral"), "request_number": _("Numărul cererii"), "lat": _("Latitudine"), "lon": _("Longitudine"), "street": _("Strada"), "house_number": _("Numărul casei"),
    "area_m2": _("Suprafața, m²"), "length_m": _("Lungimea, m"), "project_type": _("Lucrarea"), "height_regime": _("Regimul de înălțime"), "topo_number": _("Număr topografic"), "request_date": _("Data cererii"),
}  # fmt: skip
REASONS: dict[str, str] = {
    "asked": _("a cerut un coleg"), "not_understood": _("nu a fost înțeles"), "complaint": _("reclamație"), "emergency": _("urgență"), "reopened": _("redeschisă"), "other": _("altul"),
}  # fmt: skip
CHANNELS: dict[str, str] = {"web": _("pagina primăriei"), "telegram": "Telegram", "whatsapp": "WhatsApp", "messenger": "Messenger", "cli": _("linia de comandă")}


def _said(table: dict[str, str], code: str) -> str:
    return gettext(table[code]) if code in table else code


CHANGES: dict[str, str] = {
    "settings": _("setările asistentului"), "seed": _("o frază neînțeleasă, lămurită"), "seed removed": _("un exemplu scos"), "seeds published": _("exemplele publicate"),
}  # fmt: skip


def intent_title(code: str) -> str:
    """A subject; finer topics ("out_of_scope.taxes") by their family."""
    return _said(INTENTS, code.partition(".")[0]) if code else "—"


def slot_title(name: str) -> str:
    """A fact that was understood."""
    return _said(SLOTS, name)


def reason_title(code: str) -> str:
    """Why a colleague was asked for."""
    return _said(REASONS, code)


def channel_title(code: str) -> str:
    """Where the person writes."""
    return _said(CHANNELS, code)


def change_title(what: str) -> str:
    """What staff changed; a text by its key and language."""
    kind, _space, rest = what.partition(" ")
    if kind == "text":
        return gettext("textul „%(key)s”") % {"key": rest.replace(" ", ", ")}
    return _said(CHANGES, what)
