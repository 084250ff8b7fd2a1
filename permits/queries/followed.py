"""The act that a request follows, and whether it may still be followed: extension windows, once only, works begun or not."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from gisapp.core import clock
from permits.models import Case, IssuedDocument
from permits.queries.acts import act_of
from permits.queries.parameters import calendar_of, parameters_of
from permits.rules.deadlines import ExtensionWindow, extension_window
from permits.rules.procedure import ActEffect, FollowUp, Plot
from permits.rules.procedure_files import all_procedures
from permits.rules.refusals import RuleRefused
from permits.rules.states import CaseState
from permits.rules.validity import check_extension


@dataclass(frozen=True, slots=True)
class Offered:
    """A follow-up on the page of an answered case: what may be asked, under which number, and the sentence about its days."""

    procedure: str
    title: str
    number: str
    sentence: str
    open: bool


def followed(case: Case) -> tuple[IssuedDocument, FollowUp] | None:
    """Return the act this request follows and what the request is to it; None where it follows none that was issued here."""
    if all_procedures()[case.procedure].plot is not Plot.ACT:
        return None
    act = act_of(case)
    if act is None or act.case is None:
        return None
    row = all_procedures()[act.case.procedure].follow_up(case.procedure)
    return None if row is None else (act, row)


def window_of_act(act: IssuedDocument, row: FollowUp, on: dt.date) -> ExtensionWindow | None:
    """Return until when the follow-up may be asked for; None where no law sets a window."""
    expiry = act.valid_until
    if not row.window or expiry is None:
        return None
    return extension_window(row.window, expiry, calendar_of(act.authority), parameters_of(act.authority), on)


def why_not_follow(case: Case, *, on: dt.date | None = None) -> str:
    """Say why the act can no longer be followed by this request (asked for on a day, today by default); empty where it can."""
    found = followed(case)
    if found is None:
        return ""
    act, row = found
    assert act.case is not None
    asked_on = on or case.rules_on or clock.today()
    return _late(act, row, asked_on, but=case) or _wrong_state(act.case, row, asked=case.state != CaseState.DRAFT.value)


def _late(act: IssuedDocument, row: FollowUp, asked_on: dt.date, but: Case | None = None) -> str:
    window = window_of_act(act, row, asked_on)
    if window is None:
        return ""
    extensions = IssuedDocument.objects.filter(state=IssuedDocument.State.ISSUED, kind="extension", outcome="issue", case__parent=act.case)
    if but is not None:
        extensions = extensions.exclude(case=but)
    before = row.once and (act.status == IssuedDocument.Status.EXTENDED or extensions.exists())
    try:
        check_extension(window, asked_on, extended_before=before)
    except RuleRefused as refused:
        return refused.said(translation.get_language() or "ro")
    return ""


def _wrong_state(case: Case, row: FollowUp, *, asked: bool) -> str:
    # Once registered, the answer to this very request may have moved the act: only drafts are held against its state.
    if asked or case.state in {state.value for state in row.states}:
        return ""
    english = translation.get_language() == "en"
    return _("„%(title)s” nu se poate cere acum: actul este în starea „%(state)s”.") % {"title": row.title_en if english else row.title_ro, "state": CaseState(case.state).label_en if english else CaseState(case.state).label_ro}


def offered_after(case: Case) -> list[Offered]:
    """Return what the applicant may ask after the answer, with the sentence that explains until when."""
    act = IssuedDocument.objects.filter(case=case, state=IssuedDocument.State.ISSUED, outcome="issue").select_related("entry").order_by("-issued_at").first()
    if act is None or act.entry is None:
        return []
    english, today, found = translation.get_language() == "en", clock.today(), []
    for row in all_procedures()[case.procedure].follow_ups:
        if case.state not in {state.value for state in row.states}:
            continue
        window, why_not = window_of_act(act, row, today), _late(act, row, today)
        sentence = why_not or (window.explain("en" if english else "ro") if window else "")
        found.append(Offered(row.procedure, row.title_en if english else row.title_ro, f"{act.entry.number}/{act.entry.year}", sentence, not why_not))
    return found


def effect_on_act(case: Case) -> ActEffect:
    """Return what the delivered answer of this request does to the act it follows."""
    found = followed(case)
    return found[1].effect if found is not None else ActEffect.NOTHING
