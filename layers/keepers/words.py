"""What the keepers' pages call reasons, states and changes."""
from __future__ import annotations

from django.utils.translation import gettext_lazy as _

STATES = {"fresh": (_("la zi"), "good"), "stale": (_("depășit"), "warn"), "empty": (_("gol"), "unknown"), "failed": (_("eșuat"), "bad")}
DELIVERY_TONES = {"received": "wait", "reading": "wait", "asking": "warn", "compared": "info", "published": "good", "undone": "neutral", "discarded": "neutral", "failed": "bad"}
REASONS = {
    "no_geometry": _("fără geometrie"), "empty_geometry": _("geometrie goală"), "open_line": _("linie deschisă, fără arie: închideți conturul în CAD sau aduceți-o într-un strat de linii"), "wrong_kind": _("alt fel de geometrie decât al stratului"),
    "nothing_left_after_repair": _("după reparare nu rămâne nimic"), "no_area": _("suprafață zero"), "no_length": _("lungime zero"),
    "outside_stereo70": _("în afara României"), "identical_twice": _("același element de două ori"), "not_finite": _("coordonate care nu sunt numere"),
    "unreadable_record": _("înregistrare care nu poate fi citită"), "coordinates_outside": _("coordonate în afara sistemului de coordonate"),
}
CHANGES = {"added": _("adăugate"), "removed": _("șterse"), "moved": _("mutate sau redesenate"), "changed": _("cu alte atribute"), "kept": _("neschimbate")}
LOOKS = {"added": "clear", "removed": "conflict", "moved": "endorsement", "changed": "note"}
TOPOLOGY = {"overlap": _("suprapuneri"), "gap": _("goluri"), "strip": _("fâșii între vecini"), "outside": _("parcele în afara oricărei zone"), "twice": _("geometrii de două ori")}
