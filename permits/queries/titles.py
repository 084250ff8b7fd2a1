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
LETTERS = (gettext_noop("Confirmare de înregistrare"), gettext_noop("Solicitare de completări"), gettext_noop("Chitanță"), gettext_noop("Solicitare de aviz"))
GROUNDS = (gettext_noop("soluționarea dosarului"), gettext_noop("arhivare"), gettext_noop("căutare în acte"), gettext_noop("prin API"))


def title_of(thing: Any) -> str:
    """The title of a procedure, a paper, a step, a work item or a document."""
    if not (translation.get_language() or "ro").startswith("en"):
        return str(getattr(thing, "title_ro", None) or thing.title)
    if isinstance(thing, WorkItem):
        steps = {step.code: step.title_en for step in all_procedures()[thing.case.procedure].steps}
        return steps.get(thing.step) or _(thing.title)
    if isinstance(thing, IssuedDocument):
        return _document(thing)
    return str(getattr(thing, "title_en", None) or getattr(thing, "title_ro", None) or _(thing.title))


def _document(document: IssuedDocument) -> str:
    """A document carries the name of its procedure, of its refusal, or of its kind of letter."""
    refused, name = document.title.startswith(REFUSAL), document.title.removeprefix(REFUSAL)
    english = next((one.title_en for one in all_procedures().values() if one.title_ro == name), None)
    if english is None:
        return _(document.title)
    return _("Refuz – %(title)s") % {"title": english} if refused else english
