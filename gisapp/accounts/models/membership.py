"""Who works where, in which role, since when."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from gisapp.accounts.models.authority import OfAuthority
from gisapp.accounts.models.department import Department
from gisapp.accounts.models.institution import Institution
from gisapp.accounts.models.user import User


class Role(models.TextChoices):
    """Roles; rights derive from role and from the case. The codes are those of permits.rules.people."""

    REGISTRY_CLERK = "registry_clerk", "registrator"
    URBANISM_INSPECTOR = "urbanism_inspector", "inspector urbanism"
    CHIEF_ARCHITECT = "chief_architect", "arhitect-șef"
    GIS_KEEPER = "gis_keeper", "specialist GIS"
    CADASTRE_INSPECTOR = "cadastre_inspector", "inspector cadastru"
    LEGAL_ADVISER = "legal_adviser", "consilier juridic"
    TAX_OFFICER = "tax_officer", "inspector taxe"
    FINANCE_OFFICER = "finance_officer", "casier / referent financiar"
    TECHNICAL_INSPECTOR = "technical_inspector", "inspector tehnic"
    TECHNICAL_DIRECTOR = "technical_director", "director tehnic"
    DISCIPLINE_INSPECTOR = "discipline_inspector", "inspector disciplina în construcții"
    SECRETARY_GENERAL = "secretary_general", "secretar general"
    DEPUTY_MAYOR = "deputy_mayor", "viceprimar"
    MAYOR = "mayor", "primar"
    ARCHIVIST = "archivist", "arhivar"
    HEAD = "head", "șef de compartiment"
    QUALITY_OFFICER = "quality_officer", "responsabil calitate"
    AUTHORITY_ADMIN = "authority_admin", "administrator"
    ENDORSER = "endorser", "reprezentant avizator"


class Membership(OfAuthority):
    """A person's post in a town hall (or, for an endorser, their post at an institution it asks)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role.choices)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    competences = models.JSONField(default=list, help_text="Procedure codes; empty means all of the role.")
    area = models.MultiPolygonField(srid=3844, null=True, blank=True, help_text="Part of town this person works on; empty means all of it.")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "user", "role", "department", "institution"], name="membership_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(role="endorser", institution__isnull=False) | (~models.Q(role="endorser") & models.Q(institution__isnull=True)),
                name="only_endorsers_have_an_institution",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
