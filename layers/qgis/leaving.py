"""A keeper who leaves the town hall loses the database role for QGIS at once."""
from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from gisapp.accounts.leaving import person_left
from gisapp.accounts.models import Authority, User
from layers.models import EditorRole
from layers.qgis.roles import end_access


@receiver(person_left, dispatch_uid="layers.qgis.leaving")
def shut_role(sender: Any, *, user: User, authority: Authority, **_more: Any) -> None:
    """End the role, if the person has one here."""
    if EditorRole.objects.filter(user=user, authority=authority, ended_at=None).exists():
        end_access(user=user, authority=authority)
