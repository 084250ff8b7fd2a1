"""Words and switches that staff change; every change is written down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from chatbot.channels import CHANNELS
from chatbot.conversation.phrases import PHRASES
from chatbot.conversation.texts import values_in
from chatbot.models import CannedText, ChatChange, ChatSettings
from chatbot.office.editors import EDITORS
from chatbot.office.titles import CHANNELS as TITLES
from chatbot.office.titles import change_title
from chatbot.understanding import bands
from gisapp.accounts.guard import office
from gisapp.core import clock

# Sentences of the channels themselves, beside those of the dialogue.
OWN = ("stale", "channel-off")


class TextForm(forms.Form):
    """One sentence in one language; without words the assistant's own is used again."""

    key = forms.SlugField(label=gettext_lazy("Cheia textului (pentru un răspuns gata scris: reply-…)"), max_length=60)
    lang = forms.ChoiceField(label=gettext_lazy("Limba"), choices=[("ro", "română"), ("en", "English")])
    title = forms.CharField(label=gettext_lazy("Titlu (la răspunsuri gata scrise)"), max_length=60, required=False)
    text = forms.CharField(label=gettext_lazy("Textul"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def clean(self) -> dict[str, Any]:
        """The key must exist, and a value that we do not have would stay as a hole in the sentence."""
        data = super().clean() or self.cleaned_data
        key = data.get("key", "")
        if key and key not in PHRASES and key not in OWN and not key.startswith("reply-"):
            self.add_error("key", _("Nu există un text cu această cheie. Alegeți una din listă."))
        elif key in PHRASES and not values_in(data.get("text", "")) <= values_in(PHRASES[key]):
            known = ", ".join(sorted(f"%({one})s" for one in values_in(PHRASES[key]))) or "—"
            self.add_error("text", _("Textul folosește o valoare pe care asistentul nu o are. Aici se pot folosi: %(known)s") % {"known": known})
        return data


@office(*EDITORS)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The town hall's own sentences and ready answers."""
    form = TextForm(request.POST or None, initial={"key": request.GET.get("key", "")})
    if request.method == "POST" and form.is_valid():
        _save(request, form.cleaned_data)
        messages.success(request, _("Textul este salvat și se folosește de acum."))
        return redirect("chat_words")
    rows = CannedText.objects.filter(authority=request.authority).select_related("updated_by")
    changes = [{"at": one.at, "by": one.by, "said": change_title(one.what)} for one in ChatChange.objects.filter(authority=request.authority).select_related("by")[:20]]
    return render(request, "chatbot/office/words.html", {"form": form, "rows": rows, "keys": sorted(PHRASES.items()), "changes": changes}, status=422 if request.method == "POST" else 200)


@transaction.atomic
def _save(request: HttpRequest, data: dict[str, Any]) -> None:
    found = CannedText.objects.filter(authority=request.authority, key=data["key"], lang=data["lang"])
    before = {"text": found.values_list("text", flat=True).first() or ""}
    if data["text"].strip():
        CannedText.objects.update_or_create(
            authority=request.authority, key=data["key"], lang=data["lang"],
            defaults={"title": data["title"], "text": data["text"].strip(), "updated_at": clock.now(), "updated_by": request.user},
        )
    else:
        found.delete()
    ChatChange.write(request.authority, request.user, f"text {data['key']} {data['lang']}", before, {"text": data["text"].strip()}, clock.now())


class SettingsForm(forms.Form):
    """Thresholds, channels, the notice, how soon a person answers."""

    answer_at = forms.FloatField(label=gettext_lazy("Răspunde fără să întrebe de la încrederea"), min_value=0.5, max_value=0.99, required=False)
    confirm_at = forms.FloatField(label=gettext_lazy("Întreabă „V-ați referit la…?” de la încrederea"), min_value=0.2, max_value=0.9, required=False)
    answer_within_hours = forms.IntegerField(label=gettext_lazy("Un coleg răspunde în (ore de program)"), min_value=1, max_value=80)
    notice = forms.CharField(label=gettext_lazy("Anunț deasupra conversației"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    channels_off = forms.MultipleChoiceField(label=gettext_lazy("Canale oprite"), choices=[(name, gettext_lazy(TITLES[name])) for name in CHANNELS], required=False, widget=forms.CheckboxSelectMultiple)

    def clean(self) -> dict[str, Any]:
        """The bands must not cross."""
        data = super().clean() or self.cleaned_data
        if (data.get("confirm_at") or bands.CONFIRM) >= (data.get("answer_at") or bands.ANSWER):
            self.add_error("confirm_at", _("Acest prag trebuie să fie sub cel de la care răspunde."))
        return data


@office(*EDITORS)
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """How the assistant behaves in this town hall."""
    row = ChatSettings.of(request.authority)
    values = {name: getattr(row, name) for name in SettingsForm.base_fields}
    form = SettingsForm(request.POST or None, initial=values)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for name, value in form.cleaned_data.items():
                setattr(row, name, value)
            row.save()
            ChatChange.write(request.authority, request.user, "settings", values, dict(form.cleaned_data), clock.now())
        messages.success(request, _("Setările sunt salvate."))
        return redirect("chat_settings")
    return render(request, "chatbot/office/settings.html", {"form": form, "answer": bands.ANSWER, "confirm": bands.CONFIRM}, status=422 if request.method == "POST" else 200)
