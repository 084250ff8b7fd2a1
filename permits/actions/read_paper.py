"""Reads the words of an uploaded PDF for the search, in a closed room with limits on time, memory and output."""
from __future__ import annotations

import resource
import subprocess

from gisapp.core import files, jobs
from permits.documents.verify import cage
from permits.models import Paper, SearchText
from permits.rules.procedure_files import all_procedures

SECONDS, MEMORY, MOST_SIGNS, AT_ONCE = 20, 1024**3, 200_000, 40


@jobs.job("permits.read_paper")
def read_paper(paper: str) -> None:
    """Store the words once; what cannot be read is found by its name, and the row says why."""
    row = Paper.objects.select_related("case").get(pk=paper)
    if SearchText.objects.filter(kind=SearchText.Kind.PAPER, of=row.pk).exists() or "malware" in row.flags:
        return
    text, unread = ("", "no_text")
    if row.mime == "application/pdf":
        text, unread = words_of(files.read(row.sha256))
    titles = {one.code: one.title_ro for one in all_procedures()[row.case.procedure].papers}
    SearchText.objects.update_or_create(
        kind=SearchText.Kind.PAPER, of=row.pk,
        defaults={"authority_id": row.case.authority_id, "case": row.case, "title": f"{titles.get(row.code, row.code)} {row.file_name}", "text": text, "unread": unread},
    )


def words_of(pdf: bytes) -> tuple[str, str]:
    """Return the text of a PDF, or an empty text and why. Without bubblewrap nothing is read: the file is a stranger's."""
    if not cage.works():
        return "", "no_sandbox"
    command = cage.shut_with_system_only(["/usr/bin/pdftotext", "-enc", "UTF-8", "-l", "300", "-", "-"])
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=SECONDS, check=False, preexec_fn=_limits)  # noqa: S603 - our own command
    except subprocess.TimeoutExpired:
        return "", "time"
    if done.returncode != 0:
        return "", "encrypted" if b"ncorrect password" in done.stderr else "damaged"
    # A NUL is refused by the database; control characters are not words.
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in done.stdout.decode("utf-8", "replace")).split())[:MOST_SIGNS]
    return text, "" if text else "no_text"


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024**2, 64 * 1024**2))


@jobs.every_tick
def read_new_papers() -> None:
    """Line up papers that were inspected and not read yet."""
    read = SearchText.objects.filter(kind=SearchText.Kind.PAPER).values("of")
    for key in Paper.objects.exclude(pk__in=read).exclude(flags__contains=["uninspected"]).exclude(flags__contains=["malware"]).order_by("uploaded_at").values_list("pk", flat=True)[:AT_ONCE]:
        jobs.enqueue("permits.read_paper", key=f"read:{key}", paper=str(key))
