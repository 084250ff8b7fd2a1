"""`make test` and `make lint`: everything the house checks about itself, each stage timed, all stages run even if one fails."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import time
from collections.abc import Callable, Mapping

from provision import bundle
from provision.ground import PYTHON, ROOMS, ROOT, VENV, Trouble
from provision.say import TIMES, line

_CLOSING = re.compile(r"^=* ?\d+ (passed|failed|error|skipped|deselected).* in [\d.]+s")
_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
_NO_TESTS = 5  # pytest's exit code when nothing was collected


def _stage(title: str, command: list[str], env: Mapping[str, str]) -> bool:
    """Run one stage with its output on the screen; True when it is content."""
    line(f"\n── {title} " + "─" * max(2, 90 - len(title)))
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False)
    TIMES.append((title, time.monotonic() - started))
    return done.returncode == 0


def _tests(title: str, arguments: list[str], env: Mapping[str, str]) -> tuple[bool, dict[str, int]]:
    """Run pytest; its closing line is shown as it is, and read for the sum at the end."""
    line(f"\n── {title} " + "─" * max(2, 90 - len(title)))
    started = time.monotonic()
    last = ""
    # Colour off: the closing line is read by us and by continuous integration.
    # `--ds`: the house's own DJANGO_SETTINGS_MODULE in `env` would win over pyproject.toml.
    command = [str(PYTHON), "-m", "pytest", "--color=no", "--ds=tests.settings", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for text in child.stdout:
            print(text, end="", flush=True)
            if _CLOSING.match(text):
                last = text
    TIMES.append((title, time.monotonic() - started))
    if child.returncode == _NO_TESTS:
        line(f"{title}: no test was found, which counts as a failure.")
    return child.returncode == 0, read_counts(last)


def read_counts(closing: str) -> dict[str, int]:
    """The numbers in pytest's closing line by word; `errors` and `error` are one word."""
    return {"error" if word.startswith("error") else word: int(number) for number, word in _COUNT.findall(closing)}


def lint(env: Mapping[str, str]) -> list[str]:
    """The stages that read code without running it; the names of those that failed."""
    binaries = VENV / "bin"
    stages: list[tuple[str, list[str], Mapping[str, str]]] = [
        ("ruff", [str(binaries / "ruff"), "check", "--output-format", "concise", "."], env),
        ("bandit", [str(binaries / "bandit"), "-q", "-ll", "-c", "pyproject.toml", "-r", *ROOMS], env),
        ("mypy", [str(binaries / "mypy")], env),
        ("walls between rooms (lint-imports)", [str(binaries / "lint-imports")], env),
        ("migrations complete", [str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"], env),
        ("ready for a server (check --deploy)", [str(PYTHON), "manage.py", "check", "--deploy", "--fail-level", "WARNING"], _server(env)),
    ]
    return [title for title, command, surroundings in stages if not _stage(title, command, surroundings)]


def _server(env: Mapping[str, str]) -> dict[str, str]:
    """The environment of a real town hall's server, with keys made for this one check."""
    keys = {name: secrets.token_urlsafe(50) for name in ("SECRET_KEY", "SALT_KEY", "LOOKUP_KEY")}
    return {**env, **keys, "DEMO": "0", "DEBUG": "0", "BASE_URL": "https://permits.example", "ALLOWED_HOSTS": "permits.example"}


def _browser_sources() -> bool:
    try:
        bundle.check()
    except Trouble as trouble:
        line(str(trouble))
        return False
    return True


def test(env: Mapping[str, str], extra: list[str]) -> bool:
    """Everything. `extra` goes to pytest and then only the tests are run."""
    tests_env = {**env, "TEST_DB_SUFFIX": env.get("TEST_DB_SUFFIX", "make")}
    # Images for containers often set it: every worker would then compile all of the code, and rewrite all assertions, by itself.
    tests_env.pop("PYTHONDONTWRITEBYTECODE", None)
    if extra:
        content, _ = _tests("tests", extra, tests_env)
        return content
    failed = lint(env)
    stage: Callable[[], bool] = _browser_sources
    if not stage():
        failed.append("browser sources")
    workers = os.environ.get("TEST_WORKERS", str(min(os.cpu_count() or 2, 8)))
    # By file: the demo town is loaded once for a file, and two workers would each load it.
    first, counts = _tests("tests", ["--durations=10", "-n", workers, "--dist", "loadfile", "-m", "not browser and not bench"], tests_env)
    second, more = _tests("browser tests", ["--durations=10", "-n", "0", "-m", "browser"], tests_env)
    failed += [name for name, content in (("tests", first), ("browser tests", second)) if not content]
    summary(failed, {word: counts.get(word, 0) + more.get(word, 0) for word in {*counts, *more}})
    return not failed


def summary(failed: list[str], counts: Mapping[str, int]) -> None:
    """How long each stage took, what failed, and last the one line that continuous integration reads."""
    line("\n── how long it took " + "─" * 71)
    for title, seconds in TIMES:
        line(f"{seconds:8.1f} s  {title}")
    line(f"{sum(seconds for _, seconds in TIMES):8.1f} s  in all")
    if failed:
        line("Failed: " + ", ".join(failed))
    bad = counts.get("failed", 0) + counts.get("error", 0)
    line(f"{counts.get('passed', 0)} passed, {bad} failed, {counts.get('skipped', 0)} skipped")
