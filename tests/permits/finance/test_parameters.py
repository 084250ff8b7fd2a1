"""A new amount is added by one person and approved by another; what was in force stays as it was."""

import datetime as dt
from decimal import Decimal

import pytest

from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.actions.set_parameter import decide_parameter, propose_parameter
from permits.queries.parameters import calendar_of, parameters_of
from tests.permits.conftest import Town

CODE = "fee.plan_extract"


def propose(town: Town, **more):
    given = {
        "authority": town.authority, "code": CODE, "value": Decimal(30), "valid_from": clock.today() + dt.timedelta(days=10), "valid_to": None, "decision": "HCL nr. 7/2026",
        "legal_ref": "Legea 227/2015 art. 484", "source": "", "confidence": "sure", "by": town.felicia, **more,
    }
    return propose_parameter(**given)


def test_a_value_holds_from_its_day_after_a_second_person_approved(town: Town) -> None:
    today, then = clock.today(), clock.today() + dt.timedelta(days=10)
    row = propose(town)
    assert parameters_of(town.authority).at(CODE, then).value == 25
    with pytest.raises(Refused):
        decide_parameter(row=row, approve=True, by=town.felicia)
    decide_parameter(row=row, approve=True, by=town.sanda)
    assert parameters_of(town.authority).at(CODE, then).value == 30
    assert parameters_of(town.authority).at(CODE, then - dt.timedelta(days=1)).value == parameters_of(town.authority).at(CODE, today).value == 25
    earlier = propose(town, valid_from=then - dt.timedelta(days=5), valid_to=then + dt.timedelta(days=5))
    with pytest.raises(Refused, match="perioada aleasă"):
        decide_parameter(row=earlier, approve=True, by=town.sanda)


@pytest.mark.parametrize("wrong", [{"valid_from": dt.date(2020, 1, 1)}, {"code": "fee.nothing"}, {"decision": " "}, {"confidence": "x"}, {"code": "fee.urbanism_certificate.up_to_150", "value": Decimal(600)}])
def test_what_cannot_be_is_refused_with_a_sentence(town: Town, wrong) -> None:
    with pytest.raises(Refused):
        propose(town, **wrong)


def test_a_bridge_day_of_the_government_is_a_day_off_once_approved(town: Town) -> None:
    day = dt.date(2027, 4, 29)
    row = propose(town, code=f"bridge_day.{day:%Y%m%d}", value=Decimal(0), decision="HG nr. 1/2027", legal_ref="HG nr. 1/2027")
    assert calendar_of(town.authority).is_working(day)
    decide_parameter(row=row, approve=True, by=town.sanda)
    assert not calendar_of(town.authority).is_working(day)


def test_staff_see_what_is_to_be_confirmed_and_others_do_not_see_the_page(town: Town) -> None:
    page = town.client("nicu").get("/birou/valori/").content.decode()
    assert "de confirmat" in page and "fee.plan_extract" in page
    assert town.client("corina").get("/birou/valori/").status_code == 404
