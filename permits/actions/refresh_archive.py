"""Renews the archive timestamps of issued documents, so that their signatures can be checked for decades (PAdES B-LTA)."""
from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from gisapp.core import clock, files, jobs
from permits.actions.press import keep_version
from permits.documents.signers import signing_context
from permits.documents.signing import refresh
from permits.models import DocumentVersion, IssuedDocument

# Certificates of timestamp authorities hold for years; a year leaves ample time to notice that renewing fails.
REFRESH_AFTER = dt.timedelta(days=365)


@jobs.every_tick
def plan_refreshes() -> None:
    """Enqueue one renewal for each issued document whose last timestamp is older than a year."""
    limit = clock.now() - REFRESH_AFTER
    old = IssuedDocument.objects.filter(state=IssuedDocument.State.ISSUED).filter(Q(archived_at__lt=limit) | Q(archived_at=None, issued_at__lt=limit))
    for pk, last in old.order_by("issued_at").values_list("pk", "archived_at")[:200]:
        jobs.enqueue("permits.refresh_archive", key=f"refresh:{pk}:{last.date() if last else 'first'}", document=str(pk))


@jobs.job("permits.refresh_archive")
def refresh_archive(document: str) -> None:
    """Renew once: the new bytes are the newest final version; the issued bytes are never touched."""
    row = IssuedDocument.objects.get(pk=document)
    newest = DocumentVersion.objects.filter(document=row, final=True).order_by("-made_at").first()
    if newest is None or newest.made_at > clock.now() - REFRESH_AFTER:
        return
    renewed = refresh(files.read(newest.sha256), signing_context())
    with transaction.atomic():
        row = IssuedDocument.objects.select_for_update().get(pk=document)
        if DocumentVersion.objects.filter(document=row, final=True, made_at__gt=newest.made_at).exists():
            return
        keep_version(row, renewed, final=True)
        row.archived_at = clock.now()
        row.save(update_fields=["archived_at"])
