"""Texts of the shipped cards that pages say in the reader's language: groups of the legend, sources, the licence.

A card is data, so nothing else marks its words for translation; a test compares this list with the cards. What GIS staff
write in a card of their own is shown as they wrote it.
"""
from __future__ import annotations

from django.utils.translation import gettext_noop as _

GROUPS = (
    _("Teren"), _("Urbanism"), _("Străzi și adrese"), _("Rețele edilitare"), _("Ape"), _("Riscuri și sănătate"), _("Patrimoniu"), _("Căi de comunicație"), _("Mediu și servituți"),
)
SOURCES = (
    _("Date ale primăriei, uz intern și public"),
    _("PUG"), _("Administrația bazinală de apă"), _("Primăria"), _("Operatorul de apă"), _("Repertoriul Arheologic Național"), _("Operatorul rețelei de gaze"),
    _("Operatorul de termoficare"), _("Operatorul de distribuție"), _("Operatorul de canalizare"), _("Operatorul de apă, ABA"), _("Operatorii de distribuție și de transport"),
    _("Operatorii de comunicații"), _("Nomenclatorul stradal, RENNS"), _("Nomenclatorul stradal"), _("Lista Monumentelor Istorice"), _("Inventarul domeniului public"),
    _("ISU, operatori"), _("Hărți de hazard la inundații, ABA"), _("Hotărâri ale consiliului local"), _("Hotărârea consiliului local privind taxele"),
    _("Harta de risc la alunecări"), _("Garda Forestieră, amenajamente"), _("Direcția tehnică"), _("DSP, primăria"), _("CNAIR, Consiliul județean"), _("CFR"),
    _("ANCPI, limite UAT"), _("ANCPI, extras din eTerra"), _("ANCPI și măsurători proprii"), _("ANANP, APM"), _("AACR"),
)
