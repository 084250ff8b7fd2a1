"""Reads permits/procedures/*.toml into `Procedure` objects and refuses what is wrong.

A wrong word stops the start: the error names the file and the key, and the nearest right word.
"""
from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from permits.rules.labels import Labelled
from permits.rules.people import DEPARTMENT_OF_ROLE, OUTSIDERS, Department, Role
from permits.rules.procedure import (
    AccessClass,
    ActEffect,
    ApplicantKind,
    Choice,
    Endorsing,
    FollowUp,
    Info,
    Need,
    Paper,
    Plot,
    Procedure,
    Question,
    QuestionKind,
    Signatory,
    SignatureKind,
    Step,
    StepKind,
    Templates,
    Variant,
    Works,
)
from permits.rules.procedure_checks import check_procedure, known
from permits.rules.procedure_table import ProcedureError, Table
from permits.rules.states import CaseState, Family

FOLDER = Path(__file__).resolve().parent.parent / "procedures"
Item = TypeVar("Item")
Word = TypeVar("Word", bound=Labelled)


def read_procedure(path: Path) -> Procedure:
    """Read and check one file."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProcedureError(f"{path.name}: not TOML: {error}") from error
    table = Table(path.name, "", document)
    procedure = _procedure(table)
    table.finish()
    if procedure.code != path.stem:
        raise ProcedureError(f"{path.name}: code: {procedure.code!r} should be the name of the file")
    check_procedure(path.name, procedure)
    return procedure


def read_procedures(folder: Path = FOLDER) -> Mapping[str, Procedure]:
    """Read all files of a folder and check what they say about each other."""
    found = {path.stem: read_procedure(path) for path in sorted(folder.glob("*.toml"))}
    for procedure in found.values():
        file = f"{procedure.code}.toml"
        for follow_up in procedure.follow_ups:
            known(file, "follow_ups.procedure", follow_up.procedure, found)
        for question in procedure.questions:
            for code in question.of:
                known(file, f"questions.{question.code}.of", code, found)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def all_procedures() -> Mapping[str, Procedure]:
    """Return the procedures shipped, read once; a wrong file raises ProcedureError at start."""
    return read_procedures()


def _procedure(table: Table) -> Procedure:
    layers = table.layers("layers")
    return Procedure(
        code=table.text("code"),
        version=table.number("version"),
        family=_word(table, "family", Family),
        title_ro=table.text("title_ro"),
        title_en=table.text("title_en"),
        summary_ro=table.text("summary_ro"),
        summary_en=table.text("summary_en"),
        legal_ref=table.text("legal_ref"),
        applicants=_words(table, "applicants", ApplicantKind),
        plot=_word(table, "plot", Plot),
        works=_word(table, "works", Works),
        layers=layers,
        checks_required=table.yes_no("checks_required"),
        fee=table.text("fee"),
        deadline=table.text("deadline"),
        file_check=table.text("file_check", ""),
        validity=table.text("validity"),
        register_book=table.text("register_book"),
        retention=table.text("retention"),
        access=_word(table, "access", AccessClass),
        public=table.yes_no("public"),
        collects_endorsements=table.yes_no("collects_endorsements", default=False),
        endorsements=_each(table, "endorsements", _endorsing),
        papers=_each(table, "papers", _paper),
        questions=_each(table, "questions", _question),
        steps=_each(table, "steps", _step),
        signatories=_each(table, "signatories", _signatory),
        templates=_one(table, "templates", _templates),
        variants=_each(table, "variants", _variant),
        follow_ups=_each(table, "follow_ups", _follow_up),
        info=_one(table, "info", _info),
    )


def _paper(table: Table) -> Paper:
    return Paper(
        code=table.text("code"),
        title_ro=table.text("title_ro"),
        title_en=table.text("title_en"),
        legal_ref=table.text("legal_ref"),
        need=_word(table, "need", Need),
        when=table.text("when", ""),
        hint_ro=table.text("hint_ro", ""),
        hint_en=table.text("hint_en", ""),
        signed=table.yes_no("signed", default=False),
        several=table.yes_no("several", default=False),
        access=_word(table, "access", AccessClass) if table.has("access") else AccessClass.PERSONAL,
    )


def _question(table: Table) -> Question:
    return Question(
        code=table.text("code"),
        kind=_word(table, "kind", QuestionKind),
        label_ro=table.text("label_ro"),
        label_en=table.text("label_en"),
        hint_ro=table.text("hint_ro", ""),
        hint_en=table.text("hint_en", ""),
        required=table.yes_no("required", default=True),
        when=table.text("when", ""),
        choices=_each(table, "choices", lambda row: Choice(row.text("code"), row.text("label_ro"), row.text("label_en"))),
        of=table.texts("of", ()),
        minimum=table.number_or_none("minimum"),
        maximum=table.number_or_none("maximum"),
    )


def _endorsing(table: Table) -> Endorsing:
    return Endorsing(table.text("endorser"), table.text("legal_ref"), table.text("when", ""))


def _step(table: Table) -> Step:
    role = _staff(table, "role")
    own = DEPARTMENT_OF_ROLE.get(role)
    if own is None and not table.has("department"):
        raise ProcedureError(f"{table.where('department')}: missing; {role.value!r} belongs to no one department")
    return Step(
        code=table.text("code"),
        kind=_word(table, "kind", StepKind),
        title_ro=table.text("title_ro"),
        title_en=table.text("title_en"),
        department=own if own is not None and not table.has("department") else _word(table, "department", Department),
        role=role,
        due_day=table.number("due_day"),
        after=table.texts("after", ()),
        when=table.text("when", ""),
    )


def _signatory(table: Table) -> Signatory:
    return Signatory(
        role=_staff(table, "role"),
        kind=_word(table, "kind", SignatureKind),
        due_day=table.number("due_day"),
        deputies=_words(table, "deputies", Role) if table.has("deputies") else (),
    )


def _templates(table: Table) -> Templates:
    return Templates(table.text("issue"), table.text("refusal"), table.text("request"))


def _variant(table: Table) -> Variant:
    return Variant(
        code=table.text("code"),
        title_ro=table.text("title_ro"),
        title_en=table.text("title_en"),
        summary_ro=table.text("summary_ro"),
        summary_en=table.text("summary_en"),
        deadline=table.text("deadline"),
        fee=table.text("fee"),
        urgent=table.yes_no("urgent", default=False),
        pace_percent=table.number("pace_percent", 100),
    )


def _follow_up(table: Table) -> FollowUp:
    return FollowUp(
        procedure=table.text("procedure"),
        title_ro=table.text("title_ro"),
        title_en=table.text("title_en"),
        states=_words(table, "states", CaseState),
        window=table.text("window", ""),
        once=table.yes_no("once", default=False),
        remind_days=table.number("remind_days", 0),
        effect=_word(table, "effect", ActEffect) if table.has("effect") else ActEffect.NOTHING,
    )


def _info(table: Table) -> Info:
    return Info(
        audience_ro=table.text("audience_ro"),
        audience_en=table.text("audience_en"),
        result_ro=table.text("result_ro"),
        result_en=table.text("result_en"),
        notes_ro=table.texts("notes_ro", ()),
        notes_en=table.texts("notes_en", ()),
    )


def _each(table: Table, key: str, read: Callable[[Table], Item]) -> tuple[Item, ...]:
    found = []
    for row in table.tables(key):
        found.append(read(row))
        row.finish()
    return tuple(found)


def _one(table: Table, key: str, read: Callable[[Table], Item]) -> Item:
    row = table.table(key)
    found = read(row)
    row.finish()
    return found


def _word(table: Table, key: str, kind: type[Word]) -> Word:
    return _read_word(table, key, kind, table.text(key))


def _words(table: Table, key: str, kind: type[Word]) -> tuple[Word, ...]:
    return tuple(_read_word(table, key, kind, word) for word in table.texts(key))


def _read_word(table: Table, key: str, kind: type[Word], word: str) -> Word:
    try:
        return kind.read(word)
    except ValueError as error:
        raise ProcedureError(f"{table.where(key)}: {error}") from error


def _staff(table: Table, key: str) -> Role:
    role = _word(table, key, Role)
    if role in OUTSIDERS:
        raise ProcedureError(f"{table.where(key)}: {role.value!r} is not a role of the staff")
    return role
