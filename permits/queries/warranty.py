"""The warranty of a restored trench and the guarantee held for it."""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gisapp.core import clock
from permits.models import Case, CaseEvent, Charge
from permits.queries.money import paid
from permits.queries.openings import openings
from permits.queries.parameters import parameters_of
from permits.rules.excavation import Warranty, warranty
from permits.rules.fee_quote import Surface
from permits.rules.states import Move


@dataclass(frozen=True, slots=True)
class HeldGuarantee:
    """Money that waits for the end of the warranty, in lei."""

    charge: Charge
    held: Decimal


def warranty_of(case: Case) -> Warranty | None:
    """Return the warranty that runs from the latest partial reception; None before it. A repaired defect starts it anew."""
    received = CaseEvent.objects.filter(case=case, kind=Move.RECEIVE_PARTIALLY.value).order_by("-seq").first()
    if received is None:
        return None
    # A trench that no surface of the map knows is warranted like the carriageway, the longest term.
    surfaces = [piece.surface for piece in openings(case)] or [Surface.CARRIAGEWAY]
    return warranty(received.at.astimezone(clock.TOWN_TIME).date(), surfaces, parameters_of(case.authority), case.rules_on or clock.today())


def held_guarantee(case: Case) -> HeldGuarantee | None:
    """Return the guarantee of the case and what of it is still held; None where none was asked for."""
    charge = Charge.objects.filter(case=case, kind=Charge.Kind.GUARANTEE, cancelled_at=None).first()
    return HeldGuarantee(charge, paid(charge)) if charge is not None else None
