"""The link by which an institution without accounts answers one request: signed, expiring, withdrawn by raising its version."""
from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core import signing
from django.urls import reverse

from gisapp.accounts.models import Authority
from permits.models import Endorsement

SALT = "permits.endorsement-link"
# The longest term is 30 days, and a completion may double it; the answer stays readable a while after.
LIVES = dt.timedelta(days=90)


def token_of(endorsement: Endorsement) -> str:
    """Return the signed token of one request; it opens nothing else."""
    return str(signing.dumps([str(endorsement.pk), endorsement.link_version], salt=SALT, compress=False))


def link_of(endorsement: Endorsement) -> str:
    """Return the whole address for a message."""
    return str(settings.BASE_URL) + reverse("endorser_link", args=[token_of(endorsement)])


def endorsement_of_token(token: str, authority: Authority) -> Endorsement | None:
    """Return the request that a token opens; None for one that is forged, too old, withdrawn or of another town hall."""
    try:
        pk, version = signing.loads(token, salt=SALT, max_age=LIVES)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (
        Endorsement.objects.filter(pk=pk, link_version=version, case__authority=authority).exclude(state=Endorsement.State.CANCELLED)
        .select_related("case__authority", "case__plot", "case__applicant", "institution", "paper", "request").first()
    )
