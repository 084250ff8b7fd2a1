"""Inputs for the things a town hall asks for: dates in three boxes, lei, photographs, cadastral numbers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class HintedRadioSelect(forms.RadioSelect):
    """Radio buttons where each answer may carry a hint."""

    def __init__(self, *, hints: Mapping[str, Any], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.hints = hints

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the hint and tie it to the input for screen readers."""
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        if option["hint"] and "id" in option["attrs"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_hint"
        return option


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes: known dates are typed faster than picked, and by anyone."""

    template_name = "forms/date_parts.html"
    use_fieldset = True
    LABELS = (_("Ziua"), _("Luna"), _("Anul"))

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        parts = ("day", "month", "year")
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {}
        for part, length in zip(parts, (2, 2, 4), strict=True):
            box = {"inputmode": "numeric", "maxlength": length, **({"autocomplete": f"bday-{part}"} if birthday else {})}
            inputs[part] = forms.TextInput(box)
        super().__init__(inputs, attrs)

    def decompress(self, value: datetime.date | None) -> list[int | None]:
        """Split a date for showing."""
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Name each box."""
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], self.LABELS, strict=True):
            part["part_label"] = label
        return context


class AffixInput(forms.TextInput):
    """A number with its unit behind it; the label must say the unit too, for screen readers."""

    template_name = "forms/affix.html"

    def __init__(self, affix: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})
        self.affix = affix

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Pass the unit to the template."""
        context = super().get_context(name, value, attrs)
        context["widget"]["affix"] = self.affix
        return context


class CadastralNumberInput(forms.TextInput):
    """A cadastral number: digits, sometimes with a letter and a dash, never autocorrected."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "inputmode": "text",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "w-10",
                **(attrs or {}),
            }
        )


class PaperInput(forms.ClearableFileInput):
    """A paper: a file, or on a phone a photograph taken now."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, accept: str = "application/pdf,image/jpeg,image/png", max_bytes: int = 0
    ) -> None:
        limit = {"data-max-bytes": max_bytes, "data-too-big": _("Fișierul este prea mare.")} if max_bytes else {}
        super().__init__({"accept": accept, **limit, **(attrs or {})})
