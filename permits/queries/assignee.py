"""Who should get a work item: the people of the authority as routing sees them, and its choice."""
from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.db.models import Count, Max, Q

from gisapp.accounts.models import Absence, Membership, User
from gisapp.accounts.roles import absent, holders
from gisapp.core import clock
from permits.models import Case, Plot, WorkItem
from permits.queries.parameters import calendar_of
from permits.rules.people import OUTSIDERS, Role
from permits.rules.procedure import StepKind
from permits.rules.procedure_files import all_procedures
from permits.rules.routing import Assignment, Away, Person, choose
from permits.rules.workload import LoadItem, weight

# Areas are shapes: a person either serves the place of this case or another one.
HERE, ELSEWHERE = "here", "elsewhere"


def choose_assignee(case: Case, item: WorkItem) -> User | None:
    """Return the person for an item, or None where nobody present may take it."""
    return assignment_of(case, item)[0]


def assignment_of(case: Case, item: WorkItem) -> tuple[User | None, str]:
    """Return the person and why, or None and why nobody (the department's list then shows it to its head).

    The inspector who already works on a case keeps it. Who drafted an act is not given its check.
    """
    if case.inspector is not None and case.inspector in holders(case.authority, item.role) and absent(case.inspector, case.authority) is None:
        return case.inspector, "inspectorul dosarului"
    step = next((step for step in all_procedures()[case.procedure].steps if step.code == item.step), None)
    excluded = {_id(case.drafted_by_id)} if step is not None and step.kind is StepKind.APPROVE_DRAFT and case.drafted_by_id else set()
    choice = choose(people_of(case, Role(item.role)), role=Role(item.role), procedure=case.procedure, on=clock.today(), area=HERE, excluded=excluded)
    if isinstance(choice, Assignment):
        return User.objects.get(pk=int(choice.person)), choice.reason_ro.replace(f"zona {HERE}", "zona terenului")
    return None, choice.label_ro


def people_of(case: Case, role: Role) -> list[Person]:
    """Return everybody who works in the authority today, with what decides between them for this case and role."""
    day = clock.today()
    plot = Plot.objects.filter(case=case).first()
    posts: dict[int, list[Membership]] = defaultdict(list)
    held = Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))
    for post in Membership.objects.filter(held, authority=case.authority, user__is_active=True).exclude(role__in=[one.value for one in OUTSIDERS]).select_related("user"):
        posts[post.user_id].append(post)
    away: dict[int, list[Away]] = defaultdict(list)
    for row in Absence.objects.filter(authority=case.authority, first_day__lte=day, last_day__gte=day):
        away[row.user_id].append(Away(row.first_day, row.last_day, _id(row.delegate_id) if row.delegate_id else ""))
    loads = _loads(case)
    last = dict(WorkItem.objects.filter(assignee__in=list(posts)).values_list("assignee").annotate(at=Max("opened_at")))
    found = []
    for pk, rows in posts.items():
        mine = [post for post in rows if post.role == role.value] or rows
        areas = {HERE if plot is not None and post.area.intersects(plot.geom) else ELSEWHERE for post in mine if post.area is not None}
        # One post without a list of competences is competent for all.
        limited = all(post.competences for post in mine)
        found.append(
            Person(
                id=_id(pk), name=rows[0].user.full_name, roles=frozenset(Role(post.role) for post in rows), areas=frozenset(areas),
                competences=frozenset(code for post in mine for code in post.competences) if limited else frozenset(), load=loads.get(pk, Decimal(0)),
                away=tuple(away[pk]), last_assigned=last[pk].astimezone(clock.TOWN_TIME).date() if last.get(pk) else None,
            )
        )
    return found


def _loads(case: Case) -> dict[int, Decimal]:
    """Weigh what everybody holds. Equal items are counted by the database: a town with thousands open asks for hundreds of rows."""
    loads: dict[int, Decimal] = defaultdict(Decimal)
    rows = WorkItem.objects.filter(state=WorkItem.State.OPEN, case__authority=case.authority).exclude(assignee=None)
    kinds = {(procedure.code, step.code): step.kind for procedure in all_procedures().values() for step in procedure.steps}
    calendar, today = calendar_of(case.authority), clock.today()
    weights: dict[LoadItem, Decimal] = {}
    for assignee, procedure, step, due, many in rows.order_by().values_list("assignee", "case__procedure", "step", "due").annotate(many=Count("pk")):
        kind = kinds.get((procedure, step))
        if assignee is not None and kind is not None:
            item = LoadItem(kind, due)
            if item not in weights:
                weights[item] = weight(item, today, calendar)
            loads[assignee] += weights[item] * many
    return loads


def _id(pk: int | None) -> str:
    """Write a key so that the order of texts is the order of numbers."""
    return f"{pk or 0:09d}"
