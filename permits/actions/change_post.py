"""Gives, changes and ends a person's posts: role, department, competences by procedure, part of town."""
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.contrib.gis.geos import MultiPolygon
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, Department, Membership, Role, User
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict
from permits.actions.hand_over import hand_over
from permits.actions.people_audit import audit, require_admin, require_other
from permits.rules.procedure_files import all_procedures


@transaction.atomic
def give_post(*, authority: Authority, person: User, role: str, department: Department | None, by: User) -> Membership:
    """Give a colleague one more post from today. Endorsers' clerks are invited instead."""
    require_admin(by, authority)
    require_other(by, person)
    if role not in Role.values or role == Role.ENDORSER:
        raise BadInput(_("Alegeți rolul."), field="role")
    post, _made = Membership.objects.update_or_create(
        authority=authority, user=person, role=role, department=department, institution=None, defaults={"since": clock.today(), "until": None},
    )
    audit(authority, "post_given", actor=by, person=person, role=role, department=department.code if department else "")
    return post


@transaction.atomic
def set_competences(*, post: Membership, procedures: Sequence[str], area: MultiPolygon | None, keep_area: bool, by: User) -> Membership:
    """Say which procedures and which part of town a post covers; none named means all. EPSG:3844."""
    require_admin(by, post.authority)
    require_other(by, post.user)
    unknown = sorted(set(procedures) - set(all_procedures()))
    if unknown:
        raise BadInput(_("Nu există procedura „%(code)s”.") % {"code": unknown[0]}, field="procedures")
    post.competences = sorted(set(procedures))
    if not keep_area:
        post.area = area
    post.save(update_fields=["competences", "area"])
    audit(post.authority, "competences", actor=by, person=post.user, role=post.role, procedures=post.competences, area=post.area is not None)
    return post


@transaction.atomic
def end_post(*, post: Membership, by: User) -> int:
    """End a post today and hand its open work over; return how many work items moved. The last administrator stays."""
    require_admin(by, post.authority)
    require_other(by, post.user)
    if post.until is not None and post.until < clock.today():
        raise Conflict(_("Postul este deja încheiat."), code="post_ended")
    # `until` is the last day of the post: an end at once is yesterday.
    post.until = clock.today() - dt.timedelta(days=1)
    post.save(update_fields=["until"])
    audit(post.authority, "post_ended", actor=by, person=post.user, role=post.role)
    return hand_over(person=post.user, authority=post.authority, by=by)
