"""A vendor on loopback: it takes calls and answers what the test tells it to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.loopback import Quiet, served


class Vendor:
    """What was called, and what to answer next (the last answer stays)."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[tuple[int, dict[str, Any]]] = [(200, {"ok": True, "result": {"message_id": 1}})]
        self.url = ""

    def texts(self) -> list[str]:
        return [str(body) for name, body in self.calls if "answerCallback" not in name]

    def next_answer(self) -> tuple[int, dict[str, Any]]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def vendor_at_loopback() -> Iterator[Vendor]:
    vendor = Vendor()

    class Handler(Quiet):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            vendor.calls.append((self.path, body))
            status, answer = vendor.next_answer()
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with served(Handler) as vendor.url:
        yield vendor
