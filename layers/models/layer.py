"""A map layer and its published versions."""
from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.utils import translation

from gisapp.accounts.models import Department, OfAuthority, User


class Layer(OfAuthority):
    """One theme of the map: who keeps it, how true it is, what it is for.

    `role` says what the product uses it for; everything else is found by restrictions.
    `accuracy_m` is the standard deviation of positions in metres. `refresh_days` is the age past which
    the layer is stale, and every check on it says *unknown*. An empty coverage means complete nowhere.
    """

    class Role(models.TextChoices):
        THEME = "theme", "temă"
        PARCELS = "parcels", "parcele"
        BUILDINGS = "buildings", "construcții"
        STREETS = "streets", "străzi"
        STREET_SURFACES = "street_surfaces", "suprafețe stradale"
        ADDRESSES = "addresses", "adrese"
        STREET_HISTORY = "street_history", "istoric denumiri"
        ZONING = "zoning", "zonificare"
        BUILT_UP = "built_up", "intravilan"
        ADMIN_LIMITS = "admin_limits", "limite UAT"
        FISCAL_ZONES = "fiscal_zones", "zone fiscale"
        PUBLIC_DOMAIN = "public_domain", "domeniu public"
        NETWORK = "network", "rețea edilitară"
        EVENTS = "events", "evenimente"

    class Geometry(models.TextChoices):
        POINT = "point", "punct"
        LINE = "line", "linie"
        POLYGON = "polygon", "poligon"

    class Audience(models.TextChoices):
        PUBLIC = "public", "public"
        STAFF = "staff", "personalul primăriei"
        KEEPERS = "keepers", "doar deținătorii"

    code = models.SlugField(max_length=60)
    title_ro = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, default="", blank=True)
    description_ro = models.TextField(default="", blank=True)
    group = models.CharField(max_length=40, default="", blank=True, help_text="Heading in legend and catalogue.")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.THEME)
    geometry = models.CharField(max_length=8, choices=Geometry.choices)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PUBLIC)
    keeper = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True)
    source = models.CharField(max_length=200, default="", blank=True)
    licence = models.CharField(max_length=120, default="", blank=True)
    accuracy_m = models.FloatField(default=0.5)
    refresh_days = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: never goes stale.")
    coverage = models.MultiPolygonField(srid=3844, null=True, blank=True)
    attribute_schema = models.JSONField(default=list, help_text='[{"name","title_ro","type","values"?,"required"?}]')
    style = models.JSONField(default=dict, help_text="colour, width_mm, dash, fill, pattern, minzoom")
    key_attribute = models.CharField(max_length=60, default="", blank=True, help_text="Source attribute that identifies a feature.")
    label_attribute = models.CharField(max_length=60, default="", blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    minzoom = models.PositiveSmallIntegerField(default=12)
    on_map = models.BooleanField(default=True)
    on_by_default = models.BooleanField(default=False)
    most_deleted_share = models.FloatField(default=0.1, help_text="A delivery that deletes more than this share needs a second person.")
    active = models.BooleanField(default=True)
    # The database writes it (migration 0010); answers of before still rest on the layer.
    inactive_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["order", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "code"], name="layer_code_once"),
            models.CheckConstraint(condition=models.Q(accuracy_m__gte=0), name="layer_accuracy_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.authority_id})"

    @property
    def title(self) -> str:
        """Title in the language of the page."""
        return self.title_en if translation.get_language() == "en" and self.title_en else self.title_ro


def in_use(at: dt.datetime | None, prefix: str = "") -> models.Q:
    """Return the condition that a layer is in use now (None), or was at a moment; `prefix` leads to the layer ("layer__")."""
    used = models.Q(**{f"{prefix}active": True})
    return used if at is None else used | models.Q(**{f"{prefix}inactive_since__gt": at})


# What a finding says of its layer. A change of the card counts from the next publication.
CARD_FACTS = ("title_ro", "title_en", "source", "accuracy_m", "refresh_days")


class LayerVersion(models.Model):
    """One publication of a layer. Readers see the published one; older ones stay readable by date."""

    class State(models.TextChoices):
        DRAFT = "draft", "ciornă"
        PUBLISHED = "published", "publicată"
        SUPERSEDED = "superseded", "înlocuită"
        UNDONE = "undone", "retrasă"
        FAILED = "failed", "eșuată"

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices)
    data_date = models.DateField(help_text="The day the data speak of.")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    seconded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    feature_count = models.PositiveIntegerField(default=0)
    coverage = models.MultiPolygonField(srid=3844, null=True, blank=True)
    counts = models.JSONField(default=dict, help_text="added, removed, moved, changed, kept")
    note = models.CharField(max_length=300, default="", blank=True)
    card = models.JSONField(default=dict, blank=True, help_text="What the layer's card said at publication: CARD_FACTS.")
    # A keeper answers for there being none of these things: only then does an empty layer say "clear" (`layers.conflicts`).
    declared_empty_on = models.DateField(null=True, blank=True)
    declared_empty_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["layer", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["layer", "number"], name="layer_version_once"),
            models.UniqueConstraint(fields=["layer"], condition=models.Q(state="published"), name="one_published_version"),
            models.CheckConstraint(
                condition=models.Q(declared_empty_on=None) | models.Q(feature_count=0), name="only_an_empty_version_is_declared_empty",
                violation_error_message="Un strat cu elemente nu poate fi declarat gol.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.layer.code} v{self.number}"

    def save(self, *args: Any, **how: Any) -> None:
        """Keep what the card says with the version, and where it is complete: an answer replayed later rests on it, not on what the card says by then."""
        if self._state.adding and self.coverage is None:
            self.coverage = self.layer.coverage
        if not self.card:
            self.card = {name: getattr(self.layer, name) for name in CARD_FACTS}
        super().save(*args, **how)
