"""The optional language model only proposes: what it invents is dropped, what it fails at is done without it."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from chatbot import proposal
from chatbot.understanding import Band, understand
from chatbot.understanding.model import Artefact
from chatbot.understanding.pipeline import Understanding
from tests.loopback import Quiet, served

# As such servers answer (shape of a recorded chat completion; the content is put in).
_RECORDED = {"id": "chatcmpl-9x", "object": "chat.completion", "created": 1764000000, "model": "local", "choices": [{"index": 0, "message": {"role": "assistant", "content": ""}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 210, "completion_tokens": 18, "total_tokens": 228}}
UNCLEAR = "hârtia aceea 58282 pentru chestia de la poartă, nu știu"


class _Server:
    def __init__(self) -> None:
        self.content, self.status, self.wait, self.asked = "", 200, 0.0, []  # type: ignore[var-annotated]


@pytest.fixture
def server(settings: Any) -> Iterator[_Server]:
    there = _Server()

    class Handler(Quiet):
        def do_POST(self) -> None:
            there.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            time.sleep(there.wait)
            body = json.dumps({**_RECORDED, "choices": [{**_RECORDED["choices"][0], "message": {"role": "assistant", "content": there.content}}]}).encode()  # type: ignore[index,dict-item]
            self.send_response(there.status)
            self.end_headers()
            self.wfile.write(body)

    cache.delete(proposal._BROKEN)
    with served(Handler) as url:
        settings.CHAT_LLM = {"base_url": f"{url}/v1", "model": "local", "seconds": 0.5}
        yield there
    cache.delete(proposal._BROKEN)


@pytest.fixture
def unclear(artefact: Artefact) -> Understanding:
    import dataclasses

    return dataclasses.replace(understand(UNCLEAR, artefact=artefact), band=Band.CLARIFY, confidence=0.3, slots={})


def test_without_the_setting_nobody_is_asked(settings: Any, unclear: Understanding) -> None:
    assert settings.CHAT_LLM == {}
    assert proposal.improve(unclear) is unclear


def test_a_proposal_is_asked_back_about_and_only_facts_of_the_message_count(server: _Server, unclear: Understanding) -> None:
    server.content = json.dumps({"intent": "cu_documents", "slots": {"cadastral_number": "58282", "request_number": "99999", "fee": "15 lei"}})
    meant = proposal.improve(unclear)
    assert (meant.intent, meant.band, meant.slots) == ("cu_documents", Band.CONFIRM, {"cadastral_number": "58282"})
    assert json.loads(server.asked[0]["messages"][1]["content"]) == {"message": unclear.masked_text}


@pytest.mark.parametrize("content", ["", "Sigur! Taxa este 15 lei.", "[]", '{"intent": "approve_permit"}', '{"intent": "complaint_report_illegal_work"}', '{"intent": ["need_cu"]}', '{"intent": null}', "[" * 5000])
def test_what_is_not_a_proposal_changes_nothing(content: str, server: _Server, unclear: Understanding) -> None:
    server.content = content
    assert proposal.improve(unclear) is unclear


def test_a_slow_or_broken_server_is_left_alone(server: _Server, unclear: Understanding) -> None:
    server.wait = 2.0
    began = time.monotonic()
    assert proposal.improve(unclear) is unclear
    assert time.monotonic() - began < 1.9
    assert proposal.improve(unclear) is unclear
    assert len(server.asked) == 1


def test_a_sure_message_is_not_sent_anywhere(server: _Server, artefact: Artefact) -> None:
    meant = understand("cât costă certificatul de urbanism?", artefact=artefact)
    assert proposal.improve(meant) is meant
    assert server.asked == []


def test_personal_data_stays_here(server: _Server, unclear: Understanding, artefact: Artefact) -> None:
    import dataclasses

    server.content = "{}"
    told = understand("sunt 1960523270013 și 0745123456, chestia aia", artefact=artefact)
    proposal.improve(dataclasses.replace(told, band=Band.CLARIFY, command=None))
    assert "1960523270013" not in json.dumps(server.asked) and "0745123456" not in json.dumps(server.asked)
