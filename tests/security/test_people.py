"""Nicu, the administrator, lets people in, changes what they may do and lets them go; nobody does it to themselves."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from gisapp.accounts.models import Absence, Membership, PersonEvent, User
from gisapp.accounts.roles import acting_roles, roles_of
from gisapp.core import clock, jobs
from permits.actions.integrate import accept_token, propose_token
from permits.models import ApiToken, WorkItem
from tests.permits.conftest import Town, _built, demo_keys, town  # noqa: F401 - fixtures

pytestmark = pytest.mark.ignore_template_errors
NEW = "maria@primarie.example"


def do(town: Town, who: str, what: str, by: str = "nicu", **more: object):  # noqa: F811
    return town.client(by).post(reverse("person", args=[town.people[who].pk]), {"do": what, **more}, follow=True)


def invited(town: Town, email: str = NEW, role: str = "urbanism_inspector") -> str:  # noqa: F811
    mail.outbox.clear()
    assert town.client("nicu").post(reverse("people"), {"email": email, "role": role}).status_code == 302
    jobs.drain()
    return re.search(r"/invitatie/\S+", mail.outbox[-1].body).group()


def test_an_invitation_gives_an_account_and_a_post_once(town: Town) -> None:  # noqa: F811
    link = invited(town)
    visitor = Client(HTTP_HOST="localhost")
    form = {"first_name": "Maria", "last_name": "Nouă", "password": "o parolă lungă 77"}
    assert visitor.get(link).status_code == 200
    assert visitor.post(link, {**form, "password": "scurt"}).status_code == 422
    assert visitor.post(link, form)["Location"] == reverse("mfa_index")
    assert roles_of(User.objects.get(email=NEW), town.authority) == {"urbanism_inspector"}
    assert visitor.get(reverse("inbox")).status_code == 200
    assert Client(HTTP_HOST="localhost").post(link, form).status_code == 404
    assert PersonEvent.objects.filter(kind="accepted").count() == 1


def test_an_invitation_ends_when_forged_withdrawn_sent_again_old_or_opened_at_another_town_hall(town: Town) -> None:  # noqa: F811
    first = invited(town)
    second = invited(town)
    visitor = Client(HTTP_HOST="localhost")
    assert visitor.get(first).status_code == 404
    assert visitor.get(second[:-3] + "xy/").status_code == 404
    assert Client(HTTP_HOST="dumbrava.localhost").get(second).status_code == 404
    with clock.moved_to(clock.now() + dt.timedelta(days=8)):
        assert visitor.get(second).status_code == 404
    row = town.authority.invitation_set.get(email=NEW, withdrawn_at=None)
    town.client("nicu").post(reverse("withdraw_invitation", args=[row.pk]))
    assert visitor.get(second).status_code == 404


def test_a_link_to_somebody_with_an_account_works_only_when_they_are_signed_in(town: Town) -> None:  # noqa: F811
    link = invited(town, town.ioana.email, "archivist")
    assert Client(HTTP_HOST="localhost").post(link, {"first_name": "X", "last_name": "Y", "password": "o parolă lungă 77"}).status_code == 422
    assert town.client("ana").post(link, {}).status_code == 422
    assert town.client("ioana").post(link, {}).status_code == 302
    assert "archivist" in roles_of(town.ioana, town.authority)


def test_nobody_gives_themselves_rights(town: Town) -> None:  # noqa: F811
    do(town, "nicu", "give", role="mayor")
    assert roles_of(town.nicu, town.authority) == {"authority_admin"}
    post = Membership.objects.get(user=town.corina)
    do(town, "corina", "competences", post=post.pk, procedures=["urbanism_certificate"])
    post.refresh_from_db()
    assert post.competences == ["urbanism_certificate"]
    assert do(town, "corina", "give", by="ilie", role="mayor").status_code == 404


def test_who_leaves_loses_everything_at_once_and_their_work_is_handed_over(town: Town) -> None:  # noqa: F811
    case = town.submitted()
    item = WorkItem.objects.filter(case=case, state="open").first()
    who = next(name for name in ("corina", "cezar") if name != "nicu")
    WorkItem.objects.filter(pk=item.pk).update(assignee=town.people[who], role="urbanism_inspector")
    token = propose_token(authority=town.authority, name="x", user=town.people[who], scopes=["cases:read"], expires_on=clock.today() + dt.timedelta(days=9), by=town.nicu)
    accept_token(token=token, by=town.people[who])
    Absence.objects.create(authority=town.authority, user=town.dan, first_day=clock.today(), last_day=clock.today(), delegate=town.people[who])
    browser = town.client(who)
    assert browser.get(reverse("inbox")).status_code == 200
    assert do(town, who, "leave").status_code == 200
    item.refresh_from_db()
    assert item.assignee_id != town.people[who].pk
    assert browser.get(reverse("inbox")).status_code in (302, 404)
    assert town.client(who).get(reverse("inbox")).status_code == 404
    assert acting_roles(town.people[who], town.authority) == {}
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None
    assert PersonEvent.objects.filter(kind="left", person=town.people[who], actor=town.nicu).exists()


def test_corina_says_when_she_is_away_and_cezar_stands_in_only_then(town: Town) -> None:  # noqa: F811
    first = clock.today() + dt.timedelta(days=2)
    form = {"first_day": first.isoformat(), "last_day": (first + dt.timedelta(days=3)).isoformat(), "delegate": town.adela.pk}
    page = reverse("my_absence")
    town.client("corina").post(page, form)
    assert "urbanism_inspector" not in acting_roles(town.adela, town.authority)
    assert acting_roles(town.adela, town.authority, on=first)["urbanism_inspector"] == town.corina
    assert "deja o absență" in town.client("corina").post(page, form, follow=True).content.decode()
    row = Absence.objects.get(user=town.corina)
    town.client("corina").post(page, {"absence": row.pk})
    assert not Absence.objects.filter(user=town.corina).exists()


def test_the_pages_of_people_open(town: Town) -> None:  # noqa: F811
    nicu = town.client("nicu")
    for address in (reverse("people"), reverse("departments"), reverse("reads"), reverse("person", args=[town.corina.pk]), reverse("person", args=[town.nicu.pk]), reverse("my_absence")):
        assert nicu.get(address).status_code == 200, address
