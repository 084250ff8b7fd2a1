"""Signed links to a draft begun elsewhere (in the chat): who opens one and signs in takes the draft over and goes on."""
from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.core import signing
from django.urls import reverse

from permits.models import Case

SALT = "permits.draft"
# After this the draft is begun anew: it is a minute's work, and a link may be forwarded.
VALID_FOR = dt.timedelta(days=14)


def draft_link(case: Case) -> str:
    """Return the absolute address that leads to the draft for two weeks."""
    return f"{settings.BASE_URL}" + reverse("resume_draft", args=[signing.dumps(str(case.pk), salt=SALT)])


def draft_of_link(token: str) -> uuid.UUID | None:
    """Return the draft a link leads to; None for a link that is not ours or too old."""
    try:
        return uuid.UUID(signing.loads(token, salt=SALT, max_age=VALID_FOR))
    except (signing.BadSignature, ValueError):
        return None
