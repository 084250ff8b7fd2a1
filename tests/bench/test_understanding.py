"""Understanding a message: p95 at most 20 ms, on one core, entities and classifier together."""

import time
from pathlib import Path
from statistics import median, quantiles

import pytest

from chatbot.understanding import model, understand
from chatbot.understanding.measuring import read_validation

pytestmark = pytest.mark.bench
VALIDATION = Path(__file__).resolve().parents[1] / "chatbot" / "understanding" / "validation"


def test_understanding_takes_less_than_twenty_milliseconds(capsys: pytest.CaptureFixture[str]) -> None:
    artefact = model.read(model.ensure(model.model_root()))
    texts = [str(phrase["text"]) for phrase in read_validation(VALIDATION.glob("*.jsonl"))]
    taken = []
    for text in texts:
        started = time.perf_counter()
        understand(text, artefact=artefact)
        taken.append((time.perf_counter() - started) * 1000)
    p95 = quantiles(taken, n=20)[-1]
    with capsys.disabled():
        print(f"\nunderstanding: p50 {median(taken):.2f} ms, p95 {p95:.2f} ms over {len(texts)} phrases")
    assert p95 <= 20
