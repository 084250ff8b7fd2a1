"""Who may change what the assistant says to everybody."""

from __future__ import annotations

from gisapp.accounts.models import Role

EDITORS = (Role.AUTHORITY_ADMIN, Role.HEAD, Role.CHIEF_ARCHITECT, Role.SECRETARY_GENERAL, Role.QUALITY_OFFICER, Role.REGISTRY_CLERK)
