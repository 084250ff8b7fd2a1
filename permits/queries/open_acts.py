"""The public register: acts that were issued, without anything personal (Law 50/1991 art. 6: the list is public)."""
from __future__ import annotations

from django.db.models import Q, QuerySet

from gisapp.accounts.models import Authority
from permits.models import IssuedDocument
from permits.rules.procedure_files import all_procedures


def public_procedures() -> set[str]:
    """Return the procedures whose acts are listed in public."""
    return {one.code for one in all_procedures().values() if one.public}


def issued_acts(authority: Authority, *, book: str = "", procedure: str = "", year: str = "", q: str = "") -> QuerySet[IssuedDocument]:
    """Return issued acts, newest first. `q` is a number, a kind of act or a cadastral number; never a name, which is not public."""
    rows = IssuedDocument.objects.filter(
        authority=authority, state=IssuedDocument.State.ISSUED, outcome="issue", case__procedure__in=public_procedures(), case__practice=False,
    )
    if "\x00" in book + procedure + year + q:
        return rows.none()
    if book:
        rows = rows.filter(book=book)
    if procedure:
        rows = rows.filter(case__procedure=procedure)
    if year:
        rows = rows.filter(entry__year=int(year)) if year.isascii() and year.isdigit() and len(year) == 4 else rows.none()
    if q.strip():
        word = q.strip()
        found = Q(title__unaccent__icontains=word) | Q(case__plot__parcels__contains=[{"cadastral_number": word}]) | Q(case__plot__address__unaccent__icontains=word)
        number = word.split("/")[0].strip()
        if number.isascii() and number.isdigit() and len(number) < 10:
            found |= Q(entry__number=int(number))
        rows = rows.filter(found)
    return rows.select_related("entry", "case", "case__plot").order_by("-issued_at", "pk")
