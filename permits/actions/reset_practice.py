"""Empty a practice town hall: its cases, registers and what people ticked go, its values, people and land stay."""
from __future__ import annotations

from django.db import models, transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority
from gisapp.core.errors import NotAllowed
from permits import models as m

# What is deleted and how each row knows its town hall; what points at others comes before them.
CLEARED: tuple[tuple[type[models.Model], str], ...] = (
    (m.GivenAnswer, "token__authority"), (m.Touch, "run__case__authority"), (m.Finding, "run__case__authority"), (m.CheckRun, "case__authority"),
    (m.NonconformityStep, "nonconformity__authority"), (m.Nonconformity, "authority"), (m.SecondReview, "sample__authority"), (m.ReviewSample, "authority"),
    (m.ProviderCall, "payment__charge__case__authority"), (m.StatementLine, "authority"), (m.Statement, "authority"), (m.Refund, "charge__case__authority"),
    (m.Payment, "charge__case__authority"), (m.Charge, "case__authority"),
    (m.RequestedPaper, "request__case__authority"), (m.Pause, "case__authority"), (m.PaperRequest, "case__authority"), (m.Endorsement, "case__authority"),
    (m.Paper, "case__authority"), (m.SignatureStep, "document__authority"), (m.DocumentVersion, "document__authority"), (m.ArchivePackage, "authority"),
    (m.SearchText, "authority"), (m.IssuedDocument, "authority"), (m.HistoryHead, "case__authority"), (m.CaseEvent, "case__authority"), (m.RegisterEntry, "authority"),
    (m.Notice, "authority"), (m.ReadLog, "authority"), (m.Rating, "case__authority"), (m.CaseVisit, "case__authority"), (m.Note, "case__authority"),
    (m.WorkItem, "case__authority"), (m.Plot, "case__authority"), (m.Works, "case__authority"), (m.Applicant, "case__authority"),
    (m.AreaSubscription, "authority"), (m.TourStep, "authority"), (m.Case, "authority"),
)
# What a practice town hall is made of.
KEPT: frozenset[type[models.Model]] = frozenset({m.Parameter, m.CalendarFeed, m.ApiToken, m.WebhookEndpoint, m.WebhookDelivery})


@transaction.atomic
def reset_practice(*, authority: Authority) -> int:
    """Delete what was practised and return how many rows went; a real town hall is refused here, and by the database (accounts 0002, permits 0007)."""
    if not authority.practice:
        raise NotAllowed(_("Numai o primărie de exercițiu se poate goli. Datele acestei primării rămân."), code="not_practice")
    return sum(model._default_manager.filter(**{path: authority})._raw_delete("default") for model, path in CLEARED)
