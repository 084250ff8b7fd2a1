"""JSON lines in, understanding out: for tests, training and for trying phrases by hand."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from chatbot.understanding import StreetIndex, understand
from chatbot.understanding.street_list import street_index

MAX_LINE = 100_000


class Command(BaseCommand):
    """Reads `{"id","text","lang"?}` a line on standard input, prints `{"id","lang","intent","confidence","slots"}`."""

    help = "Citește mesaje (JSON pe linii) de la intrare și tipărește intenția, încrederea și datele găsite."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """`--own` prints our finer intents instead of the listed ones."""
        parser.add_argument("--own", action="store_true", help="tipărește intențiile proprii, mai fine")

    def handle(self, *args: object, own: bool, **options: object) -> None:
        """A bad line gives an error object; the lines after it are answered all the same."""
        streets = street_index()
        for number, raw in enumerate(sys.stdin.buffer, start=1):
            if not raw.strip():
                continue
            answer = self._answer(raw, number, streets, own=own)
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            self.stdout.flush()

    def _answer(self, raw: bytes, number: int, streets: StreetIndex, *, own: bool) -> dict[str, Any]:
        if len(raw) > MAX_LINE:
            return {"id": None, "line": number, "error": f"Linia {number} este prea lungă."}
        try:
            asked = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_no_number)
        except (UnicodeDecodeError, ValueError, RecursionError):
            return {"id": None, "line": number, "error": f"Linia {number} nu este JSON valid."}
        if not isinstance(asked, dict):
            return {"id": None, "line": number, "error": f"Linia {number} nu este un obiect JSON."}
        text, lang = asked.get("text"), asked.get("lang")
        if not isinstance(text, str):
            return {"id": asked.get("id"), "line": number, "error": "Câmpul „text” lipsește sau nu este text."}
        meant = understand(text, lang=lang if lang in ("ro", "en") else None, streets=streets)
        return {
            "id": asked.get("id"),
            "lang": meant.lang,
            "intent": meant.intent if own else meant.listed,
            "confidence": meant.confidence,
            "slots": meant.slots,
        }


def _no_number(name: str) -> None:
    """NaN and Infinity are no JSON: an answer that repeats them could not be read either."""
    raise ValueError(name)
