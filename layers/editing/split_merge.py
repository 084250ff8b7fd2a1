"""Splitting a parcel by a line and merging neighbours, with what became of the numbers (Legea 7/1996 a cadastrului)."""
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import BadInput, Refused
from layers.editing.save import Step, edit, identity_of
from layers.editing.shape import as_geos, as_shapely
from layers.models import Feature, Layer, LayerVersion, Lineage

# Areas before and after may differ by the rounding of corners only, m².
TOLERANCE_M2 = 0.05
# Parcels drawn apart by less than this are taken to touch, metres.
GAP_M = 0.02
# A line that ends on the outline is made longer by this, so that it cuts it, metres.
LONGER_M = 0.05
LEAST_M2 = 1.0
MOST_PIECES = 30
# What a new parcel does not take over: it has another land register and another area in its papers.
OWN_FACTS = frozenset({"land_register", "area_m2"})


def pieces_of(parcel: shapely.Geometry, lines: Sequence[shapely.Geometry]) -> list[shapely.Geometry]:
    """Return the pieces into which lines cut a parcel, the largest first (EPSG:3844). Raises BadInput where they do not cut it, or areas do not add up."""
    cuts = [_longer(line) for line in lines]
    net = shapely.union_all([shapely.boundary(parcel), *cuts])
    faces = shapely.get_parts(shapely.polygonize([net]))
    found = [face for face in faces if shapely.contains_properly(parcel, shapely.point_on_surface(face))]
    if len(found) <= len(shapely.get_parts(parcel)):
        raise BadInput(_("Linia nu împarte parcela: trebuie să înceapă și să se termine pe conturul ei sau în afara lui."), code="line_does_not_cut", field="typed")
    if len(found) > MOST_PIECES:
        raise BadInput(_("Linia împarte parcela în prea multe bucăți. Desenați una mai simplă."), code="too_many_pieces", field="typed")
    small = min(face.area for face in found)
    if small < LEAST_M2:
        raise BadInput(_("O bucată ar avea numai %(area)s m². Mutați linia: cel mai probabil trece pe lângă un colț.") % {"area": f"{small:.3f}".replace(".", ",")}, code="piece_too_small", field="typed")
    if abs(sum(face.area for face in found) - parcel.area) > TOLERANCE_M2:
        raise BadInput(_("Suma suprafețelor bucăților nu este cea a parcelei. Corectați întâi conturul parcelei."), code="areas_differ", field="typed")
    return sorted(found, key=lambda face: -face.area)


def _longer(line: shapely.Geometry) -> shapely.Geometry:
    points = shapely.get_coordinates(line)
    for end, before in ((0, 1), (-1, -2)):
        away = points[end] - points[before]
        points[end] = points[end] + away / max(float((away**2).sum() ** 0.5), 1e-9) * LONGER_M
    return shapely.linestrings(points)


def merged(parcels: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return one outline of parcels that touch (EPSG:3844). Raises BadInput where they do not, or where they overlap."""
    whole = parcels[0]
    for other in parcels[1:]:
        whole = shapely.union(whole, shapely.snap(other, whole, GAP_M))
    whole = shapely.make_valid(whole)
    if whole.geom_type != "Polygon":
        raise BadInput(_("Parcelele alese nu formează un singur corp: alegeți numai parcele care au o latură comună."), code="not_one_body", field="others")
    # A gap of a hair between corners is not a hole of the land.
    holes = [ring for ring in whole.interiors if shapely.Polygon(ring).area > TOLERANCE_M2]
    whole = shapely.Polygon(whole.exterior, holes)
    total = sum(parcel.area for parcel in parcels)
    if abs(whole.area - total) > max(LEAST_M2, TOLERANCE_M2):
        raise BadInput(
            _("Suprafața alipită (%(after)s m²) nu este suma parcelelor (%(before)s m²): se suprapun sau lasă goluri între ele. Corectați întâi limitele comune.")
            % {"after": f"{whole.area:.2f}".replace(".", ","), "before": f"{total:.2f}".replace(".", ",")}, code="areas_differ", field="others",
        )
    return whole


@transaction.atomic
def split_parcel(*, layer: Layer, parcel: Feature, pieces: Sequence[shapely.Geometry], keys: Sequence[str], document: str, document_date: dt.date, by: User) -> list[int]:
    """Replace a parcel by its pieces with these numbers; return the pieces' lasting numbers. Raises Conflict and Refused as `edit` does."""
    _check_act(document, document_date)
    _check_numbers(layer, keys, [parcel])
    attrs = {name: value for name, value in parcel.attrs.items() if name not in OWN_FACTS}
    reason = _reason(_("Dezmembrare"), document, document_date)
    steps = [Step("delete", identity_of(parcel)), *(Step("insert", None, key, parcel.siruta, parcel.label, attrs, as_geos(piece)) for key, piece in zip(keys, pieces, strict=True))]
    version, things = edit(layer=layer, seen=[parcel], steps=steps, by=by, reason=reason)
    _remember(layer, version, Lineage.Kind.SPLIT, [(parcel, key) for key in keys], document, document_date, by)
    return things[1:]


@transaction.atomic
def merge_parcels(*, layer: Layer, parcels: Sequence[Feature], key: str, document: str, document_date: dt.date, by: User) -> int:
    """Replace neighbours by one parcel with this number and the attributes of the largest; return its lasting number."""
    _check_act(document, document_date)
    if len(parcels) < 2:
        raise BadInput(_("Alegeți cel puțin o parcelă vecină."), code="nothing_to_merge", field="others")
    _check_numbers(layer, [key], parcels)
    whole = merged([as_shapely(parcel.geom) for parcel in parcels])
    largest = max(parcels, key=lambda one: one.geom.area)
    attrs = {name: value for name, value in largest.attrs.items() if name not in OWN_FACTS}
    steps = [*(Step("delete", identity_of(parcel)) for parcel in parcels), Step("insert", None, key, largest.siruta, largest.label, attrs, as_geos(whole))]
    version, things = edit(layer=layer, seen=parcels, steps=steps, by=by, reason=_reason(_("Alipire"), document, document_date))
    _remember(layer, version, Lineage.Kind.MERGE, [(parcel, key) for parcel in parcels], document, document_date, by, siruta=largest.siruta)
    return things[-1]


def _reason(what: str, document: str, day: dt.date) -> str:
    return _("%(what)s, actul %(document)s din %(day)s") % {"what": what, "document": document, "day": f"{day:%d.%m.%Y}"}


def _check_act(document: str, day: dt.date) -> None:
    if not document.strip():
        raise BadInput(_("Scrieți numărul actului prin care s-a făcut."), code="no_document", field="document")
    if day > clock.today():
        raise BadInput(_("Data actului nu poate fi în viitor."), code="document_in_future", field="document_date")


def _check_numbers(layer: Layer, keys: Sequence[str], old: Sequence[Feature]) -> None:
    if len(set(keys)) != len(keys):
        raise Refused(_("Bucățile au nevoie de numere cadastrale diferite."), code="numbers_twice", field="keys")
    used = {parcel.key for parcel in old} & set(keys)
    past = set(Lineage.objects.filter(layer=layer, old_key__in=keys).values_list("old_key", flat=True))
    for key in sorted(used | past):
        raise Refused(_("Numărul %(number)s a fost al unei parcele care nu mai există: dați un număr nou.") % {"number": key}, code="number_was_used", field="keys")


def _remember(layer: Layer, version: LayerVersion, kind: str, pairs: Sequence[tuple[Feature, str]], document: str, day: dt.date, by: User, *, siruta: str | None = None) -> None:
    Lineage.objects.bulk_create(
        Lineage(
            layer=layer, version=version.number, kind=kind, old_key=parcel.key, old_siruta=parcel.siruta, new_key=key, new_siruta=parcel.siruta if siruta is None else siruta,
            document=document.strip()[:120], document_date=day, at=version.published_at, user=by,
        )
        for parcel, key in pairs
    )
