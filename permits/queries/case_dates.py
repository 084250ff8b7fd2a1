"""Every date of a case besides the legal term, each with the one sentence that says how it came about."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gisapp.core import clock
from permits.models import Case, CaseEvent, IssuedDocument, PaperRequest
from permits.queries.emergencies import emergency_of
from permits.queries.followed import followed, window_of_act
from permits.queries.parameters import parameters_of
from permits.queries.warranty import warranty_of
from permits.rules.deadlines import Binds, deadline_rule
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Family, Move
from permits.rules.wording import counted_en, counted_ro


@dataclass(frozen=True, slots=True)
class CaseDate:
    """A date in words: what it is, how it was counted, and whether its day has passed without what was due."""

    title: str
    sentence: str
    late: bool = False


def dates_of(case: Case) -> list[CaseDate]:
    """Return the dates of the case in the language of the page, in the order of its life."""
    if case.registered_at is None:
        return emergency_dates(case)
    return [*emergency_dates(case), *_internal(case), *_papers(case), *_act_followed(case), *_validity(case), *_works(case), *_warranty(case)]


def _said(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def _counted(number: int, one: str, many: str, one_en: str, many_en: str) -> str:
    return counted_en(number, one_en, many_en) if _language().startswith("en") else counted_ro(number, one, many)


def _language() -> str:
    return translation.get_language() or "ro"


def _internal(case: Case) -> Iterator[CaseDate]:
    if case.internal_due is None or case.decided_at is not None or case.rules_on is None:
        return
    rule = deadline_rule(all_procedures()[case.procedure].deadline_of(case.variant), parameters_of(case.authority), case.rules_on)
    lead = ngettext("cu o zi lucrătoare înainte de termenul legal", "cu %(n)s zile lucrătoare înainte de termenul legal", rule.internal_lead) % {"n": rule.internal_lead}
    if rule.target is not None:
        sentence = _("%(day)s: termenul pe care primăria și l-a propus (%(days)s), cel mult %(lead)s.") % {"day": _said(case.internal_due), "days": _counted(rule.target, "zi", "zile", "day", "days"), "lead": lead}
    else:
        sentence = _("%(day)s: %(lead)s, ca să rămână timp de semnat și de comunicat.") % {"day": _said(case.internal_due), "lead": lead}
    yield CaseDate(_("Termenul intern"), sentence, clock.today() > case.internal_due)


def _papers(case: Case) -> Iterator[CaseDate]:
    asked = PaperRequest.objects.filter(case=case, answered_at=None).exclude(answer_by=None).first()
    if asked is None or asked.answer_by is None:
        return
    rule = deadline_rule("answer_papers", parameters_of(case.authority), asked.asked_at.astimezone(clock.TOWN_TIME).date(), Binds.APPLICANT)
    yield CaseDate(
        _("Completările"), _("Se depun până la %(day)s, %(days)s de la solicitare; termenul primăriei stă până atunci. Temei: %(ref)s.") % {"day": _said(asked.answer_by), "days": _counted(rule.length, "zi", "zile", "day", "days"), "ref": rule.legal_ref},
        clock.today() > asked.answer_by,
    )


def _act_followed(case: Case) -> Iterator[CaseDate]:
    found = followed(case)
    window = window_of_act(*found, case.rules_on or clock.today()) if found is not None and case.decided_at is None else None
    if window is not None and case.rules_on is not None:
        yield CaseDate(_("Fereastra prelungirii"), window.explain(_language()), not window.is_open(case.rules_on))


def _validity(case: Case) -> Iterator[CaseDate]:
    act = IssuedDocument.objects.filter(case=case, state=IssuedDocument.State.ISSUED, outcome="issue").order_by("-issued_at").first()
    if act is None or act.valid_until is None or act.issued_at is None or case.state == CaseState.WORKS_STARTED.value:
        return
    words = {"day": _said(act.valid_until), "months": _counted(int(act.fields.get("valid_months") or 0), "lună", "luni", "month", "months"), "from": _said(act.issued_at.astimezone(clock.TOWN_TIME).date())}
    if act.status == IssuedDocument.Status.EXTENDED:
        sentence = _("Actul este valabil până la %(day)s, după prelungire; a doua prelungire nu este posibilă.") % words
    elif act.fields.get("valid_months"):
        sentence = _("Actul este valabil până la %(day)s: %(months)s de la emiterea din %(from)s.") % words
    elif act.fields.get("extended_until"):
        sentence = _("Prelungirea ține până la %(day)s.") % words
    else:
        sentence = _("Actul este valabil până la %(day)s, ultima zi a lucrărilor din graficul cererii.") % words
    yield CaseDate(_("Valabilitatea actului"), sentence, clock.today() > act.valid_until)


def _works(case: Case) -> Iterator[CaseDate]:
    if case.state != CaseState.WORKS_STARTED.value or all_procedures()[case.procedure].family is not Family.PERMIT:
        return
    begun = CaseEvent.objects.filter(case=case, kind=Move.START_WORKS.value).order_by("-seq").first()
    if begun is None or case.valid_until is None:
        return
    started = begun.data.get("started_on")
    day = dt.date.fromisoformat(started) if started else begun.at.astimezone(clock.TOWN_TIME).date()
    yield CaseDate(
        _("Execuția lucrărilor"),
        _("Lucrările au început la %(from)s; începute, autorizația ține cât durata de execuție scrisă în ea, până la %(day)s (Legea 50/1991 art. 7 alin. (6)).") % {"from": _said(day), "day": _said(case.valid_until)},
        clock.today() > case.valid_until,
    )


def _warranty(case: Case) -> Iterator[CaseDate]:
    term = warranty_of(case) if case.state in (CaseState.WARRANTY.value, CaseState.PARTIAL_RECEPTION.value, CaseState.RELEASED.value) else None
    if term is not None:
        yield CaseDate(_("Garanția lucrării"), term.explain(_language()))


def emergency_dates(case: Case) -> list[CaseDate]:
    """Return the three terms of an emergency repair; nothing for other cases."""
    found = emergency_of(case)
    if found is None:
        return []
    notice, papers, repair = found.terms.explain(_language())
    if found.announced_at is not None:
        told = _("Anunțată la %(at)s.") % {"at": f"{found.announced_at.astimezone(clock.TOWN_TIME):%d.%m.%Y, %H:%M}"}
    else:
        told = _("Nu a fost anunțată prin acest serviciu.")
    return [
        CaseDate(_("Anunțarea avariei"), f"{notice} {told}", found.notice_late),
        CaseDate(_("Documentația avariei"), papers, found.papers_late),
        CaseDate(_("Refacerea după avarie"), repair, found.repair_late),
    ]
