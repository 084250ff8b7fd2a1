"""A change of a restriction in force that waits for a second person."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from gisapp.accounts.models import OfAuthority, User
from layers.models.layer import Layer
from layers.models.restriction import Restriction


class RuleChange(OfAuthority):
    """What a keeper proposes: a new dated row instead of the one in force (`values`), or its end (`values` empty).

    A change can loosen what binds people today, so another person must agree; a rule that did not exist only adds a check.
    """

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="rule_changes")
    code = models.CharField(max_length=40)
    values = models.JSONField(default=dict, blank=True, help_text="Fields of the new row; empty: the rule ends.")
    from_day = models.DateField(help_text="First day of the new row; the present one ends the day before.")
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    accepted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    result = models.ForeignKey(Restriction, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-entered_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "code"], condition=models.Q(accepted=None), name="one_waiting_change_of_a_rule",
                violation_error_message="O altă modificare a acestei reguli așteaptă deja acordul.",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("entered_by")) | models.Q(accepted=False), name="a_second_person_accepts_a_rule_change",
                violation_error_message="Modificarea o aprobă altă persoană decât cea care a propus-o.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.from_day}"
