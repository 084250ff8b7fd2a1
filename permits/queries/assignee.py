"""Who should get a work item: the holder of the role with the right competence, present, with the least to do."""
from __future__ import annotations

from django.db.models import Count, Q

from gisapp.accounts.models import Membership, User
from gisapp.accounts.roles import absent, holders
from permits.models import Case, Plot, WorkItem


def choose_assignee(case: Case, item: WorkItem) -> User | None:
    """Return the person, or None where nobody present holds the role (the department's inbox then shows it).

    The inspector who already works on a case keeps it. Ties go to the person who was given work longest ago.
    """
    people = list(holders(case.authority, item.role).order_by("pk"))
    if not people:
        return None
    if case.inspector in people and not absent(case.inspector, case.authority):
        return case.inspector
    present = []
    for person in people:
        absence = absent(person, case.authority)
        if absence is None:
            present.append(person)
        elif absence.delegate is not None and absent(absence.delegate, case.authority) is None:
            present.append(absence.delegate)
    fitting = [person for person in present if _fits(person, case, item.role)] or present
    if not fitting:
        return None
    load = dict(
        WorkItem.objects.filter(assignee__in=fitting, state=WorkItem.State.OPEN, case__authority=case.authority)
        .values_list("assignee").annotate(n=Count("pk"))
    )
    return min(fitting, key=lambda person: (load.get(person.pk, 0), _last_given(person), person.pk))


def _last_given(person: User) -> float:
    opened = WorkItem.objects.filter(assignee=person).order_by("-opened_at").values_list("opened_at", flat=True).first()
    return opened.timestamp() if opened else 0.0


def _fits(person: User, case: Case, role: str) -> bool:
    plot = Plot.objects.filter(case=case).first()
    for post in Membership.objects.filter(Q(until=None), user=person, authority=case.authority, role=role):
        competent = not post.competences or case.procedure in post.competences
        local = post.area is None or plot is None or post.area.intersects(plot.geom)
        if competent and local:
            return True
    return False
