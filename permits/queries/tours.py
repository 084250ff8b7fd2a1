"""What each kind of person does here, step by step: read by the tour (with ticks) and by the help page (with pictures).

One list for both, so that they cannot tell different stories. A step leads to the page where it is done.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from gisapp.accounts.models import Authority, Role, User
from permits.models import TourStep


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, where it is done (the name of an address without parameters) and how."""

    code: str
    title: Any
    text: Any
    page: str


@dataclass(frozen=True, slots=True)
class Tour:
    """The way of one kind of person; ``roles`` empty: whoever has an account."""

    code: str
    title: Any
    roles: frozenset[str]
    steps: tuple[Step, ...]


TOURS: tuple[Tour, ...] = (
    Tour("solicitant", _("Solicitant"), frozenset(), (
        Step("land", _("Găsiți terenul"), _("Scrieți numărul cadastral sau adresa, ori apăsați pe hartă. Aflați pe loc ce reguli și ce rețele îl ating."), "map"),
        Step("choose", _("Alegeți ce cereți"), _("Fiecare fișă spune ce acte trebuie, cât costă și până când primiți răspuns."), "procedures"),
        Step("follow", _("Urmăriți cererea"), _("Pagina dosarului arată la cine este acum, până când, și ce aveți de făcut. Ciornele se păstrează tot aici."), "my_cases"),
        Step("verify", _("Verificați un document"), _("Oricine verifică un act după codul de pe el sau încărcând fișierul."), "verify"),
    )),
    Tour("registratura", _("Registratură"), frozenset({Role.REGISTRY_CLERK.value}), (
        Step("counter", _("Înregistrați o cerere de la ghișeu"), _("Alegeți procedura, scrieți solicitantul și terenul, atașați scanarea. Numărul se dă pe loc."), "paper_file"),
        Step("register", _("Priviți registrul"), _("Numere fără goluri, pe cărți și ani; se tipărește ca PDF."), "registers"),
        Step("find", _("Găsiți un dosar"), _("Tasta / duce în căutare: număr, solicitant sau număr cadastral."), "office_cases"),
        Step("archive", _("Arhivați dosarele încheiate"), _("Pachetul se verifică înainte de a fi pus în inventar."), "archive_desk"),
    )),
    Tour("inspector", _("Inspector"), frozenset({
        Role.URBANISM_INSPECTOR.value, Role.CADASTRE_INSPECTOR.value, Role.TECHNICAL_INSPECTOR.value, Role.DISCIPLINE_INSPECTOR.value, Role.LEGAL_ADVISER.value,
    }), (
        Step("inbox", _("Începeți cu ce este mai aproape de termen"), _("Tastele j și k merg prin listă, Enter deschide dosarul, ? arată toate tastele."), "inbox"),
        Step("findings", _("Hotărâți fiecare constatare"), _("Acceptați sau respingeți, cu motiv. „Nu se știe” nu înseamnă liber: cereți datele sau verificați pe teren."), "office_cases"),
        Step("touched", _("Vedeți ce s-a schimbat pe hartă"), _("Când un strat se publică din nou, dosarele deschise pe care le atinge apar aici."), "touched_cases"),
        Step("search", _("Căutați în acte"), _("După cuvinte, fără diacritice, în dosare și în documentele lor."), "full_search"),
        Step("calendar", _("Luați termenele în calendarul dumneavoastră"), _("O adresă personală de abonare, care se poate retrage oricând."), "calendar_settings"),
    )),
    Tour("semnatar", _("Semnatar"), frozenset({
        Role.CHIEF_ARCHITECT.value, Role.SECRETARY_GENERAL.value, Role.MAYOR.value, Role.DEPUTY_MAYOR.value, Role.TECHNICAL_DIRECTOR.value, Role.HEAD.value,
    }), (
        Step("sign", _("Semnați actele"), _("Fiecare act se vede întreg înainte de a fi semnat; mai multe se pot semna odată. Refuzul cere un motiv."), "signing_desk"),
        Step("board", _("Priviți tabloul"), _("Dosare pe stări, pe compartimente și pe zile rămase; cifrele se exportă în CSV."), "board"),
        Step("team", _("Împărțiți lucrul"), _("Realocați una sau mai multe sarcini, cu motiv; se ține seama de concedii."), "workload"),
    )),
    Tour("casierie", _("Casierie"), frozenset({Role.FINANCE_OFFICER.value, Role.TAX_OFFICER.value}), (
        Step("take", _("Încasați și confirmați plăți"), _("Chitanța se întocmește singură și așteaptă semnătura dumneavoastră."), "finance_desk"),
        Step("sign", _("Semnați chitanțele"), _("Una sau toate odată, cu o singură autorizare; fiecare ajunge la plătitor îndată ce este semnată."), "signing_desk"),
        Step("statement", _("Potriviți extrasul de cont"), _("CAMT.053, MT940 sau CSV; un extras încărcat de două ori nu se numără de două ori."), "statements"),
        Step("refund", _("Restituiți"), _("O persoană propune, alta aprobă."), "refunds"),
    )),
    Tour("straturi", _("Deținător de straturi"), frozenset({Role.GIS_KEEPER.value}), (
        Step("layers", _("Vedeți starea straturilor"), _("Ce este la zi, ce a depășit termenul de împrospătare, ce lipsește."), "keepers_home"),
        Step("deliver", _("Încărcați o livrare"), _("Se compară cu ce este publicat înainte de a schimba ceva; orice publicare se poate anula."), "keepers_upload"),
        Step("add", _("Adăugați un strat"), _("Fișa lui spune cine îl ține, de unde vine și ce restricții aduce."), "keepers_new_layer"),
    )),
    Tour("avizator", _("Avizator"), frozenset({Role.ENDORSER.value}), (
        Step("answer", _("Răspundeți la solicitări"), _("Lucrările se descarcă în GeoPackage sau DXF; răspunsul poate avea condiții și un fișier semnat."), "endorser_desk"),
        Step("digs", _("Vedeți unde se sapă"), _("Calendarul săpăturilor planificate și autorizate din localitate."), "dig_calendar"),
    )),
    Tour("administrator", _("Administrator"), frozenset({Role.AUTHORITY_ADMIN.value}), (
        Step("values", _("Țineți valorile la zi"), _("Taxe, termene și distanțe: rânduri datate, cu hotărârea lor, aprobate de a doua persoană."), "parameters"),
        Step("programs", _("Legați alte programe"), _("Un program lucrează în numele unei persoane care a acceptat; se oprește oricând."), "integrations"),
    )),
)


def tour_of(code: str) -> Tour | None:
    """The tour with this code."""
    return next((tour for tour in TOURS if tour.code == code), None)


def tours_for(roles: Iterable[str]) -> list[Tour]:
    """The tours of somebody who holds these roles: those of their posts, else the applicant's."""
    held = set(roles)
    return [tour for tour in TOURS if tour.roles & held] or [TOURS[0]]


def ticked(authority: Authority, user: User) -> set[str]:
    """What the person has ticked off here, as "tour.step"."""
    return set(TourStep.objects.filter(authority=authority, user=user).values_list("step", flat=True))
