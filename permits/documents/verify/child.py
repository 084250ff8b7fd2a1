"""The limited process: reads a question from standard input, writes one JSON line per step.

``python -m permits.documents.verify.child``; input is a line of JSON, then the PDF's bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys

CPU_SECONDS = 20
MEMORY_BYTES = 1 << 30


def limit() -> None:
    """Before anything of the file is read: CPU time, memory, no files written, no core dump."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def main() -> None:
    limit()
    from .examine import examine  # after the limits: importing counts too

    question = json.loads(sys.stdin.buffer.readline())
    pdf = sys.stdin.buffer.read()
    for step in examine(pdf, question["trust"], dt.datetime.fromisoformat(question["now"])):
        sys.stdout.write(json.dumps(step) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
