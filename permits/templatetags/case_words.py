"""Events and effects of a case in words."""
from __future__ import annotations

from typing import Any

from django import template
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permits.actions.count_term import term_of
from permits.models import Case, CaseEvent
from permits.rules.parameters import Confidence
from permits.rules.people import Role
from permits.rules.states import Move

register = template.Library()

# What is not a move of the lifecycle but leaves an event.
OTHERS = {
    "start": gettext_lazy("Ciornă începută"), "attach_paper": gettext_lazy("Act încărcat"), "withdraw_paper": gettext_lazy("Act retras"), "check_land": gettext_lazy("Teren verificat pe straturi"),
    "decide_finding": gettext_lazy("Constatare decisă"), "add_finding": gettext_lazy("Constatare adăugată"), "open_work_item": gettext_lazy("Pas deschis"),
    "complete_work_item": gettext_lazy("Pas încheiat"), "assign": gettext_lazy("Inspector numit"), "reassign": gettext_lazy("Sarcină realocată"), "draft_document": gettext_lazy("Proiect de act întocmit"),
    "edit_draft": gettext_lazy("Proiect modificat"), "authorise_signature": gettext_lazy("Semnătură autorizată"), "redraft": gettext_lazy("Proiect reluat"), "return_letter": gettext_lazy("Chitanță sau notă întoarsă la casierie"), "note": gettext_lazy("Notă internă"),
    "draw_works": gettext_lazy("Lucrări desenate"), "choose_variant": gettext_lazy("Forma cererii aleasă"), "fee_not_computed": gettext_lazy("Taxa se calculează ulterior"), "payment": gettext_lazy("Plată"),
    "ask_endorsement": gettext_lazy("Aviz cerut"), "answer_endorsement": gettext_lazy("Răspuns la cererea de aviz"), "tacit_endorsement": gettext_lazy("Aviz tacit: termenul instituției s-a împlinit"),
    "type_answers": gettext_lazy("Răspunsuri completate de primărie"), "fee_computed": gettext_lazy("Taxă calculată"), "exempt_fee": gettext_lazy("Scutire de taxă acordată"), "take_work_item": gettext_lazy("Sarcină preluată"), "escalate": gettext_lazy("Termenul sarcinii se apropie sau a trecut"),
    "endorsement_overdue": gettext_lazy("Aviz întârziat, fără aprobare tacită"), "cancel_endorsement": gettext_lazy("Cerere de aviz retrasă"), "send_endorsement_link": gettext_lazy("Legătură retrimisă instituției"),
    "announce_emergency": gettext_lazy("Avarie anunțată"), "remind_expiry": gettext_lazy("Solicitantul a fost anunțat că actul expiră curând"), "warranty_over": gettext_lazy("Perioada de garanție s-a încheiat"),
    "propose_revocation": gettext_lazy("Revocare propusă"), "send_correction": gettext_lazy("Act corectat, trimis la semnat"), "correct_act": gettext_lazy("Act îndreptat; cel vechi este înlocuit"),
    "drop_change": gettext_lazy("Propunere de schimbare respinsă la semnat"), "ask_refund": gettext_lazy("Restituire propusă"), "refund": gettext_lazy("Restituire hotărâtă"),
    "endorsement_seen": gettext_lazy("Instituția a deschis solicitarea"), "give_endorser_papers": gettext_lazy("Completări date instituției"), "endorser_read": gettext_lazy("Instituția a descărcat un fișier"),
}
PAST = {
    "submit": gettext_lazy("Cerere depusă"), "register": gettext_lazy("Cerere înregistrată"), "start_review": gettext_lazy("Dosar repartizat spre analiză"),
    "request_papers": gettext_lazy("Completări cerute; termenul s-a oprit"), "answer_papers": gettext_lazy("Completări primite; termenul curge"),
    "start_draft": gettext_lazy("Redactare începută"), "send_to_sign": gettext_lazy("Act trimis la semnat"), "send_back": gettext_lazy("Act întors la redactare"), "sign": gettext_lazy("Act semnat"),
    "issue": gettext_lazy("Act emis"), "refuse": gettext_lazy("Refuz emis"), "deliver": gettext_lazy("Act comunicat"), "withdraw": gettext_lazy("Cerere retrasă"), "return_file": gettext_lazy("Dosar restituit"),
    "extend": gettext_lazy("Valabilitate prelungită"), "start_works": gettext_lazy("Lucrări începute"), "declare_restored": gettext_lazy("Suprafață declarată refăcută"),
    "reject_restoration": gettext_lazy("Refacere respinsă"), "receive_partially": gettext_lazy("Recepție parțială făcută"), "start_warranty": gettext_lazy("Garanție începută"),
    "report_defect": gettext_lazy("Defect constatat în garanție"), "release_guarantee": gettext_lazy("Garanție eliberată"), "receive_works": gettext_lazy("Lucrări recepționate"),
    "settle_fee": gettext_lazy("Taxă regularizată"), "expire": gettext_lazy("Act expirat"), "supersede": gettext_lazy("Act înlocuit"), "revoke": gettext_lazy("Act revocat"),
    "close": gettext_lazy("Dosar închis"), "archive": gettext_lazy("Dosar arhivat"),
}


@register.filter
def event_title(event: CaseEvent) -> str:
    """Return what happened, in the language of the page."""
    if event.kind in PAST:
        return str(PAST[event.kind])
    if event.kind in OTHERS:
        return str(OTHERS[event.kind])
    try:
        move = Move(event.kind)
    except ValueError:
        return _("Eveniment")
    return (move.label_en if translation.get_language() == "en" else move.label_ro).capitalize()


@register.filter
def term_explained(case: Case) -> str:
    """Return how the legal term was counted: the sentence stored with it, or the same said in English."""
    if translation.get_language() == "en" and case.registered_at is not None and case.rules_on is not None:
        return term_of(case).explain("en")
    return case.due_explanation


@register.filter
def role_said(code: str) -> str:
    """Return who signs, in the language of the page: a role, or the seal of the town hall."""
    try:
        role = Role(code)
    except ValueError:
        return _("sigiliul electronic al primăriei")
    return role.label_en if translation.get_language() == "en" else role.label_ro


@register.filter
def term_unsure(case: Case) -> bool:
    """Tell whether the length of the legal term is still to be confirmed by the town hall (decision of the council, text of the law)."""
    if case.registered_at is None or case.rules_on is None:
        return False
    return term_of(case).rule.confidence is Confidence.TO_BE_CONFIRMED


@register.filter
def parcels_of(case: Case) -> list[dict[str, Any]]:
    """Return the parcels of a case; a petition and an extension have none of their own."""
    plot = getattr(case, "plot", None)
    return list(plot.parcels) if plot is not None else []
