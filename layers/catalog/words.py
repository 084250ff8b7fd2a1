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
ATTRIBUTES = (
    _("Fel"), _("Cod stradă"), _("Îmbrăcăminte"), _("Asfaltată la"), _("Clasa drumului"), _("Profil: la nivel, rambleu, debleu"), _("Operator"), _("Tensiune (kV)"), _("Pozare"), _("Denumire"),
    _("Niveluri"), _("Folosință"), _("Înălțime (m)"), _("Anul construirii"), _("Nr. cadastral al terenului"), _("Carte funciară"), _("Categorie de folosință"), _("Felul proprietății"),
    _("Număr topografic vechi"), _("În intravilan"), _("Suprafață din acte (m²)"), _("Probabilitate (%)"), _("Apărată prin lucrări"), _("Diametru (mm)"), _("Proprietar"), _("Ocolul silvic"),
    _("De la"), _("Până la"), _("Material"), _("UTR"), _("Regim"), _("Județ"), _("Cod RAN"), _("Capete"), _("Tehnologie închisă"), _("Stație modulară"), _("Treapta de presiune"),
    _("Număr de inventar"), _("Hotărârea consiliului"), _("Nr. cadastral"), _("Denumirea veche"), _("Denumirea nouă"), _("Hotărârea"), _("Data"), _("Clasa"), _("Traversare"), _("Numărul drumului"),
    _("Hazard"), _("Interdicție de construire"), _("Strada"), _("Număr"), _("Cod poștal"), _("Categoria"), _("Amplasare"), _("Are zonă de protecție proprie"), _("Lățime (m)"), _("Benzi"),
    _("Lățimea albiei (m)"), _("Starea malurilor"), _("Linia"), _("Înălțime admisă (m)"), _("Zona"),
)
# Values of attributes are kept as short English codes; a code that is not here (DN, PE, A) is said as it is.
VALUES = {
    "aqueduct": _("aducțiune"), "cut": _("debleu"), "fill": _("rambleu"), "regulated": _("regularizat"), "gravel": _("pietriș"), "crematorium": _("crematoriu"), "pole": _("pe stâlp"),
    "rural": _("rural"), "outside": _("în afara localității"), "medium": _("mediu"), "restricted": _("restrâns"), "distribution": _("distribuție"), "overhead": _("aerian"), "dam": _("baraj"),
    "buried": _("îngropat"), "cattle": _("bovine"), "canal": _("canal"), "natural": _("natural"), "severe": _("sever"), "reservoir": _("lac de acumulare"), "service": _("branșament"),
    "vet_hospital": _("spital veterinar"), "pavers": _("pavele"), "poultry": _("păsări"), "waste_site": _("depozit de deșeuri"), "transmission": _("transport"), "walled": _("în cabină"),
    "treatment": _("tratare"), "asphalt": _("asfalt"), "diked": _("îndiguit"), "dike": _("dig"), "reduced": _("redus"), "low": _("scăzut"), "pigs": _("porcine"),
    "public_town": _("public al localității"), "private": _("particular"), "built_up": _("în localitate"), "pumping": _("pompare"), "steel": _("oțel"), "earth": _("pământ"), "local": _("local"),
    "public_state": _("public al statului"), "carriageway": _("carosabil"), "high": _("ridicat"), "level": _("la nivel"), "urban": _("urban"), "tank": _("rezervor"), "sidewalk": _("trotuar"),
    "deep_cut": _("debleu adânc"), "bridge": _("pod"), "concrete": _("beton"), "green_space": _("spațiu verde"), "sewage_plant": _("stație de epurare"),
}
