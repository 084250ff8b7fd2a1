"""A virus scanner beside the uploads: only its yes is a yes, and until then nobody gets the file."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from gisapp.core import jobs
from permits.actions.inspect_paper import inspect_paper
from permits.models import Paper
from tests.permits.conftest import Town
from tests.permits.documents.test_papers import attach, pdf

VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
LIMIT = 100_000


@contextmanager
def scanner(path: Path) -> Iterator[None]:
    """Speak the INSTREAM protocol as clamd 1.0 does (compared with the real one): chunks with their length, a zero, one line back."""

    def serve() -> None:
        while True:
            try:
                link, _peer = listening.accept()
            except OSError:
                return
            with link, link.makefile("rb") as reading:
                command = reading.readline().strip()
                if command == b"nPING":
                    link.sendall(b"PONG\n")
                if command != b"nINSTREAM":
                    continue
                content = b""
                while (size := struct.unpack("!L", reading.read(4))[0]) and len(content) <= LIMIT:
                    content += reading.read(size)
                over, found = len(content) > LIMIT, VIRUS in content
                link.sendall(b"INSTREAM size limit exceeded. ERROR\n" if over else b"stream: Eicar-Test FOUND\n" if found else b"stream: OK\n")

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.mark.parametrize(("content", "flag"), [(pdf(), ""), (pdf() + VIRUS, "malware"), (pdf() + bytes(2 * LIMIT), "unscanned")], ids=["clean", "virus", "too long for it"])
def test_a_paper_is_given_out_only_after_the_scanners_yes(content: bytes, flag: str, town: Town, settings: Any, tmp_path: Path) -> None:
    settings.CLAMD_SOCKET = str(tmp_path / "clamd")
    paper = attach(town.submitted(), "plan.pdf", content, town)
    corina, address = town.client("corina"), reverse("paper", args=[paper.pk])
    with pytest.raises(jobs.NotYet):
        inspect_paper(paper=str(paper.pk))
    paper.refresh_from_db()
    assert paper.flags == ["uninspected"]
    held = corina.get(address, follow=True)
    assert "așteaptă verificarea antivirus" in held.content.decode()
    assert corina.get(reverse("paper_picture", args=[paper.pk])).status_code == 404
    with scanner(tmp_path / "clamd"):
        inspect_paper(paper=str(paper.pk))
    paper = Paper.objects.get(pk=paper.pk)
    assert (flag in paper.flags) == bool(flag)
    assert paper.withheld == bool(flag)
    answer = corina.get(address)
    assert (answer.status_code == 200) == (not flag)
    if not flag:
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
