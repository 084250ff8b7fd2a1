"""One colleague, for the administrator: posts, competences, absences, leaving, and what was done before."""
from __future__ import annotations

from django.contrib import messages
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from gisapp.accounts.guard import office
from gisapp.accounts.models import Absence, Department, Membership, Role, User
from gisapp.core import clock
from gisapp.core.errors import BadInput, Refused
from permits.actions.change_post import end_post, give_post, set_competences
from permits.actions.leave_house import end_sessions, leave_house
from permits.actions.people_audit import audit
from permits.actions.set_absence import day_of, end_absence, set_absence
from permits.queries.people import events_of, posts_today
from permits.rules.procedure_files import all_procedures

MOST_AREA_BYTES = 1024 * 1024


@office(Role.AUTHORITY_ADMIN)
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the colleague; on POST do one thing (`do`) to their rights."""
    here = Membership.objects.filter(authority=request.authority, user=OuterRef("pk"))
    who = get_object_or_404(User.objects.filter(Exists(here)), pk=pk)
    if request.method == "POST":
        try:
            messages.success(request, _do(request, who))
        except Refused as refused:
            messages.error(request, refused.sentence)
        return redirect("person", pk=pk)
    language = translation.get_language() or "ro"
    context = {
        "who": who, "posts": posts_today(request.authority).filter(user=who), "events": events_of(who, request.authority)[:50], "own": who == request.user,
        "roles": [choice for choice in Role.choices if choice[0] != Role.ENDORSER], "departments": Department.objects.filter(authority=request.authority),
        "procedures": [(one.code, one.title(language)) for one in all_procedures().values()], "today": clock.today(),
        "absences": Absence.objects.filter(authority=request.authority, user=who, last_day__gte=clock.today()).select_related("delegate"),
        "others": User.objects.filter(pk__in=posts_today(request.authority).exclude(role=Role.ENDORSER).values("user")).exclude(pk=who.pk).order_by("last_name"),
    }
    return render(request, "permits/board/person.html", context)


def _do(request: HttpRequest, who: User) -> str:
    post, authority = request.POST, request.authority
    match post.get("do", ""):
        case "give":
            department = Department.objects.filter(authority=authority, pk=post.get("department") or 0).first()
            give_post(authority=authority, person=who, role=post.get("role", ""), department=department, by=request.user)
            return _("Postul a fost dat.")
        case "competences":
            area, keep = _area(request)
            set_competences(post=_post(request, who), procedures=post.getlist("procedures"), area=area, keep_area=keep, by=request.user)
            return _("Competențele au fost schimbate.")
        case "end":
            return _moved(_("Postul a fost încheiat."), end_post(post=_post(request, who), by=request.user))
        case "absence":
            set_absence(authority=authority, person=who, first_day=day_of(post.get("first_day", "")), last_day=day_of(post.get("last_day", "")), delegate=delegate_of(request), by=request.user, decision=post.get("decision", ""))
            return _("Absența a fost notată.")
        case "back":
            end_absence(absence=get_object_or_404(Absence, pk=post.get("absence") or 0, user=who, authority=authority), by=request.user)
            return _("Absența a fost încheiată.")
        case "sessions":
            end_sessions(who)
            audit(authority, "sessions_ended", actor=request.user, person=who)
            return _("Persoana a fost scoasă din cont pe toate dispozitivele.")
        case "leave":
            return _moved(_("Persoana nu mai are niciun drept în primărie."), leave_house(person=who, authority=authority, by=request.user))
    raise BadInput(_("Nu știm ce ați cerut. Reîncărcați pagina."))


def _moved(sentence: str, number: int) -> str:
    return sentence + " " + ngettext("%(n)s sarcină a fost predată.", "%(n)s sarcini au fost predate.", number) % {"n": number}


def _post(request: HttpRequest, who: User) -> Membership:
    return get_object_or_404(posts_today(request.authority), pk=request.POST.get("post") or 0, user=who)


def _area(request: HttpRequest) -> tuple[MultiPolygon | None, bool]:
    """The part of town from an uploaded GeoJSON in Stereo 70; (None, True) keeps what is there."""
    given = request.FILES.get("area")
    if given is None:
        return None, request.POST.get("whole_town") != "1"
    if (given.size or 0) > MOST_AREA_BYTES:
        raise BadInput(_("Fișierul zonei este prea mare (peste 1 MB)."), field="area")
    try:
        shape = GEOSGeometry(given.read().decode("utf-8-sig"), srid=3844)
    except (UnicodeDecodeError, ValueError, GEOSException) as error:
        raise BadInput(_("Zona se încarcă drept geometrie GeoJSON sau WKT, în Stereo 70 (EPSG:3844)."), field="area") from error
    shape = MultiPolygon(shape, srid=3844) if shape.geom_type == "Polygon" else shape
    if not isinstance(shape, MultiPolygon) or not shape.valid or shape.extent[0] < 100_000:
        raise BadInput(_("Zona se încarcă drept geometrie GeoJSON sau WKT, în Stereo 70 (EPSG:3844)."), field="area")
    return shape, False


def delegate_of(request: HttpRequest) -> User | None:
    """Return the chosen delegate among today's colleagues."""
    pk = request.POST.get("delegate", "")
    return User.objects.filter(pk__in=posts_today(request.authority).values("user")).filter(pk=int(pk[:9])).first() if pk.isdigit() else None
