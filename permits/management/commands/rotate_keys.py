"""Encrypts personal data again with the newest key, so that the old one can be thrown away."""
from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, models, transaction
from encrypted_fields.fields import EncryptedFieldMixin

from permits.actions.record import head_seal
from permits.models import Applicant, HistoryHead
from permits.models.applicant import lookup

BATCH = 500


def encrypted_columns() -> list[tuple[type[models.Model], Any]]:
    """Return every encrypted field of every installed model."""
    return [(model, field) for model in apps.get_models() for field in model._meta.concrete_fields if isinstance(field, EncryptedFieldMixin)]


class Command(BaseCommand):
    """`rotate_keys`, after the new key was put first in SALT_KEY (or SECRET_KEY, with the old one in SECRET_KEY_FALLBACKS)."""

    help = "Encrypt personal data again with the newest key; the old key may be removed afterwards."

    def add_arguments(self, parser: Any) -> None:
        """Read the options."""
        parser.add_argument("--check", action="store_true", help="only tell whether every value can be read")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrite values in batches, each in its own transaction; stop at the first that no key opens."""
        for model, field in encrypted_columns():
            number = sum(self._batch(model, field, keys, check=options["check"]) for keys in _batches(model))
            self.stdout.write(f"{model._meta.label}.{field.name}: {number}")
        self._lookups(check=options["check"])
        self._authenticators(check=options["check"])

    @transaction.atomic
    def _batch(self, model: type[models.Model], field: Any, keys: list[Any], *, check: bool) -> int:
        table, column, pk = (connection.ops.quote_name(str(name)) for name in (model._meta.db_table, field.column, model._meta.pk.column))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {pk}, {column} FROM {table} WHERE {pk} = ANY(%s) AND {column} IS NOT NULL FOR UPDATE", [keys])  # noqa: S608 - names of our own models
            rows = cursor.fetchall()
            for key, value in rows:
                try:
                    plain = field.f.decrypt(value.encode())
                except InvalidToken as error:
                    raise CommandError(f"{model._meta.label}.{field.name} {key}: no key in use opens it. Nothing of this batch was changed; put the missing key back.") from error
                if not check:
                    cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {pk} = %s", [field.f.encrypt(plain).decode(), key])  # noqa: S608 - names of our own models
        return len(rows)

    def _lookups(self, *, check: bool) -> None:
        """Make the digests anew: LOOKUP_KEY may have changed too."""
        for applicant in Applicant.objects.exclude(identifier=None).iterator(chunk_size=BATCH):
            if not check:
                Applicant.objects.filter(pk=applicant.pk).update(identifier_lookup=lookup(applicant.identifier or ""))
        # From the end as it was written, not from the events: what was rewritten meanwhile stays to be found. Run `check_history` before.
        for head in HistoryHead.objects.iterator(chunk_size=BATCH):
            if not check:
                HistoryHead.objects.filter(pk=head.pk).update(seal=head_seal(str(head.case_id), head.seq, head.hash))

    @transaction.atomic
    def _authenticators(self, *, check: bool) -> None:
        for row in Authenticator.objects.select_for_update().filter(type__in=[Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]):
            data = dict(row.data)
            for name in ("secret", "seed"):
                if data.get(name):
                    data[name] = get_adapter().encrypt(get_adapter().decrypt(data[name]))
            if "migrated_codes" in data:
                data["migrated_codes"] = [get_adapter().encrypt(get_adapter().decrypt(code)) for code in data["migrated_codes"]]
            if not check:
                Authenticator.objects.filter(pk=row.pk).update(data=data)


def _batches(model: type[models.Model]) -> list[list[Any]]:
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    return [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]
