"""`manage.py verify_document FILE [--json]`: is this PDF ours, as it was issued?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from permits.documents.verify import MAX_BYTES, Verdict, unopened, verify
from permits.documents.verify.configured import trust_of_settings
from permits.documents.verify.register import DatabaseRegister


class Command(BaseCommand):
    help = "Judges a PDF against the register of issued documents and by its signatures."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print the whole answer as JSON, also for a file that cannot be opened")

    def handle(self, *args: Any, **options: Any) -> None:
        pdf = _content(options["file"])
        if pdf is None and not options["json"]:
            raise CommandError(_("Fișierul %(file)s nu poate fi citit.") % {"file": options["file"]})
        verdict = unopened() if pdf is None else verify(pdf, register=DatabaseRegister(), trust=trust_of_settings())
        if options["json"]:
            self.stdout.write(json.dumps(verdict.as_dict(), ensure_ascii=False, indent=2))
        else:
            self._say(verdict)

    def _say(self, verdict: Verdict) -> None:
        self.stdout.write(f"{verdict.verdict}: {verdict.sentence}")
        for reason in verdict.reasons:
            self.stdout.write(f"  - {reason.sentence}")
        if verdict.registered is not None:
            self.stdout.write(
                _("  Original: %(number)s, %(title)s, SHA-256 %(hash)s")
                % {"number": verdict.registered.number, "title": verdict.registered.title, "hash": verdict.registered.sha256}
            )
        for one in verdict.signatures:
            when = one.timestamped_at or one.claimed_at
            self.stdout.write(f"  {one.signer} · {when} · {one.level or one.kind} · {one.coverage} · {one.trust} · {one.qualified}")


def _content(path: Path) -> bytes | None:
    """Return at most one byte more than is judged; None for what is no file that ends (a folder, a pipe, a device)."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        return None
