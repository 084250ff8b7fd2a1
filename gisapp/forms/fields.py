"""Fields whose errors say in Romanian what is wrong and what to type instead."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gisapp.core.errors import BadInput
from gisapp.core.money import Money
from gisapp.forms.widgets import AffixInput, DateParts


class DatePartsField(forms.MultiValueField):
    """A date typed as day, month, year."""

    widget = DateParts
    default_error_messages = {
        "required": _("Scrieți data: ziua, luna și anul."),
        "incomplete": _("Data trebuie să aibă zi, lună și an."),
        "invalid": _("Această dată nu există. Scrieți-o cu cifre, de exemplu 27 3 2026."),
    }

    def __init__(self, **kwargs: Any) -> None:
        whole = {"invalid": self.default_error_messages["invalid"]}
        fields = [forms.IntegerField(min_value=low, max_value=high, error_messages=whole) for low, high in ((1, 31), (1, 12), (1000, 9999))]
        super().__init__(fields=fields, require_all_fields=True, **kwargs)

    def clean(self, value: Any) -> Any:
        """Say one sentence, not one for each box."""
        try:
            return super().clean(value)
        except ValidationError as refused:
            raise ValidationError(list(dict.fromkeys(refused.messages))[:1]) from refused

    def compress(self, data_list: list[int]) -> datetime.date | None:
        """Make the date, or say that it does not exist (31 February)."""
        if not data_list:
            return None
        day, month, year = data_list
        try:
            return datetime.date(year, month, day)
        except ValueError as wrong:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from wrong


class MoneyField(forms.CharField):
    """An amount in lei as people write it: 1.234,56."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": AffixInput("lei", {"class": "w-10"}), **kwargs})

    def to_python(self, value: Any) -> Money | None:  # type: ignore[override]  # the field's value is an amount, not its text
        """Read the amount with the one money type."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return Money.parse(text)
        except BadInput as wrong:
            raise ValidationError(wrong.sentence, code=wrong.code) from wrong

    def prepare_value(self, value: Any) -> Any:
        """Show an amount the way it is typed."""
        return f"{value.lei:.2f}".replace(".", ",") if isinstance(value, Money) else value

    def validate(self, value: Any) -> None:
        """Ask for an amount when one is needed."""
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
