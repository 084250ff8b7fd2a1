"""What to ask for, with which papers, at what price, how long it takes: from the procedures' own files and dated values."""

from __future__ import annotations

import re

from chatbot.conversation.land import current_parcel
from chatbot.conversation.talk import Talk
from chatbot.conversation.wording import day, money, number, reference
from chatbot.conversation.works_words import WORKS
from chatbot.understanding.features import PLACEHOLDERS
from chatbot.understanding.model import current
from chatbot.understanding.normalise import clean, fold
from chatbot.understanding.wording import words
from permits import api as permits

MOST_PAPERS = 9
PROCEDURE_OF = {"cu": "urbanism_certificate", "permit": "building_permit", "excavation": "excavation_approval", "street": "street_address_certificate"}
# Small works for which Law 50/1991 art. 11 may ask no permit.
MAYBE_FREE = frozenset({"fence", "roof", "insulation", "gazebo", "greenhouse", "solar_panels", "carport", "terrace"})


def concepts_of(text: str) -> set[str]:
    """The subjects and aspects that words name: fee, documents, duration, guarantee and the like."""
    found = [word for word in words(fold(clean(text))) if word not in PLACEHOLDERS]
    return set(current().lexicon.of_words(found))


def procedure_for(talk: Talk, fallback: str = "cu") -> str:
    """The procedure that the message, else the conversation, is about."""
    if talk.memory.slots.get("project_type") == "demolition" and (talk.meant is None or talk.meant.subject in (None, "permit")) and fallback == "permit":
        return "demolition_permit"
    return PROCEDURE_OF.get(talk.memory.subject or fallback, PROCEDURE_OF[fallback])


def _start_button(talk: Talk, code: str) -> None:
    talk.button(f"start:{code}", "b_start")


def _sourced(talk: Talk, code: str) -> None:
    found = permits.sheet_of(talk.authority, code, talk.language)
    talk.say("source_rules", "intent_answer", source=reference(found.legal_ref, talk), date=day(talk.now.date(), talk))


def papers(talk: Talk, code: str, *, most: int = MOST_PAPERS) -> None:
    """The papers of a procedure, each with its condition."""
    found = permits.sheet_of(talk.authority, code, talk.language)
    rows = [f"• {paper.title}" + (f" ({paper.condition})" if paper.condition else "") for paper in found.papers[:most]]
    talk.say("papers", "list_documents", title=found.title, list="\n".join(rows))
    url = talk.url("procedure", code)
    if len(found.papers) > most:
        talk.say("papers_more", n=len(found.papers) - most, url=url)
    else:
        talk.say("papers_full", url=url)


def term(talk: Talk, code: str) -> None:
    """The legal term of a procedure."""
    found = permits.sheet_of(talk.authority, code, talk.language)
    talk.say("term", "intent_answer", title=found.title, term=reference(found.forms[0].term, talk))
    if found.forms[0].term_to_confirm:
        talk.say("term_to_confirm")


def fee(talk: Talk, code: str) -> None:
    """The fee: for the land talked about where it depends on the land, in general otherwise."""
    found = permits.sheet_of(talk.authority, code, talk.language)
    area = _area(talk)
    quote = permits.quote(talk.authority, code, area_m2=area) if code == "urbanism_certificate" else None
    if quote is not None and area is not None:
        lines = "\n".join(f"• {_fee_text(talk, line.explanation(talk.language))}: {money(line.amount, talk)} ({reference(line.legal_ref, talk)})" for line in quote.lines)
        talk.say("fee_exact", "fee_quote", title=found.title, area=number(area, talk, 1), total=money(quote.total, talk), lines=lines)
        if quote.to_confirm:
            talk.say("fee_to_confirm", decision=reference(quote.lines[0].decision or quote.lines[0].legal_ref, talk))
    else:
        talk.say("fee_general", "fee_quote", title=found.title, fee=_fee_text(talk, found.forms[0].fee))
    if code.startswith("excavation"):
        talk.say("guarantee", "guarantee")
    _sourced(talk, code)
    if code == "urbanism_certificate" and quote is None:
        talk.ask("area_m2", "ask_area", "ask_area", "ask_location", more={"for": "cu_fee"})


def _fee_text(talk: Talk, told: str) -> str:
    """The fee as the procedure's sheet tells it; amounts in an English text with English signs."""
    return _english_amounts(reference(told, talk)) if talk.english else told


def _english_amounts(text: str) -> str:
    """1.234,50 → 1,234.50 where a text of the rules was written the Romanian way."""
    return re.sub(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})*),(\d{2})(?= lei)", lambda match: match.group(1).replace(".", ",") + "." + match.group(2), text)


def _area(talk: Talk) -> float | None:
    said = talk.heard.get("area_m2")
    if said is None:
        parcel = current_parcel(talk)
        if parcel is not None:
            return float(parcel.area_m2)
        said = talk.memory.slots.get("area_m2")
    return float(said) if isinstance(said, int | float) and 0 < float(said) < 100_000_000 else None


def cu_documents(talk: Talk) -> None:
    """Papers of the certificate."""
    papers(talk, "urbanism_certificate")
    _sourced(talk, "urbanism_certificate")
    for code, key in (("do:cu_fee", "b_fee"), ("start:urbanism_certificate", "b_start")):
        talk.button(code, key)


def permit_documents(talk: Talk) -> None:
    """Papers of the permit, or of what else is talked about."""
    code = procedure_for(talk, "permit")
    if code == "urbanism_certificate":
        code = "building_permit"
    papers(talk, code)
    _sourced(talk, code)
    talk.button("do:permit_fee", "b_fee")
    _start_button(talk, code)


def cu_fee(talk: Talk) -> None:
    """Fee of the certificate."""
    fee(talk, "urbanism_certificate")
    if talk.memory.asked != "area_m2":
        talk.button("do:cu_documents", "b_papers")
        _start_button(talk, "urbanism_certificate")


def permit_fee(talk: Talk) -> None:
    """Fee of the permit."""
    code = procedure_for(talk, "permit")
    fee(talk, code if code != "urbanism_certificate" else "building_permit")


def need_cu(talk: Talk) -> None:
    """What the certificate is, how long it takes, what it costs here."""
    wanted = concepts_of(talk.text)
    code = "urbanism_certificate"
    found = permits.sheet_of(talk.authority, code, talk.language)
    talk.say("about", "intent_answer", "required_permits", title=found.title, summary=found.summary)
    talk.say("need_cu")
    term(talk, code)
    talk.say("fee_general", title=found.title, fee=_fee_text(talk, found.forms[0].fee))
    if "documents" in wanted:
        papers(talk, code)
    _sourced(talk, code)
    if current_parcel(talk) is None and talk.memory.flow is None:
        talk.act("ask_location")
        talk.ask("location", "ask_location", "ask_location", more={"for": "need_cu_land"})
        talk.button("do:cu_documents", "b_papers")
        talk.button("start:urbanism_certificate", "b_start")
    else:
        for button, key in (("do:cu_documents", "b_papers"), ("do:cu_fee", "b_fee"), ("start:urbanism_certificate", "b_start")):
            talk.button(button, key)


def need_permit(talk: Talk) -> None:
    """Whether works need a permit, and the way to it."""
    works = str(talk.heard.get("project_type") or talk.memory.slots.get("project_type") or "")
    if works == "demolition":
        talk.say("need_demolition", "required_permits", "intent_answer")
        code = "demolition_permit"
    else:
        talk.say("need_permit", "required_permits", "intent_answer")
        code = "building_permit"
        if works in MAYBE_FREE:
            talk.say("maybe_no_permit", what=works_title(works, talk))
    term(talk, code)
    _sourced(talk, code)
    for button, key in (("do:permit_documents", "b_papers"), ("do:permit_fee", "b_fee"), ("start:urbanism_certificate", "b_cu")):
        talk.button(button, key)


def works_title(code: str, talk: Talk) -> str:
    """A kind of works in words."""
    ro, en = WORKS.get(code, (code, code))
    return en if talk.english else ro


def works_without_permit(talk: Talk) -> None:
    """Which works need none."""
    talk.say("works_without_permit", "required_permits", "intent_answer")
    _sourced(talk, "building_permit")
    talk.button("do:need_building_permit", "b_permit")
    talk.button("human", "b_human")


def excavation(talk: Talk) -> None:
    """Digging in public land: what is asked for; fee, papers or term where those are asked."""
    wanted, code = concepts_of(talk.text), "excavation_approval"
    aspects = {"fee": fee, "documents": papers, "duration": term}
    asked = [action for name, action in aspects.items() if name in wanted]
    if asked:
        for action in asked:
            action(talk, code)
        if "fee" not in wanted and "guarantee" in wanted:
            talk.say("guarantee", "guarantee")
        _sourced(talk, code)
        _start_button(talk, code)
        return
    talk.say("excavation", "required_permits", "intent_answer")
    term(talk, code)
    found = permits.sheet_of(talk.authority, code, talk.language)
    talk.say("fee_general", "fee_quote", title=found.title, fee=_fee_text(talk, found.forms[0].fee))
    talk.say("guarantee", "guarantee")
    _sourced(talk, code)
    for button, key in (("do:excavation_papers", "b_papers"), (f"start:{code}", "b_start")):
        talk.button(button, key)


def excavation_papers(talk: Talk) -> None:
    """Papers of the excavation approval."""
    papers(talk, "excavation_approval")
    _sourced(talk, "excavation_approval")
    _start_button(talk, "excavation_approval")


def excavation_fee(talk: Talk) -> None:
    """Fee and guarantee of the excavation approval."""
    fee(talk, "excavation_approval")
    _start_button(talk, "excavation_approval")


def street_certificate(talk: Talk) -> None:
    """The certificate of an address: what it is, papers, fee, term."""
    code = "street_address_certificate"
    wanted = concepts_of(talk.text)
    asked = wanted & {"fee", "documents", "duration"}
    if asked and "nomenclature" not in wanted:
        for name, action in (("fee", fee), ("documents", papers), ("duration", term)):
            if name in asked:
                action(talk, code)
        _sourced(talk, code)
        _start_button(talk, code)
        return
    talk.say("street_certificate", "intent_answer")
    papers(talk, code)
    found = permits.sheet_of(talk.authority, code, talk.language)
    talk.say("fee_general", "fee_quote", title=found.title, fee=_fee_text(talk, found.forms[0].fee))
    if "duration" in wanted or "fee" not in wanted:
        term(talk, code)
    department = permits.answering_department(talk.authority, code)
    if department is not None:
        talk.say("department", "department_name", department=department.name)
    _sourced(talk, code)
    _start_button(talk, code)


def deadline(talk: Talk) -> None:
    """The legal term of what is talked about."""
    code = procedure_for(talk, "cu")
    term(talk, code)
    _sourced(talk, code)
    talk.button("do:status_of_request", "b_status")


def extension(talk: Talk) -> None:
    """Extending a certificate or a permit."""
    code = "permit_extension" if (talk.memory.subject == "permit") else "urbanism_certificate_extension"
    found = permits.sheet_of(talk.authority, code, talk.language)
    talk.say("extension", "intent_answer", "fee_quote", title=found.title, summary=found.summary, fee=_fee_text(talk, found.forms[0].fee), term=reference(found.forms[0].term, talk))
    papers(talk, code)
    _sourced(talk, code)
    _start_button(talk, code)


def upload_papers(talk: Talk) -> None:
    """Papers are not taken in a conversation."""
    talk.say("upload", "intent_answer", url=talk.url("my_cases"))
    talk.button("do:status_of_request", "b_status")


def which_start(talk: Talk) -> None:
    """Offer the requests that can be begun from here."""
    talk.ask(
        "which_procedure", "draft_which", "clarify",
        choices=[("start:urbanism_certificate", "b_cu"), ("start:building_permit", "b_permit"), ("start:excavation_approval", "b_excavation")],
    )  # fmt: skip


def title_of(talk: Talk, code: str) -> str:
    """The title of a procedure."""
    return permits.all_procedures()[code].title(talk.language)


def say_department(talk: Talk, code: str) -> str:
    """The department that answers a procedure, or the town hall."""
    department = permits.answering_department(talk.authority, code)
    return department.name if department is not None else talk.authority.name
