"""A person who can sign in, by e-mail."""
from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from gisapp.core import clock


class UserManager(BaseUserManager["User"]):
    """Creates people; e-mail addresses are compared in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person; without a password only other ways of signing in work."""
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an administrator of the installation (not of a town hall's cases)."""
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Citizen, member of staff, endorser's clerk: what one may do comes from memberships and from each case."""

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=80, default="", blank=True)
    last_name = models.CharField(max_length=80, default="", blank=True)
    language = models.CharField(max_length=2, default="ro")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=clock.now)
    last_inbox_visit = models.DateTimeField(null=True, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.full_name or f"user {self.pk}"

    @property
    def full_name(self) -> str:
        """Given name and family name as written on papers."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_staff(self) -> bool:
        """Whether the person works for a town hall or an endorser (needs a second factor)."""
        return self.memberships.filter(until=None).exists()
