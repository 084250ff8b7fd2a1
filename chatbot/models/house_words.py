"""What staff of a town hall set for its assistant: words, example phrases, switches; and who changed what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from gisapp.accounts.models import Authority, OfAuthority, User


class ChatSettings(OfAuthority):
    """How the assistant behaves in one town hall. A missing row means the values shipped."""

    answer_at = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0.5), MaxValueValidator(0.99)])
    confirm_at = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0.2), MaxValueValidator(0.9)])
    notice = models.CharField(max_length=400, default="", blank=True, help_text="Shown above the conversation (a closed day, a failure).")
    channels_off = models.JSONField(default=list, blank=True)
    answer_within_hours = models.PositiveSmallIntegerField(
        default=8, validators=[MinValueValidator(1), MaxValueValidator(80)], help_text="Office hours in which a person answers."
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["authority"], name="chat_settings_once")]

    def __str__(self) -> str:
        return f"settings {self.authority_id}"

    @classmethod
    def of(cls, authority: Authority) -> ChatSettings:
        """The town hall's row, or an unsaved one with the values shipped."""
        return cls.objects.filter(authority=authority).first() or cls(authority=authority)

    def is_on(self, channel: str) -> bool:
        """Whether the assistant answers on a channel."""
        return channel not in self.channels_off


class CannedText(OfAuthority):
    """A sentence that staff wrote: in place of one of the assistant's own (key of the text), or ready for a colleague (`reply.…`)."""

    key = models.SlugField(max_length=60)
    lang = models.CharField(max_length=2, choices=[("ro", "română"), ("en", "engleză")])
    title = models.CharField(max_length=60, default="", blank=True)
    text = models.TextField(max_length=2000)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["key", "lang"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["authority", "key", "lang"], name="canned_text_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.lang}"

    @classmethod
    def said(cls, authority: Authority, key: str, lang: str) -> str | None:
        """The town hall's own words for a text, if it wrote any."""
        return cls.objects.filter(authority=authority, key=key, lang=lang).values_list("text", flat=True).first()


class StaffSeed(OfAuthority):
    """A masked phrase that staff gave as an example of an intent; it counts once it is published after measuring."""

    class State(models.TextChoices):
        DRAFT = "draft", "de publicat"
        PUBLISHED = "published", "publicată"
        REMOVED = "removed", "scoasă"
        DISMISSED = "dismissed", "nu este pentru noi"

    text = models.CharField(max_length=300)
    lang = models.CharField(max_length=2)
    intent = models.CharField(max_length=60, default="", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["authority", "text"], name="staff_seed_once")]

    def __str__(self) -> str:
        return f"{self.intent} {self.pk}"


class SeedMeasure(OfAuthority):
    """Cross-validation without and with the phrases waiting; publishing needs one of these very phrases that is no worse."""

    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    seeds = models.CharField(max_length=64, help_text="Fingerprint of the phrases measured.")
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at"]

    def __str__(self) -> str:
        return f"measure {self.pk}"

    @property
    def no_worse(self) -> bool:
        """Whether the phrases may be published: understood no worse, and no more often sure and wrong."""
        if self.before is None or self.after is None:
            return False
        slack = 0.005
        better: bool = self.after["accuracy"] >= self.before["accuracy"] - slack and self.after["wrong"] <= self.before["wrong"] + slack
        return better


class ChatChange(OfAuthority):
    """Who changed what of the above, and what it was before: written with the change, never edited."""

    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=80)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.what

    @classmethod
    def write(cls, authority: Authority, by: User, what: str, before: dict[str, Any], after: dict[str, Any], at: Any) -> None:
        """Write a change down."""
        cls.objects.create(authority=authority, by=by, what=what[:80], before=before, after=after, at=at)
