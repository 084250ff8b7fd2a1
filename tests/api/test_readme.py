"""The example in the README works as pasted: its lines are read as a shell would and sent."""

import io
import json
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management import call_command
from django.test import Client

from permits.models import Case
from tests.permits.conftest import Town

README = Path(__file__).resolve().parents[2] / "permits" / "rest" / "README.md"


def lines() -> list[str]:
    (block,) = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    # The demo town has parcel 53886, the town of the tests 50001.
    return block.replace("53886", "50001").splitlines()


def sent(command: list[str]) -> str:
    """What curl would do with these words, and what it would print."""
    assert command[:2] == ["curl", "-s"]
    method, body, headers, address = "get", None, {}, ""
    words = iter(command[2:])
    for word in words:
        if word == "-X":
            method = next(words).lower()
        elif word == "-H":
            name, _colon, value = next(words).partition(":")
            headers[name] = value.strip()
        elif word == "-d":
            body = next(words)
        else:
            address = word
    kind = headers.pop("Content-Type", "")
    answer = Client(HTTP_HOST="localhost").generic(method.upper(), urlsplit(address).path, body or "", content_type=kind, headers=headers)
    assert answer.status_code in (200, 201), (command, answer.content.decode())
    return answer.content.decode()


def test_the_example_leads_from_a_parcel_to_a_registered_request(town: Town) -> None:
    known: dict[str, str] = {"RANDOM": "7"}
    said: list[str] = []
    for line in lines():
        name, _equals, rest = line.partition("=")
        inside = re.fullmatch(r"\$\((.*)\)", rest) if re.fullmatch("[A-Z]+", name) else None
        text = re.sub(r"\$([A-Z]+)", lambda found: known[found[1]], inside[1] if inside else line)
        if inside and "demo_token" in text:
            out = io.StringIO()
            call_command("demo_token", shlex.split(text)[-1], stdout=out)
            known[name] = out.getvalue().strip()
        elif inside:
            words = shlex.split(text)
            answer = json.loads(sent(words[: words.index("|")]))
            known[name] = answer[re.search(r'\["(\w+)"\]', text)[1]]
        elif line.startswith("curl"):
            said.append(sent(shlex.split(text)))
        else:
            known[name] = rest
    assert Case.objects.get(pk=known["ID"]).registry_number
    assert "findings" in json.loads(said[0]) and json.loads(said[2])["items"] == []
    assert "Registered" in said[-1] or "registered" in said[-1]
