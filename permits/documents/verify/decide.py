"""Verify a file: the register first, the signatures after it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, Protocol

from gisapp.core import clock

from . import sentences
from .lookup import HEAD_BYTES, RegisteredFile, RegisterLookup, document_ids, head_sha256
from .printed import printed_codes
from .sandbox import Findings, examine_limited
from .trust import TrustStore
from .verdict import Kind, Reason, RegisteredFacts, SignatureFacts, Verdict

MAX_BYTES = 100 * 1024 * 1024
_SAME_BEGINNING = 4 * HEAD_BYTES
"""Two documents of one template part before this; a file that begins like ours for so long is a copy of it."""
_END = re.compile(rb"%%EOF[ \t]*(\r\n|\r|\n)?")
_OUTCOMES = {
    "valid": Kind.FOREIGN_VALID,
    "invalid": Kind.FOREIGN_INVALID,
    "not_signed": Kind.NOT_SIGNED,
    "unreadable": Kind.UNREADABLE,
    "encrypted": Kind.UNREADABLE,
}


class Examiner(Protocol):
    """Judges the signatures of one file; the usual one runs in a limited process."""

    def __call__(self, pdf: bytes, trust: TrustStore, now: dt.datetime) -> Findings: ...


def verify(
    pdf: bytes, *, register: RegisterLookup, trust: TrustStore, examiner: Examiner = examine_limited
) -> Verdict:
    """Judge `pdf` in this order, and never raise because of what is in it.

    1. Its SHA-256 is in the register: original. 2. It is a beginning of a registered file (an earlier
    revision when it ends where a revision ended, altered when cut anywhere else), or a registered file is
    its beginning (data added). 3. It carries the identity of a registered file (PDF identifier or
    verification code), a broken signature of ours, or our code printed on every page: altered. 4. Else the
    strict signature rule.

    The register comes first because a dropped last signature and a changed padding digit cannot be seen
    by any check of signatures.
    """
    if len(pdf) > MAX_BYTES:
        return _verdict(pdf[:0], Kind.UNREADABLE, [_reason("too_big")], size=len(pdf))
    digest = hashlib.sha256(pdf).hexdigest()
    findings = examiner(pdf, trust, clock.now())
    same = register.by_sha256(digest)
    if same is not None:
        reasons = [_reason("registered")]
        if same.status in sentences.STATUSES:
            reasons.append(_reason(f"status_{same.status}"))
        return _verdict(pdf, Kind.ORIGINAL, reasons, findings, same)
    if register.is_unfinished(digest):
        # Its signatures may all hold, and still the town hall never issued it.
        return _verdict(pdf, Kind.EARLIER_REVISION, [_reason("not_issued")], findings, sentence=sentences.not_issued())
    by_prefix = _compare(pdf, _candidates(pdf, findings, register), register)
    if by_prefix is not None:
        kind, reasons, file = by_prefix
        return _verdict(pdf, kind, reasons, findings, file)
    reasons = _signature_reasons(findings)
    if findings.outcome != "valid" and _signed_by_us(findings, trust):
        return _verdict(pdf, Kind.ALTERED, [_reason("our_signature_broken"), *reasons], findings)
    if findings.outcome in ("not_signed", "invalid", "valid"):
        # Also with good signatures: a stranger may sign a copy of ours from which ours were taken out.
        reprint = next((file for code in printed_codes(pdf) for file in register.by_code(code)), None)
        if reprint is not None:
            return _verdict(pdf, Kind.ALTERED, [_reason("reprinted"), *reasons], findings, reprint)
    if findings.stopped:
        claims = bool(findings.identity.get("signature_claims", True))
        kind = Kind.FOREIGN_INVALID if claims and findings.identity.get("readable") else Kind.UNREADABLE
        return _verdict(pdf, kind, reasons, findings)
    return _verdict(pdf, _OUTCOMES[findings.outcome], reasons, findings)


def unopened() -> Verdict:
    """The answer where there is no file: a missing one, a folder, one that may not be read."""
    return _verdict(b"", Kind.UNREADABLE, [_reason("unopened")])


def _candidates(pdf: bytes, findings: Findings, register: RegisterLookup) -> list[RegisteredFile]:
    found: dict[str, RegisteredFile] = {}

    def add(files: Iterable[RegisteredFile]) -> None:
        for file in files:
            found.setdefault(file.sha256, file)

    if len(pdf) >= HEAD_BYTES:
        add(register.by_head(head_sha256(pdf)))
    identifiers = dict.fromkeys([*document_ids(pdf), str(findings.identity.get("document_id", ""))])
    for identifier in identifiers:
        if identifier:
            add(register.by_document_id(identifier))
    code = str(findings.identity.get("code", ""))
    if code:
        add(register.by_code(code))
    # The longest first: an archive refresh made a longer version of the same document.
    return sorted(found.values(), key=lambda file: -file.size)


def _compare(
    pdf: bytes, candidates: list[RegisteredFile], register: RegisterLookup
) -> tuple[Kind, list[Reason], RegisteredFile] | None:
    """How `pdf` relates to the registered files that it might come from."""
    kin: RegisteredFile | None = None
    unread: RegisteredFile | None = None
    head = head_sha256(pdf)
    for file in candidates:
        try:
            original = register.read(file)
        except OSError:
            # The disk lost it (it is missing or damaged): the identifiers still say where the file comes from.
            unread = unread or file
            continue
        if len(pdf) < len(original) and original.startswith(pdf):
            if len(pdf) in _revision_ends(original):
                return Kind.EARLIER_REVISION, [_reason("earlier_revision", missing=len(original) - len(pdf))], file
            return Kind.ALTERED, [_reason("cut_short", missing=len(original) - len(pdf))], file
        if pdf.startswith(original):
            return Kind.DATA_ADDED, [_added(pdf[len(original):])], file
        if original in pdf:
            return Kind.DATA_ADDED, [_reason("added_around", added=len(pdf) - len(original))], file
        if kin is None and not (head_sha256(original) == head and not _kindred(pdf, original)):
            kin = file
    if kin is None:
        return None if unread is None else (Kind.ALTERED, [_reason("original_unread")], unread)
    if kin.size == len(pdf):
        original = register.read(kin)
        count = sum(1 for ours, theirs in zip(original, pdf, strict=True) if ours != theirs)
        return Kind.ALTERED, [_reason("bytes_changed", changed=count)], kin
    return Kind.ALTERED, [_reason("rewritten")], kin


def _kindred(pdf: bytes, original: bytes) -> bool:
    """Found by its beginning: two documents of one template may begin alike for a while, so look further."""
    if len(pdf) >= _SAME_BEGINNING and pdf[:_SAME_BEGINNING] == original[:_SAME_BEGINNING]:
        return True
    return bool(set(document_ids(pdf)) & set(document_ids(original)))


def _revision_ends(original: bytes) -> set[int]:
    """Lengths at which an earlier revision of `original` ended, with and without its line end."""
    ends: set[int] = set()
    for match in _END.finditer(original):
        if match.end() < len(original):
            ends |= {match.end(), match.start() + len(b"%%EOF")}
    return ends


def _added(tail: bytes) -> Reason:
    code = "update_appended" if b"%%EOF" in tail and b"startxref" in tail else "bytes_appended"
    return _reason(code, added=len(tail))


def _signed_by_us(findings: Findings, trust: TrustStore) -> bool:
    return any(one["certificate_sha256"] in trust.own_certificates for one in findings.signatures)


def _signature_reasons(findings: Findings) -> list[Reason]:
    codes: list[str] = []
    if findings.stopped:
        codes.append(f"stopped_{findings.stopped}")
    codes += findings.problems
    for one in findings.signatures:
        codes += one["problems"]
    if not codes and findings.outcome == "valid":
        codes.append("strict_rule_passed")
    if findings.outcome == "valid":
        codes.append(_trust_code(findings))
    if not codes and findings.outcome == "not_signed":
        codes.append("no_signature")
    return [_reason(code) for code in dict.fromkeys(codes)]


def _trust_code(findings: Findings) -> str:
    signers = [one for one in findings.signatures if one["kind"] == "signature"] or findings.signatures
    if any(one["trust"] != "trusted" for one in signers):
        return "signer_unknown"
    if all(one["qualified"] == "yes" for one in signers):
        return "all_qualified"
    return "signers_trusted"


def _reason(code: str, **numbers: int) -> Reason:
    return Reason(code, sentences.reason(code, **numbers))


def _facts(step: dict[str, Any]) -> SignatureFacts:
    known = {one.name for one in fields(SignatureFacts)}
    given = {name: value for name, value in step.items() if name in known}
    given["problems"] = tuple(given["problems"])
    return SignatureFacts(**given)


def _verdict(
    pdf: bytes, kind: Kind, reasons: list[Reason], findings: Findings | None = None,
    file: RegisteredFile | None = None, *, size: int | None = None, sentence: str = "",
) -> Verdict:
    findings = findings or Findings()
    signatures = tuple(_facts(one) for one in findings.signatures)
    strict = {"valid": True, "invalid": False}.get(findings.outcome)
    return Verdict(
        kind=kind, sentence=sentence or sentences.verdict(kind), sha256=hashlib.sha256(pdf).hexdigest() if pdf else "",
        size=len(pdf) if size is None else size, checked_at=clock.now(), reasons=tuple(reasons),
        signatures=signatures, strict=strict, eu_lists=findings.eu_lists, notes=tuple(findings.notes),
        registered=RegisteredFacts(file.sha256, file.size, file.code, file.number, file.title, file.status) if file else None,
    )
