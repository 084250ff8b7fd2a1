"""The sentences of verification, for a citizen. The codes are for programs and never change."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .verdict import Kind

STATUSES = ("extended", "revoked", "superseded")
"""States in the register that a holder of an original must be told."""

_VERDICTS: dict[Kind, Callable[[], str]] = {
    Kind.ORIGINAL: lambda: _("Este documentul original emis de primărie, neschimbat."),
    Kind.EARLIER_REVISION: lambda: _(
        "Este o formă mai veche a unui document emis de primărie: îi lipsesc semnături sau completări ulterioare. "
        "Folosiți originalul arătat alături."
    ),
    Kind.DATA_ADDED: lambda: _(
        "La un document emis de primărie s-au adăugat date după emitere. Nu vă bazați pe acest fișier; folosiți "
        "originalul arătat alături."
    ),
    Kind.ALTERED: lambda: _(
        "Fișierul provine dintr-un document emis de primărie, dar conținutul a fost schimbat. Nu vă bazați pe el."
    ),
    Kind.FOREIGN_VALID: lambda: _(
        "Documentul nu este în registrul primăriei. Semnăturile lui electronice sunt intacte și acoperă tot fișierul."
    ),
    Kind.FOREIGN_INVALID: lambda: _(
        "Documentul nu este în registrul primăriei, iar semnăturile lui electronice nu trec verificarea. Nu vă bazați pe el."
    ),
    Kind.NOT_SIGNED: lambda: _("Documentul nu este în registrul primăriei și nu are nicio semnătură electronică."),
    Kind.UNREADABLE: lambda: _(
        "Fișierul nu poate fi verificat: nu este un PDF care să poată fi citit. Încărcați fișierul primit de la primărie, "
        "nu o fotografie sau o copie scanată."
    ),
}

_REASONS: dict[str, Callable[[], str]] = {
    "registered": lambda: _("Amprenta SHA-256 a fișierului este cea din registru."),
    "status_extended": lambda: _("Valabilitatea documentului a fost prelungită; vedeți termenul în registru."),
    "status_revoked": lambda: _("Atenție: documentul a fost revocat și nu mai produce efecte."),
    "status_superseded": lambda: _("Atenție: documentul a fost înlocuit cu altul mai nou."),
    "not_issued": lambda: _("Semnarea documentului nu s-a încheiat sau a fost oprită: el nu produce efecte."),
    "original_unread": lambda: _("Originalul nu a putut fi citit din depozitul primăriei, așa că nu s-a putut spune ce diferă. Anunțați primăria."),
    "unopened": lambda: _("Fișierul nu există sau nu poate fi deschis ca fișier."),
    "rewritten": lambda: _("Fișierul are identificatorul unui document al primăriei, dar a fost salvat din nou cu alt conținut."),
    "reprinted": lambda: _(
        "Fișierul arată ca o copie retipărită a unui document al primăriei (codul lui este pe paginile fișierului). Nu este originalul "
        "semnat, iar conținutul nu poate fi garantat."
    ),
    "our_signature_broken": lambda: _("Fișierul poartă semnătura unui semnatar al primăriei, dar semnătura nu mai este valabilă."),
    "too_big": lambda: _("Fișierul este prea mare; se pot verifica fișiere de cel mult 100 MB."),
    "not_pdf": lambda: _("Fișierul nu începe ca un PDF."),
    "encrypted": lambda: _("Fișierul este protejat cu parolă; încărcați varianta fără parolă."),
    "strict_parse": lambda: _("Structura fișierului nu respectă formatul PDF; un fișier semnat trebuie să fie fără greșeală."),
    "hidden_signature": lambda: _("Fișierul ascunde o semnătură pe care programele de citire o arată diferit."),
    "unknown_signature_type": lambda: _("Fișierul are o semnătură de un tip necunoscut, care nu poate fi verificată."),
    "exception": lambda: _("O semnătură este scrisă greșit și nu poate fi verificată."),
    "not_to_the_end": lambda: _("Ultima semnătură nu acoperă tot fișierul: după ea s-au mai adăugat date."),
    "bad_timestamp": lambda: _("Marca temporală a unei semnături nu este valabilă."),
    "change_not_permitted": lambda: _("După semnare s-au făcut schimbări pe care semnatarul nu le-a permis."),
    "changed_after_signing": lambda: _("După semnare s-au făcut schimbări care nu sunt completări permise."),
    "not_intact": lambda: _("Conținutul semnat a fost schimbat după semnare."),
    "signature_invalid": lambda: _("Semnătura nu corespunde certificatului semnatarului."),
    "partial_coverage": lambda: _("O semnătură acoperă numai o parte din document."),
    "revoked": lambda: _("Certificatul unui semnatar era revocat la data semnării."),
    "strict_rule_passed": lambda: _("Toate semnăturile sunt intacte, iar ultima acoperă tot fișierul."),
    "signer_unknown": lambda: _(
        "Identitatea cel puțin a unui semnatar nu a putut fi confirmată: certificatul nu vine de la o autoritate cunoscută aici "
        "sau nu mai este valabil."
    ),
    "signers_trusted": lambda: _("Certificatele semnatarilor vin de la autorități cunoscute."),
    "all_qualified": lambda: _("Semnăturile sunt făcute cu certificate calificate, după listele de încredere ale UE."),
    "no_signature": lambda: _("Fișierul este un PDF obișnuit, fără semnătură electronică."),
    "signature_traces": lambda: _("În fișier sunt urme ale unei semnături care nu mai este în vigoare."),
    "stopped_time": lambda: _("Verificarea a durat prea mult și a fost oprită; fișierul este neobișnuit de complicat."),
    "stopped_memory": lambda: _("Verificarea a cerut prea multă memorie și a fost oprită; fișierul este neobișnuit de mare în interior."),
    "stopped_crash": lambda: _("Verificarea s-a oprit din cauza felului în care este scris fișierul."),
}

_COUNTED: dict[str, Callable[[int], str]] = {
    "earlier_revision": lambda count: ngettext(
        "Fișierul se oprește la o revizie anterioară; originalul are încă %(count)d octet.",
        "Fișierul se oprește la o revizie anterioară; originalul are încă %(count)d octeți.", count,
    ),
    "cut_short": lambda count: ngettext(
        "Fișierul a fost tăiat: lipsește %(count)d octet de la sfârșit.",
        "Fișierul a fost tăiat: lipsesc %(count)d octeți de la sfârșit.", count,
    ),
    "bytes_appended": lambda count: ngettext(
        "După sfârșitul documentului original s-a adăugat %(count)d octet.",
        "După sfârșitul documentului original s-au adăugat %(count)d octeți.", count,
    ),
    "update_appended": lambda count: ngettext(
        "După originalul documentului s-a adăugat o revizie (adnotări, completări sau alt conținut) de %(count)d octet.",
        "După originalul documentului s-a adăugat o revizie (adnotări, completări sau alt conținut) de %(count)d octeți.", count,
    ),
    "added_around": lambda count: ngettext(
        "Documentul original se află în fișier, dar în jurul lui s-a adăugat %(count)d octet.",
        "Documentul original se află în fișier, dar în jurul lui s-au adăugat %(count)d octeți.", count,
    ),
    "bytes_changed": lambda count: ngettext(
        "Fișierul are lungimea originalului, dar %(count)d octet este altul.",
        "Fișierul are lungimea originalului, dar %(count)d octeți sunt alții.", count,
    ),
}


def verdict(kind: Kind) -> str:
    """The one sentence on top of the page."""
    return _VERDICTS[kind]()


def not_issued() -> str:
    """Instead of the usual sentence of an earlier revision, when there is no original to use instead."""
    return _("Este o formă de lucru a unui document pe care primăria nu l-a emis. Nu vă bazați pe ea; întrebați primăria de document.")


def reason(code: str, **numbers: int) -> str:
    """The sentence for a reason; counted ones take exactly one number."""
    if code in _COUNTED:
        (count,) = numbers.values()
        return _COUNTED[code](count) % {"count": count}
    return _REASONS[code]()
