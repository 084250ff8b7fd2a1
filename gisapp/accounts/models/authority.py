"""The town hall that everything belongs to."""
from __future__ import annotations

from typing import ClassVar

from django.db import models


class Authority(models.Model):
    """One local authority (UAT) served by this installation, known by its SIRUTA code."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", "municipiu"
        TOWN = "town", "oraș"
        COMMUNE = "commune", "comună"

    slug = models.SlugField(unique=True)
    siruta = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    county = models.CharField(max_length=40)
    county_code = models.CharField(max_length=2)
    host = models.CharField(  # noqa: DJ001 - null, not empty: hosts are unique
        max_length=120, unique=True, null=True, help_text="Host name that leads to this authority; empty for the default one."
    )
    rural = models.BooleanField(default=False, help_text="Rural localities pay half of the certificate fee (Cod fiscal art. 474(2)).")
    address = models.CharField(max_length=200, default="")
    phone = models.CharField(max_length=40, default="")
    email = models.EmailField(default="")
    website = models.URLField(default="")
    iban = models.CharField(max_length=34, default="")
    fiscal_code = models.CharField(max_length=12, default="")
    office_hours = models.JSONField(default=list, help_text='[{"days":"luni-joi","hours":"8:00-16:30"}]')
    coat_of_arms = models.CharField(max_length=200, default="", help_text="Static path of the SVG on page and paper.")
    plan_reference = models.CharField(max_length=200, default="", help_text="General plan (PUG) and the decision that approved it.")
    practice = models.BooleanField(default=False, help_text="A place to practise: documents are marked, cases are deleted by a reset. Never changed once set.")

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.name


class AuthorityQuerySet(models.QuerySet):
    """Rows that belong to a town hall."""

    def of(self, authority: Authority) -> AuthorityQuerySet:
        """Return only this authority's rows."""
        return self.filter(authority=authority)


class OfAuthority(models.Model):
    """Base of everything that belongs to one town hall."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    objects = AuthorityQuerySet.as_manager()

    class Meta:
        abstract = True
