"""The chess clock of the house: which part of the time between request and answer each side held the case."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from permits.queries.board import ANSWERED, Scope, rows_of

ACTORS = ("applicant", "endorser", "signatory", "department")


@dataclass(frozen=True, slots=True)
class Share:
    """One side's share of the time of all answered cases, and its mean days per case."""

    actor: str
    percent: Decimal
    mean_days: Decimal


@dataclass(frozen=True, slots=True)
class Shares:
    """Every side's share, over how many cases it was measured."""

    cases: int
    shares: tuple[Share, ...]


def shares_of_time(scope: Scope) -> Shares:
    """Add up the stays between registration and answer of the cases answered in the period.

    Waiting for papers is the applicant's time and signing the signatories'. Of the rest, the time during which an
    endorsement was asked and not answered is the endorsers'; what remains is the departments'. Overlapping
    endorsements count once.
    """
    rows = rows_of(
        "WITH answered AS MATERIALIZED ("  # noqa: S608
        f"  SELECT c.id, c.registered_at, c.decided_at FROM {ANSWERED.format(where=scope.where)}"
        "), stays AS ("
        "  SELECT a.id, e.data ->> 'to' AS state,"
        "         tstzrange(greatest(e.at, a.registered_at), least(coalesce(lead(e.at) OVER (PARTITION BY e.case_id ORDER BY e.seq), a.decided_at), a.decided_at)) AS span"
        "    FROM answered a JOIN permits_caseevent e ON e.case_id = a.id AND e.data ? 'to'"
        "   WHERE e.at < a.decided_at"
        "), asked AS ("
        "  SELECT e.case_id AS id, range_agg(tstzrange(e.asked_at, greatest(coalesce(e.answered_at, a.decided_at), e.asked_at))) AS spans"
        "    FROM permits_endorsement e JOIN answered a ON a.id = e.case_id WHERE e.state <> 'cancelled' GROUP BY 1"
        "), split AS ("
        "  SELECT s.state, extract(epoch FROM upper(s.span) - lower(s.span)) AS seconds,"
        "         CASE WHEN s.state IN ('waiting_papers', 'signing') OR k.spans IS NULL THEN 0 ELSE coalesce("
        "           (SELECT sum(extract(epoch FROM upper(part) - lower(part))) FROM unnest(k.spans * tstzmultirange(s.span)) part), 0) END AS outside"
        "    FROM stays s LEFT JOIN asked k ON k.id = s.id WHERE NOT isempty(s.span)"
        ") SELECT (SELECT count(*) FROM answered),"
        "  coalesce(sum(seconds) FILTER (WHERE state = 'waiting_papers'), 0), coalesce(sum(outside), 0),"
        "  coalesce(sum(seconds) FILTER (WHERE state = 'signing'), 0),"
        "  coalesce(sum(seconds - outside) FILTER (WHERE state NOT IN ('waiting_papers', 'signing')), 0) FROM split",
        scope.values,
    )
    cases, *seconds = rows[0]
    whole = sum(seconds)
    if not cases or not whole:
        return Shares(cases, ())
    day = Decimal(dt.timedelta(days=1).total_seconds())
    return Shares(
        cases,
        tuple(
            Share(actor, (100 * Decimal(part) / whole).quantize(Decimal("0.1")), (Decimal(part) / cases / day).quantize(Decimal("0.1")))
            for actor, part in zip(ACTORS, seconds, strict=True)
        ),
    )
