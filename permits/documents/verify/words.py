"""What verification found about one signature, in the words of the page. The codes are for programs and never change."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_WORDS = {
    "kind": {"signature": gettext_lazy("semnătură"), "timestamp": gettext_lazy("marcă temporală de arhivă")},
    "level": {
        "B-B": gettext_lazy("de bază, fără marcă temporală (B-B)"), "B-T": gettext_lazy("cu marcă temporală (B-T)"),
        "B-LT": gettext_lazy("cu datele de verificare în fișier (B-LT)"), "B-LTA": gettext_lazy("pentru păstrare îndelungată (B-LTA)"),
    },
    "coverage": {
        "entire_file": gettext_lazy("tot fișierul"), "entire_revision": gettext_lazy("tot ce era în fișier când s-a semnat"),
        "contiguous_block_from_start": gettext_lazy("numai începutul fișierului"), "unclear": gettext_lazy("numai părți din fișier"),
    },
    "modification": {
        "none": gettext_lazy("niciuna"), "lta_updates": gettext_lazy("numai date de verificare și mărci temporale"),
        "form_filling": gettext_lazy("completarea unor câmpuri sau alte semnături, permise de semnatar"),
        "annotations": gettext_lazy("adnotări"), "other": gettext_lazy("conținut schimbat"),
    },
    "trust": {
        "trusted": gettext_lazy("confirmată"), "revoked": gettext_lazy("certificat revocat la data semnării"),
        "expired": gettext_lazy("certificat expirat, fără dovadă că semnătura este mai veche"),
        "unknown_issuer": gettext_lazy("neconfirmată: emitentul certificatului nu este cunoscut aici"),
        "not_trusted": gettext_lazy("neconfirmată"), "not_checked": gettext_lazy("nu s-a putut verifica"),
    },
    "trusted_by": {"town_hall": gettext_lazy("după autoritățile acceptate de primărie"), "eu_list": gettext_lazy("după listele de încredere ale UE")},
    "qualified": {
        "yes": gettext_lazy("da, după listele de încredere ale UE"), "no": gettext_lazy("nu, după listele de încredere ale UE"),
        "not_checked": gettext_lazy("neverificat: listele de încredere ale UE nu sunt încărcate aici"),
    },
    "eu_lists": {
        "loaded": gettext_lazy("încărcate și semnate valabil"), "not_loaded": gettext_lazy("nu sunt încărcate pe acest server"),
        "invalid": gettext_lazy("încărcate, dar semnătura lor nu este valabilă, așa că nu s-au folosit"),
    },
}  # fmt: skip


def word(group: str, code: str) -> str:
    """Return the words for a code of verification; a code that has none says that it is not known."""
    return str(_WORDS[group].get(code) or _("necunoscut"))


_NAME_PARTS = {
    "Common Name": gettext_lazy("nume"), "Organization": gettext_lazy("organizație"), "Organizational Unit": gettext_lazy("compartiment"),
    "Organization Identifier": gettext_lazy("cod de organizație"), "Country": gettext_lazy("țară"), "Locality": gettext_lazy("localitate"),
    "State/Province": gettext_lazy("județ"), "Serial Number": gettext_lazy("număr"), "Given Name": gettext_lazy("prenume"), "Surname": gettext_lazy("nume de familie"),
    "Email Address": gettext_lazy("e-mail"), "Title": gettext_lazy("calitate"), "Pseudonym": gettext_lazy("pseudonim"),
}  # fmt: skip
_NAME_PART = re.compile(r"(^|, )([A-Z][A-Za-z/ ]+): ")


def certificate_name(subject: str) -> str:
    """Return the name in a certificate with its parts named in the language of the page; parts not known keep their own names."""
    return _NAME_PART.sub(lambda found: f"{found[1]}{_NAME_PARTS.get(found[2], found[2])}: ", subject)


def moment(written: str) -> dt.datetime | None:
    """Return an ISO time of verification, aware of its zone; None for what is no such time."""
    try:
        read = dt.datetime.fromisoformat(written)
    except ValueError:
        return None
    return read if read.tzinfo else None


def standing(signer: Mapping[str, Any]) -> tuple[str, str]:
    """Return a tone and a sentence: whether a signature holds, whether the signer is known, whether it is a qualified one."""
    if not (signer.get("intact") and signer.get("valid")):
        return "bad", _("semnătură nevalabilă: fișierul sau semnătura au fost schimbate")
    if signer.get("problems"):
        return "bad", _("semnătură care nu trece verificarea")
    if signer.get("qualified") == "yes":
        return "good", _("semnătură valabilă, cu certificat calificat")
    if signer.get("trust") == "trusted":
        unknown = signer.get("qualified") == "not_checked"
        return "good", _("semnătură valabilă; nu s-a putut verifica dacă este calificată") if unknown else _("semnătură valabilă, necalificată")
    if signer.get("trust") in ("revoked", "expired"):
        return "bad", _("semnătură cu certificat revocat sau expirat")
    return "warn", _("semnătură intactă, dar identitatea semnatarului nu a putut fi confirmată")
