"""One request as its institution sees it: the same for who signed in and for who came by the link."""
from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.actions.answer_endorsement import Upload, answer_endorsement
from permits.actions.endorser_reads import endorser_reads, endorser_saw
from permits.citizen.downloads import file_name, send
from permits.documents.works_files import works_file
from permits.models import Endorsement
from permits.queries.cards import stored_cards
from permits.queries.collections import collection, feature, finding_features
from permits.queries.endorsements import findings_for, letter_of, papers_for
from permits.queries.versions import newest_sha256
from permits.rules.procedure_files import all_procedures

TONES = {"asked": "wait", "needs_papers": "info", "favourable": "good", "conditional": "warn", "unfavourable": "bad", "tacit": "neutral", "cancelled": "neutral"}
ANSWERS = (Endorsement.State.FAVOURABLE, Endorsement.State.CONDITIONAL, Endorsement.State.UNFAVOURABLE, Endorsement.State.NEEDS_PAPERS)


def answer_choices() -> list[dict[str, str]]:
    """Return the four answers in words."""
    return [
        {"value": "favourable", "label": _("Favorabil"), "hint": _("fără condiții")},
        {"value": "conditional", "label": _("Favorabil cu condiții"), "hint": _("scrieți condițiile; ele trec în autorizație")},
        {"value": "unfavourable", "label": _("Nefavorabil"), "hint": _("scrieți motivele și temeiul")},
        {"value": "needs_papers", "label": _("Cer completări"), "hint": _("o singură dată; termenul dumneavoastră stă până le primiți")},
    ]


def page_context(row: Endorsement, request: HttpRequest, sentence: str) -> dict[str, Any]:
    """Return what the institution sees: land, works, its findings, its papers, its clock. No contact data of the applicant."""
    case = row.case
    plot = getattr(case, "plot", None)
    findings = findings_for(row)
    shapes = finding_features([(str(one.number), {**one.data, "state": one.state, "effect": one.effect}) for one in findings])
    works = list(case.works.order_by("pk"))
    drawn = ([feature(plot.geom, kind="plot")] if plot else []) + [feature(one.geom, kind="works", label=one.get_kind_display()) for one in works] + list(shapes)
    titles = {paper.code: paper.title_ro for paper in all_procedures()[case.procedure].papers}
    return {
        "sentence": sentence, "typed": {name: request.POST.get(name, "") for name in ("state", "text", "number")},
        "row": row, "case": case, "procedure": all_procedures()[case.procedure], "plot": plot, "shown": collection(drawn), "works": works,
        "cards": stored_cards(findings, {row.institution.code: row.institution.name}), "papers": [{"paper": one, "title": titles.get(one.code, _("Răspunsul instituției"))} for one in papers_for(row)],
        "letter": letter_of(row), "tone": TONES[row.state], "left": (row.due - clock.today()).days, "open": row.state == Endorsement.State.ASKED,
        "choices": [one for one in answer_choices() if one["value"] != "needs_papers" or row.papers_asked_on is None],
    }


def take_answer(request: HttpRequest, row: Endorsement, *, by: User | None, channel: str) -> Refused | None:
    """Store the posted answer; return the refusal to show, or None when it is done."""
    given = request.FILES.get("file")
    upload = Upload(given.name or "", given.size or 0, given.chunks()) if given is not None else None
    try:
        answer_endorsement(
            endorsement=row, state=request.POST.get("state", ""), by=by, channel=channel, text=request.POST.get("text", ""), number=request.POST.get("number", ""), upload=upload,
        )
    except Refused as refused:
        return refused
    return None


def saw(row: Endorsement, by: User | None) -> None:
    """Note the first time the institution opens the request."""
    if row.seen_at is None:
        endorser_saw(endorsement=row, by=by)


def works_response(row: Endorsement, kind: str, by: User | None) -> HttpResponse:
    """Send the land and the works as GeoPackage or DXF (EPSG:3844)."""
    made = works_file(row.case, kind)
    if made is None:
        raise Http404("no such format, or no land")
    endorser_reads(endorsement=row, by=by, what=f"works.{kind}")
    response = HttpResponse(made, content_type="application/geopackage+sqlite3" if kind == "gpkg" else "image/vnd.dxf")
    response["Content-Disposition"] = f'attachment; filename="lucrari-{row.case.registry_number}-{row.case.registry_year}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


def paper_response(row: Endorsement, paper: Any, by: User | None) -> HttpResponseBase:
    """Send one of the papers that the institution may read; any other is not found."""
    found = papers_for(row).filter(pk=paper).first()
    if found is None or found.withheld:
        raise Http404("no such paper")
    endorser_reads(endorsement=row, by=by, what=f"paper.{found.code}.v{found.version}")
    return send(found.sha256, found.file_name, "application/octet-stream")


def letter_response(row: Endorsement, by: User | None) -> HttpResponseBase:
    """Send the sealed request."""
    letter = letter_of(row)
    if letter is None:
        raise Http404("not issued yet")
    endorser_reads(endorsement=row, by=by, what="letter")
    return send(newest_sha256(letter), file_name(letter), "application/pdf")
