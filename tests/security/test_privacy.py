"""What is kept of a person is declared, encrypted, given back, and erased as far as archive law lets it."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from gisapp.accounts.models import User
from gisapp.core import clock
from permits.actions.keep_no_longer import forget
from permits.models import Applicant, Case
from permits.rules.personal_data import kinds
from tests.permits.conftest import Town, _built, demo_keys, town  # noqa: F401 - fixtures
from tests.town.cast import DEMO_PASSWORD, person

pytestmark = pytest.mark.ignore_template_errors
ROOMS = ("permits", "accounts", "chatbot")


def test_every_table_that_points_to_a_person_is_declared() -> None:
    declared = {table for kind in kinds() for table in kind.tables}
    pointing = {
        model._meta.label for model in apps.get_models() if model._meta.app_label in ROOMS
        and any(isinstance(field, models.ForeignKey) and field.related_model is User and field.name in {"user", "owner", "person", "reader"} for field in model._meta.get_fields())
    }
    encrypted = {model._meta.label for model in apps.get_models() for field in model._meta.get_fields() if type(field).__name__.startswith("Encrypted")}
    assert (pointing | encrypted) - declared == set(), "say in permits/rules/personal_data.toml why and how long it is kept"
    known = {model._meta.label for model in apps.get_models()}
    assert declared - known == set()


def test_the_privacy_page_says_what_the_table_says_in_both_languages(town: Town) -> None:  # noqa: F811
    for language in ("ro", "en"):
        client = Client(HTTP_HOST="localhost")
        client.cookies["django_language"] = language
        page = client.get(reverse("privacy")).content.decode()
        for kind in kinds():
            assert kind.words(language)["title"] in page


def test_a_cnp_is_not_in_the_database(town: Town) -> None:  # noqa: F811
    town.submitted()
    with connection.cursor() as cursor:
        cursor.execute("SELECT identifier FROM permits_applicant WHERE identifier IS NOT NULL")
        assert all(person("ana").cnp not in row[0] for row in cursor.fetchall())


def test_ana_takes_her_data_with_her_and_nothing_of_others(town: Town) -> None:  # noqa: F811
    case = town.submitted()
    other = town.submitted(parcel="50002", owner="ioana")
    answer = town.client("ana").get(reverse("my_data_download"))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
        data = json.loads(packed.read("date.json"))
        assert {one["id"] for one in data["cases"]} == {str(case.pk)}
        assert data["cases"][0]["applicant"]["identifier"] == person("ana").cnp
        assert len([name for name in packed.namelist() if name.startswith("acte/")]) == case.papers.count()
        assert str(other.pk) not in packed.read("date.json").decode()


def test_ana_sees_who_read_her_data_and_ioana_does_not(town: Town) -> None:  # noqa: F811
    case = town.submitted()
    town.client("corina").get(reverse("office_case", args=[case.pk]))
    assert town.corina.full_name in town.client("ana").get(reverse("my_data")).content.decode()
    assert town.corina.full_name not in town.client("ioana").get(reverse("my_data")).content.decode()
    assert town.corina.full_name in town.client("nicu").post(reverse("reads"), {"q": case.number}, follow=True).content.decode()


def test_an_account_is_closed_and_registered_cases_stay(town: Town) -> None:  # noqa: F811
    case = town.submitted()
    town.draft(parcel="50003")
    client = town.client("ana")
    client.post(reverse("erase_me"), {"password": "wrong"})
    assert User.objects.get(pk=town.ana.pk).is_active
    client.post(reverse("erase_me"), {"password": DEMO_PASSWORD})
    row = User.objects.get(pk=town.ana.pk)
    assert (row.is_active, row.first_name, row.email) == (False, "", f"inchis-{row.pk}@inchis.invalid")
    assert list(Case.objects.filter(owner=row)) == [case]
    assert Applicant.objects.get(case=case).identifier == person("ana").cnp
    assert client.get(reverse("my_cases")).status_code == 302
    staff = town.client("corina")
    staff.post(reverse("erase_me"), {"password": DEMO_PASSWORD})
    assert User.objects.get(pk=town.corina.pk).is_active


def test_old_drafts_go_and_fresh_ones_stay(town: Town) -> None:  # noqa: F811
    import datetime as dt

    old, fresh = town.draft(parcel="50004"), town.draft(parcel="50005")
    Case.objects.filter(pk=old.pk).update(updated_at=clock.now() - dt.timedelta(days=200))
    assert forget(dry_run=True)["draft"] == 1
    assert old.papers.exists()
    forget()
    old.refresh_from_db()
    assert old.owner is None and old.answers == {} and not Applicant.objects.filter(case=old).exists() and not old.papers.exists()
    assert Applicant.objects.filter(case=fresh).exists() and forget()["draft"] == 0


def test_after_the_keys_are_rotated_the_old_key_opens_nothing_and_ana_reads_all(town: Town, settings) -> None:  # noqa: F811
    from django.core.management import CommandError, call_command
    from encrypted_fields.fields import EncryptedFieldMixin

    case = town.submitted()
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields if isinstance(field, EncryptedFieldMixin)]

    def keys(*salts: str) -> None:
        settings.SALT_KEY = list(salts)
        for field in fields:
            field.__dict__.pop("keys", None)
            field.__dict__.pop("f", None)

    old = settings.SALT_KEY[0]
    try:
        for newest, before in (("first-new-key", old), ("second-new-key", "first-new-key")):
            keys(newest, before)
            call_command("rotate_keys", stdout=io.StringIO())
            keys(newest)
            call_command("rotate_keys", check=True, stdout=io.StringIO())
            assert Applicant.objects.get(case=case).identifier == person("ana").cnp
        keys(old)
        with pytest.raises(CommandError, match="no key in use"):
            call_command("rotate_keys", stdout=io.StringIO())
    finally:
        keys(old)
