"""The living style guide (/stil/): every part of the pages in every state, shown in the demo and looked at by the browser tests."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gisapp.forms.fields import DatePartsField, MoneyField
from gisapp.forms.widgets import CadastralNumberInput, HintedRadioSelect, PaperInput

PURPOSES = [("build", "Construiesc o locuință"), ("sell", "Vând sau dezlipesc terenul"), ("know", "Vreau să știu ce se poate face")]


class ExampleForm(forms.Form):
    """One field of each kind."""

    purpose = forms.ChoiceField(
        label="Pentru ce aveți nevoie de certificat?",
        choices=PURPOSES,
        widget=HintedRadioSelect(hints={"build": "Casă nouă, extindere sau etajare", "know": "Informare, fără proiect"}),
    )
    cadastral_number = forms.CharField(
        label="Număr cadastral", help_text="Îl găsiți pe extrasul de carte funciară, de exemplu 54321.", widget=CadastralNumberInput()
    )
    since = DatePartsField(label="Data contractului", help_text="De exemplu 27 3 2026")
    value = MoneyField(label="Valoarea lucrării, în lei")
    usage = forms.ChoiceField(label="Folosința terenului", choices=[("", "Alegeți"), ("house", "Curți-construcții"), ("arable", "Arabil")])
    reason = forms.CharField(
        label="Descrierea lucrării",
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3, "maxlength": 400, "data-count": "Mai puteți scrie {n} caractere"}),
    )
    papers = forms.FileField(
        label="Extras de carte funciară", help_text="PDF, JPG sau PNG, cel mult 25 MB", widget=PaperInput(max_bytes=25 * 1024 * 1024)
    )
    networks = forms.MultipleChoiceField(
        label="Rețele la care vă racordați",
        required=False,
        choices=[("water", "Apă"), ("gas", "Gaze"), ("power", "Electricitate")],
        widget=forms.CheckboxSelectMultiple,
    )
    agree = forms.BooleanField(label="Am citit cum sunt folosite datele mele")


def _findings() -> list[dict[str, Any]]:
    today = datetime.date(2026, 11, 2)
    gas = {
        "id": "f1",
        "state": "conflict",
        "effect": "prohibit",
        "title": "Conductă de gaze, medie presiune, oțel",
        "distance_m": 1.42,
        "limit_m": 2.0,
        "text": "Clădirea desenată ajunge în zona în care nu se construiește.",
        "overlap_m2": 11.37,
        "overlap_percent": 2.6,
        "accuracy_m": 0.6,
        "uncertain": True,
        "legal_reference": "NTPEE 2018, art. 71, anexa 4",
        "layer": "Rețea gaze",
        "layer_version": "v12",
        "data_date": today,
    }
    power = {
        "id": "f2",
        "state": "conflict",
        "effect": "endorsement",
        "title": "Linie electrică aeriană 20 kV",
        "distance_m": 8.2,
        "limit_m": 12.0,
        "endorser": "Delgaz Grid (electricitate)",
        "legal_reference": "Ord. ANRE 239/2019, art. 18",
        "layer": "Linii electrice",
        "layer_version": "v3",
        "data_date": today,
        "tacit": True,
        "decision": "accepted",
        "decision_reason": "măsurat și pe teren",
    }
    river = {
        "id": "f3",
        "state": "conflict",
        "effect": "note",
        "title": "Râul Bistricioara la 140 m",
        "distance_m": 140.0,
        "layer": "Ape",
        "data_date": today,
    }
    clear = {
        "id": "f4",
        "state": "clear",
        "title": "Monumente istorice",
        "legal_reference": "Legea 422/2001, art. 59",
        "layer": "LMI",
        "data_date": today,
    }
    unknown = {
        "id": "f5",
        "state": "unknown",
        "title": "Alunecări de teren",
        "text": "Stratul nu acoperă acest teren. Întrebați direcția de specialitate.",
        "layer": "Hazard",
    }
    failed = {
        "id": "f6",
        "state": "failed",
        "title": "Rețea de telecomunicații",
        "text": "Stratul nu a putut fi citit. Încercați din nou; până atunci nu se emite nimic.",
        "layer": "Telecom",
    }
    return [gas, power, river, clear, unknown, failed]


def example_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the page shows."""
    now = datetime.datetime(2026, 11, 24, 9, 30, tzinfo=datetime.UTC)
    return {
        "form": ExampleForm(),
        "refused_form": ExampleForm({"since_0": "31", "since_1": "2", "since_2": "2026", "value": "multe"}, prefix=None, auto_id="bad_%s"),
        "findings": _findings(),
        "tones": [
            ("Ciornă", "draft"),
            ("Înregistrat", "info"),
            ("Favorabil", "good"),
            ("Așteaptă completări", "wait"),
            ("Termen aproape", "warn"),
            ("Respins", "bad"),
            ("Fără date", "unknown"),
            ("Arhivat", "neutral"),
        ],
        "page": Paginator(range(2310), 25).page(
            min(int(request.GET.get("page", "4")) if request.GET.get("page", "4").isdigit() else 4, 93)
        ),
        "rows": [
            {"label": "Teren", "value": "Nr. cadastral 54321, strada Morii 14", "href": "#"},
            {"label": "Scop", "value": "Construiesc o locuință", "href": "#"},
            {"label": "Taxă", "value": "9,00 lei"},
            {"label": "Telefon", "value": "", "href": "#"},
        ],
        "parts": [
            {"title": "Terenul", "href": "#", "status": "Terminat", "tone": "good"},
            {"title": "Scopul cererii", "href": "#", "hint": "Ce vreți să faceți pe teren", "status": "Început", "tone": "info"},
            {"title": "Documente", "href": "#", "status": "Lipsesc 2", "tone": "warn"},
            {"title": "Trimiteți cererea", "status": "Nu se poate încă", "tone": "neutral"},
        ],
        "steps": [
            {"title": "Cerere înregistrată", "state": "done", "note": "12 noiembrie 2026, nr. 4127"},
            {"title": "Verificare la urbanism", "state": "current", "note": "Corina Inspector, până la 27 noiembrie"},
            {"title": "Semnături", "state": "todo", "note": "arhitect-șef, secretar general, primar"},
            {"title": "Certificat emis", "state": "todo"},
        ],
        "events": [
            {
                "when": now,
                "title": "Completări cerute",
                "who": "Corina, urbanism",
                "text": "Planul de amplasament nu are coordonate.",
                "tone": "warn",
            },
            {"when": now - datetime.timedelta(days=3), "title": "Cerere înregistrată", "who": "Bogdan, registratură", "tone": "good"},
        ],
        "files": [
            {
                "name": "extras-carte-funciara-54321.pdf",
                "href": "#",
                "size": 482113,
                "kind": "Extras CF",
                "status": "Verificat",
                "tone": "good",
                "remove_url": "#",
            },
            {"name": "plan-de-situație.pdf", "href": "#", "size": 2482113, "kind": "Plan", "status": "Se verifică", "tone": "wait"},
        ],
        "tabs": [
            {"label": "Constatări", "href": "#", "current": True, "count": 6},
            {"label": "Documente", "href": "#", "count": 2},
            {"label": "Istoric", "href": "#"},
        ],
        "office_nav": [
            {"group": "", "url": "#", "label": "De lucru", "current": True, "icon": "inbox", "count": 7},
            {"group": "", "url": "#", "label": "Dosare", "icon": "archive"},
            {"group": "", "url": "#", "label": "De semnat", "icon": "pen", "count": 2, "late": True},
            {"group": "", "url": "#", "label": "Straturi", "icon": "layers"},
            {"group": "", "url": "#", "label": "Conducere", "icon": "chart"},
        ],
    }


def citizen_guide(request: HttpRequest) -> HttpResponse:
    """Show the parts as a citizen sees them."""
    return render(request, "styleguide/citizen.html", example_context(request))


def office_guide(request: HttpRequest) -> HttpResponse:
    """Show the parts as staff see them."""
    return render(request, "styleguide/office.html", example_context(request))
