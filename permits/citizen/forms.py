"""Form fields for the questions of a procedure and for the applicant's identity."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gisapp.core import clock
from gisapp.core.errors import BadInput
from gisapp.forms.fields import DatePartsField, MoneyField
from gisapp.forms.widgets import AffixInput
from permits.actions.who_asks import check_represented, known_identifier, written_name
from permits.models import Case
from permits.rules.procedure import Question, QuestionKind


def question_form(question: Question, case: Case, data: Any = None) -> forms.Form:
    """Return a form with the one question, filled with what was answered before."""
    english = translation.get_language() == "en"
    label, hint = (question.label_en, question.hint_en) if english else (question.label_ro, question.hint_ro)
    choices = [(choice.code, choice.label_en if english else choice.label_ro) for choice in question.choices]
    common: dict[str, Any] = {"label": label, "help_text": hint, "required": question.required}
    form = forms.Form(data, initial={question.code: _stored(question, case.answers.get(question.code))})
    form.fields[question.code] = _field(question, common, choices)
    return form


def _stored(question: Question, answer: Any) -> Any:
    """Return a stored answer as its field shows it: answers are kept as JSON, so a date is text there."""
    if question.kind is not QuestionKind.DATE:
        return answer
    try:
        return dt.date.fromisoformat(str(answer))
    except ValueError:
        return None


def _field(question: Question, common: dict[str, Any], choices: list[tuple[str, str]]) -> forms.Field:
    limits = {"min_value": question.minimum, "max_value": question.maximum}
    match question.kind:
        case QuestionKind.LONG_TEXT:
            widget = forms.Textarea(attrs={"rows": 6, "data-count": str(_("Mai puteți scrie {n} caractere"))})
            return forms.CharField(widget=widget, max_length=question.maximum, **common)
        case QuestionKind.CHOICE:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        case QuestionKind.CHOICES:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        case QuestionKind.YES_NO:
            return forms.ChoiceField(choices=[("yes", _("Da")), ("no", _("Nu"))], widget=forms.RadioSelect, **common)
        case QuestionKind.NUMBER:
            return forms.IntegerField(widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-4"}), **limits, **common)
        case QuestionKind.AREA:
            return forms.DecimalField(widget=AffixInput("m²", {"class": "w-10"}), localize=True, **limits, **common)
        case QuestionKind.MONEY:
            return MoneyField(**common)
        case QuestionKind.DATE:
            return DatePartsField(**common)
        case QuestionKind.ACT:
            return forms.CharField(max_length=40, widget=forms.TextInput(attrs={"class": "w-20"}), **common)
    return forms.CharField(max_length=question.maximum or 300, **common)


def as_answer(value: Any) -> Any:
    """Return a cleaned value as JSON: dates as ISO text, amounts as decimal text."""
    if value is None or isinstance(value, str | int | bool | list):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if hasattr(value, "lei"):
        return str(value.lei)
    return value.isoformat()


class IdentityForm(forms.Form):
    """Who asks. The CNP is asked because the law wants the applicant identified; it is stored encrypted."""

    kind = forms.ChoiceField(label=_("Cine cere?"), choices=[("person", _("Persoană fizică")), ("company", _("Persoană juridică"))], widget=forms.RadioSelect)
    name = forms.CharField(label=_("Nume și prenume sau denumirea firmei"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    identifier = forms.CharField(
        label=_("CNP sau CUI"), help_text=_("CNP-ul are 13 cifre; CUI-ul, între 2 și 10 cifre. Străinii fără CNP scriu țara și numărul pașaportului, de exemplu DE C01X00T47. Se păstrează criptat și nu apare pe acte publice."), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-20"}),
    )
    represented_by = forms.CharField(label=_("Reprezentată sau reprezentat de"), help_text=_("Numai dacă cererea o depune altcineva; se cere împuternicire."), max_length=160, required=False)
    address = forms.CharField(label=_("Adresa"), widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}), max_length=300)
    email = forms.EmailField(label=_("E-mail"), help_text=_("Aici primiți numărul de înregistrare și răspunsul."), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = forms.CharField(label=_("Telefon"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "class": "w-20"}))

    def clean(self) -> dict[str, Any]:
        """Check the CNP of persons and the CUI of companies, with the sentence that says what is wrong."""
        cleaned = super().clean() or {}
        kind, identifier = cleaned.get("kind"), cleaned.get("identifier")
        for field in ("name", "represented_by"):
            if cleaned.get(field):
                self._judged(field, written_name, cleaned[field])
        if kind and identifier and self._judged("identifier", known_identifier, kind, identifier):
            self._judged("represented_by", check_represented, kind, known_identifier(kind, identifier), cleaned.get("represented_by", ""), clock.today())
        return cleaned

    def _judged(self, field: str, judge: Callable[..., Any], *values: Any) -> bool:
        """Put what the judge says at its field."""
        try:
            judge(*values)
        except BadInput as bad:
            self.add_error(field, bad.sentence)
            return False
        return True


class ConsentForm(forms.Form):
    """The declaration at the end."""

    consent = forms.BooleanField(
        label=_("Declar pe propria răspundere că datele sunt adevărate și am luat cunoștință de prelucrarea datelor mele pentru soluționarea cererii."),
        error_messages={"required": _("Bifați declarația ca să puteți trimite cererea.")},
    )
