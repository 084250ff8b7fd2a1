"""Tokens, scopes, strangers, keys and tags: what the API lets through and what it does not."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from gisapp.core import clock
from gisapp.core.errors import NotAllowed, Refused
from permits.actions.integrate import accept_token, propose_token, revoke_token
from permits.models import ApiToken, Case, GivenAnswer
from permits.rest import urls
from tests.permits.conftest import Town

OF_A_CASE = [pattern for pattern in urls.described if "<uuid:pk>" in str(pattern.pattern)]


def test_a_token_is_kept_only_as_its_hash_and_shown_once(town: Town, program) -> None:
    ana = program("ana")
    row = ApiToken.objects.get(pk=ana.token.pk)
    assert ana.secret not in str(ApiToken.objects.filter(pk=row.pk).values())
    assert len(row.digest) == 64 and row.hint == ana.secret[-4:]


def test_nobody_lets_a_program_act_in_anothers_name(town: Town) -> None:
    token = propose_token(authority=town.authority, name="x", user=town.gheorghe, scopes=["cases:read"], expires_on=clock.today() + dt.timedelta(days=5), by=town.nicu)
    with pytest.raises(NotAllowed):
        accept_token(token=token, by=town.nicu)
    with pytest.raises(NotAllowed):
        propose_token(authority=town.authority, name="x", user=town.ana, scopes=["cases:read"], expires_on=clock.today() + dt.timedelta(days=5), by=town.ana)
    with pytest.raises(Refused):
        propose_token(authority=town.authority, name="x", user=town.ana, scopes=["cases:read"], expires_on=clock.today() + dt.timedelta(days=900), by=town.nicu)


def test_without_a_valid_token_the_answer_says_how_to_get_one(town: Town, program) -> None:
    answers = [Client(HTTP_HOST="localhost").get("/api/v1/cases", headers=headers) for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer"})]
    for answer in answers:
        assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Bearer") and answer["Content-Type"] == "application/problem+json"
    expired, revoked = program("ana", days=1), program("ana")
    revoke_token(token=revoked.token, by=town.ana)
    assert revoked.get("cases").status_code == 401
    with clock.moved_to(clock.now() + dt.timedelta(days=3)):
        assert expired.get("cases").status_code == 401


def test_a_token_of_the_town_opens_nothing_in_the_commune(town: Town, program) -> None:
    ana = program("ana")
    ana.client = Client(HTTP_HOST="dumbrava.localhost")
    assert ana.get("me").status_code == 401


@pytest.mark.parametrize("pattern", OF_A_CASE, ids=lambda pattern: pattern.name)
def test_ioanas_program_finds_nothing_of_anas(town: Town, program, pattern) -> None:
    case = town.submitted()
    ids = {"paper": case.papers.first().pk, "paper_content": case.papers.first().pk}
    address = reverse(f"api:{pattern.name}", args=[ids.get(pattern.name, case.pk)]).removeprefix("/api/v1/")
    ioana = program("ioana")
    for method in ("get", "post", "put", "patch", "delete"):
        answer = ioana.call(method, address, {} if method in ("post", "put", "patch") else None)
        assert answer.status_code in (404, 405, 415), (method, address, answer.status_code)
        if method == "post" and answer.status_code == 415:
            assert ioana.upload(address).status_code == 404
    assert ioana.get("cases").json()["count"] == 0
    assert ioana.get("registers").status_code == 404


def test_a_scope_that_was_not_given_is_refused_by_name(town: Town, program) -> None:
    case = town.submitted()
    bare = program("ana", ["cases:read"])
    assert bare.get(f"cases/{case.pk}").status_code == 200
    for answer in (bare.post("cases", {"procedure": "petition"}), bare.get(f"cases/{case.pk}/charges"), bare.get("webhooks"), bare.upload(f"cases/{case.pk}/papers")):
        assert answer.status_code == 403 and answer.json()["code"] == "insufficient_scope" and ":" in answer.json()["detail"]


@pytest.mark.parametrize("pattern", urls.described, ids=lambda pattern: pattern.name)
def test_every_address_is_guarded_or_meant_to_be_open(pattern) -> None:
    open_to_all = {"procedures", "procedure", "places", "parcel_at", "parcel", "parcel_findings", "area_findings", "acts", "verify"}
    view = pattern.callback.view_class
    methods = {name.upper() for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)}
    assert (set(view.scopes) == methods) or (pattern.name in open_to_all and not view.scopes)


def test_a_post_with_the_same_key_happens_once(town: Town, program) -> None:
    ana = program("ana")
    first = ana.post("cases", {"procedure": "petition"}, key="same-key-1")
    second = ana.post("cases", {"procedure": "petition"}, key="same-key-1")
    assert first.status_code == second.status_code == 201 and first.json() == second.json() and second["Idempotency-Replayed"] == "true"
    assert Case.objects.filter(owner=town.ana, channel="api").count() == 1
    other = ana.post("cases", {"procedure": "urbanism_certificate"}, key="same-key-1")
    assert other.status_code == 409 and other.json()["code"] == "key_reused"
    ioana = program("ioana")
    assert ioana.post("cases", {"procedure": "petition"}, key="same-key-1").json()["id"] != first.json()["id"]
    refused = ana.post("cases", {"procedure": "nothing"}, key="same-key-2")
    assert refused.status_code == 404 and not GivenAnswer.objects.filter(key="same-key-2").exists()
    assert ana.call("post", "cases", {"procedure": "petition"}, key="short").status_code == 400


def test_a_change_upon_an_old_state_is_refused(town: Town, program) -> None:
    ana = program("ana")
    made = ana.post("cases", {"procedure": "petition"})
    address = f"cases/{made.json()['id']}"
    tag = ana.get(address)["ETag"]
    assert ana.get(address, **{"If-None-Match": tag}).status_code == 304
    assert ana.patch(address, {"consent": False}, **{"If-Match": tag}).status_code == 200
    stale = ana.patch(address, {"consent": True}, **{"If-Match": tag})
    assert stale.status_code == 412 and stale.json()["code"] == "changed_meanwhile"


def test_problems_are_told_in_the_language_asked_for(town: Town, program) -> None:
    ana = program("ana")
    ro, en = ana.get(f"cases/{uuid.uuid4()}"), ana.get(f"cases/{uuid.uuid4()}", **{"Accept-Language": "en-GB"})
    assert (ro.json()["title"], en.json()["title"]) == ("Nu există", "Not found")
    wrong = ana.post("cases", {"parcels": "x"})
    assert wrong.status_code == 400 and {one["field"] for one in wrong.json()["errors"]} == {"procedure", "parcels"}
    assert Client(HTTP_HOST="localhost").get("/api/v1/nothing").json()["status"] == 404


def test_lists_have_pages_and_links(town: Town, program) -> None:
    ana = program("ana")
    for _n in range(3):
        ana.post("cases", {"procedure": "petition"})
    page = ana.get("cases?per_page=2")
    assert page.json()["count"] == 3 and len(page.json()["items"]) == 2 and 'rel="next"' in page["Link"]
    assert len(ana.client.get(page.json()["links"]["next"], headers={"Authorization": f"Bearer {ana.secret}"}).json()["items"]) == 1
    assert ana.get("cases?page=9").status_code == 404
    assert ana.get("cases?per_page=5000").status_code == 400


def test_too_many_requests_are_told_to_wait(town: Town, settings, monkeypatch) -> None:
    from permits.rest.base import Limit

    monkeypatch.setattr(Limit, "THROTTLE_RATES", {"anon": "2/min", "user": "2/min"})
    answers = [Client(HTTP_HOST="localhost").get("/api/v1/procedures") for _n in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
