"""What a thing is called in the reader's language. What is stored is Romanian: registers and papers need it so."""
from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from permits.models import IssuedDocument, WorkItem
from permits.rules.procedure_files import all_procedures

REFUSAL = "Refuz – "
# Letters are stored by these names (permits.actions.issue_letter); reads by these grounds (permits.actions.log_read).
LETTERS = (gettext_noop("Confirmare de înregistrare"), gettext_noop("Solicitare de completări"), gettext_noop("Chitanță"), gettext_noop("Notă de restituire"), gettext_noop("Solicitare de aviz"))
GROUNDS = (gettext_noop("soluționarea dosarului"), gettext_noop("arhivare"), gettext_noop("căutare în acte"), gettext_noop("prin API"))


def title_of(thing: Any) -> str:
    """The title of a procedure, a paper, a step, a work item or a document."""
    if not (translation.get_language() or "ro").startswith("en"):
        return str(getattr(thing, "title_ro", None) or thing.title)
    if isinstance(thing, WorkItem):
        steps = {step.code: step.title_en for step in all_procedures()[thing.case.procedure].steps}
        return steps.get(thing.step) or _(thing.title)
    if isinstance(thing, IssuedDocument):
        return stored_said(thing.title)
    return str(getattr(thing, "title_en", None) or getattr(thing, "title_ro", None) or _(thing.title))


def stored_said(title: str) -> str:
    """A title as the registers keep it, in the reader's language: the name of a procedure, its refusal, or a kind of letter."""
    if not (translation.get_language() or "ro").startswith("en") or not title:
        return title
    refused, name = title.startswith(REFUSAL), title.removeprefix(REFUSAL)
    english = next((one.title_en for one in all_procedures().values() if one.title_ro == name), None)
    if english is None:
        return _(title)
    return _("Refuz – %(title)s") % {"title": english} if refused else english
