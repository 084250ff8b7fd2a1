"""What the database says when it refuses an edit (migrations/edit_feature.sql), in the language of the page."""
from __future__ import annotations

import re

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gisapp.core.errors import Conflict, Refused

RAISED = "P0001"
GONE = "Elementul a fost șters sau înlocuit între timp de altcineva. Reîncărcați stratul."
# Each sentence of the SQL, with its values named; a sentence that is not here is shown as it is, in Romanian.
SENTENCES = (
    gettext_noop("Elementul nu are geometrie. Desenați-l înainte de a salva."),
    gettext_noop("Geometria este în EPSG:%(srid)s, stratul în Stereo 70 (EPSG:3844). Transformați-o înainte de a salva."),
    gettext_noop("Stratul conține puncte; ați desenat altceva."),
    gettext_noop("Stratul conține linii; ați desenat altceva."),
    gettext_noop("Stratul conține poligoane; ați desenat altceva."),
    gettext_noop("Geometria este în afara României în Stereo 70. Verificați sistemul de coordonate și ordinea axelor (x = est, y = nord)."),
    gettext_noop("Geometria nu este validă lângă E %(east)s, N %(north)s: conturul se intersectează sau se atinge pe sine. Corectați colțurile."),
    gettext_noop("Elementul desenat este prea mic (sub un centimetru). Desenați-l din nou."),
    gettext_noop("Câmpul „%(field)s” este obligatoriu."),
    gettext_noop("Câmpul „%(field)s” nu poate fi „%(value)s”. Valori admise: %(values)s."),
    gettext_noop("Câmpul „%(field)s” este un număr."),
    gettext_noop("Câmpul „%(field)s” este un număr întreg."),
    gettext_noop("Câmpul „%(field)s” este da sau nu."),
    gettext_noop("Câmpul „%(field)s” este o dată, scrisă 2026-03-14."),
    gettext_noop("Stratul nu mai există sau nu mai este folosit."),
    gettext_noop("Stratul nu are încă o versiune publicată: publicați întâi o livrare."),
    gettext_noop("Elementul a fost șters sau înlocuit între timp de altcineva. Reîncărcați stratul."),
    gettext_noop("Parcela nu are număr cadastral. Completați câmpul „key”."),
    gettext_noop("Există deja un element cu identificatorul „%(key)s” în acest strat."),
)


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", sentence)
    return re.compile("".join(f"(?P<{part}>.*?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)), re.DOTALL)


_PATTERNS = tuple((sentence, _pattern(sentence)) for sentence in SENTENCES)


def said(sentence: str) -> str:
    """Return the sentence of the database in the language of the page."""
    for known, pattern in _PATTERNS:
        if found := pattern.fullmatch(sentence):
            return _(known) % found.groupdict() if found.groupdict() else _(known)
    return sentence


def refusal_of(error: DatabaseError) -> Refused | None:
    """Return what the database said to the person; None where it is not a refusal but a fault."""
    cause = error.__cause__
    if getattr(cause, "pgcode", "") != RAISED:
        return None
    sentence: str = cause.diag.message_primary
    kind = Conflict if sentence == GONE else Refused
    return kind(said(sentence), code="edit_refused")
