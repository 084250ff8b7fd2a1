"""What a request would cost, before there is a case: the same rules and rows as for a case."""
from __future__ import annotations

from decimal import Decimal

from gisapp.accounts.models import Authority
from gisapp.core import clock
from permits.queries.parameters import parameters_of
from permits.rules.fee_quote import FeeFacts, FeeQuote, MissingFact
from permits.rules.fees import quote_fee
from permits.rules.procedure_files import all_procedures


def quote(authority: Authority, code: str, *, area_m2: float | None = None) -> FeeQuote | None:
    """Compute the fee of a procedure for land of so many m² by today's amounts; None while a fact is missing."""
    facts = FeeFacts(area_m2=Decimal(str(round(area_m2, 2))) if area_m2 else None, rural=authority.rural)
    try:
        return quote_fee(all_procedures()[code].fee, facts, parameters_of(authority), clock.today())
    except MissingFact:
        return None
