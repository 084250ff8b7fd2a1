"""The contractor states that works have begun, or that the surface is restored, with pictures."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict
from permits.actions.attach_paper import attach_works_photo
from permits.actions.move import locked, move
from permits.models import Case
from permits.queries.after_life import OWN_MOVES, own_moves
from permits.rules.states import Move


@transaction.atomic
def applicant_state(*, case: Case, verb: str, note: str, photos: Iterable[UploadedFile[Any]], by: User) -> Case:
    """Make the move the applicant may state; a restored surface is declared with at least one picture."""
    case = locked(case)
    if verb not in {one.value for one in OWN_MOVES} or verb not in {row.move.value for row in own_moves(case)}:
        raise Conflict(_("Acest pas nu se poate face de aici."), code="not_stated")
    pictures = [attach_works_photo(case=case, file_name=photo.name or "", chunks=photo.chunks(), size=photo.size or 0, by=by) for photo in photos]
    if verb == Move.DECLARE_RESTORED.value and not pictures:
        raise BadInput(_("Adăugați cel puțin o fotografie a suprafeței refăcute."), code="no_photo", field="photos")
    move(case, Move(verb), by=by, reason=note.strip()[:500], stated_on=clock.today().isoformat(), photos=[str(picture.pk) for picture in pictures])
    return case
