"""Train the understanding model from the seeds; `--measure` cross-validates and prints what to expect."""

from __future__ import annotations

import argparse
import time

from django.core.management.base import BaseCommand

from chatbot.understanding import model
from chatbot.understanding.seeds import read_seeds


class Command(BaseCommand):
    """`manage.py chat_train` at set-up; again after seeds changed (use trains by itself when it finds none)."""

    help = "Antrenează modelul care înțelege mesajele, din exemplele scrise (chatbot/seeds)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """`--force` trains although the artefact is fresh; `--measure` cross-validates first."""
        parser.add_argument("--force", action="store_true", help="antrenează din nou chiar dacă modelul este la zi")
        parser.add_argument("--measure", action="store_true", help="validare încrucișată: acuratețe, praguri, temperatură")

    def handle(self, *args: object, force: bool, measure: bool, **options: object) -> None:
        """Train or say that there is nothing to do."""
        root = model.model_root()
        started = time.perf_counter()
        if force:
            for old in root.glob("understanding-*.npz"):
                old.unlink(missing_ok=True)
        path = model.ensure(root)
        model.reload()
        seconds = time.perf_counter() - started
        self.stdout.write(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {seconds:.1f} s")
        if measure:
            from chatbot.understanding.measuring import cross_validate

            self.stdout.write(cross_validate(read_seeds(extra=model.extra_seeds(root))).table())
