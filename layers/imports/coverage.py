"""Where a layer is complete: the town hall's own territory, or what a keeper drew; a change of it is a version like any other."""
from __future__ import annotations

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, User
from gisapp.core.errors import BadInput
from layers import crs
from layers.imports.moments import next_number, version_moment
from layers.models import Feature, Layer, LayerVersion


def own_limit(authority: Authority) -> MultiPolygon | None:
    """Return the authority's own limit (EPSG:3844) from its published layer; None where it is not published."""
    found = Feature.objects.filter(layer__authority=authority, layer__role=Layer.Role.ADMIN_LIMITS, until=None, key=authority.siruta).first()
    if found is None:
        return None
    return found.geom if isinstance(found.geom, MultiPolygon) else MultiPolygon(found.geom, srid=3844)


def as_coverage(authority: Authority, shapes: list[GEOSGeometry]) -> MultiPolygon:
    """Return drawn or delivered outlines (EPSG:3844) as one coverage. Raises BadInput for lines, and for land that does not reach the town."""
    parts = [shapely.from_wkb(bytes(shape.wkb)) for shape in shapes]
    if not parts or any(shapely.get_dimensions(part) != 2 for part in parts):
        raise BadInput(_("Zona în care stratul este complet se dă prin contururi închise."), code="coverage_not_areas", field="drawn")
    whole = shapely.union_all(parts)
    limit = own_limit(authority)
    if limit is not None and not shapely.from_wkb(bytes(limit.wkb)).intersects(whole):
        # East and north exchanged, or another town's file: near 26.4° E the numbers alone do not tell.
        raise BadInput(_("Zona nu atinge localitatea. Verificați sistemul de coordonate și ordinea axelor."), code="coverage_elsewhere", field="drawn")
    geometry = GEOSGeometry(memoryview(shapely.to_wkb(whole)), srid=crs.STEREO70)
    return geometry if isinstance(geometry, MultiPolygon) else MultiPolygon(geometry, srid=crs.STEREO70)


@transaction.atomic
def change_coverage(*, layer: Layer, coverage: MultiPolygon | None, by: User | None, note: str = "") -> LayerVersion | None:
    """Say from now on where the layer is complete (EPSG:3844; None: nowhere): the same features, a new version, undone like any other.

    Returns the version, or None where nothing is published yet: then the first publication takes it over. A declared emptiness
    goes with the land it was declared for: it ends where the new coverage reaches beyond.
    """
    layer = Layer.objects.select_for_update().get(pk=layer.pk)
    present = layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()
    if present is None or coverage is None:
        # What the version does not say is taken from the card: nowhere must be nowhere there too.
        layer.coverage = coverage
        layer.save(update_fields=["coverage"])
    if present is None:
        return None
    moment = version_moment(layer, None)
    present.state, present.ended_at = LayerVersion.State.SUPERSEDED, moment
    present.save(update_fields=["state", "ended_at"])
    declared = present.declared_empty_on is not None and coverage is not None and present.coverage is not None and present.coverage.buffer(0.01).covers(coverage)
    return LayerVersion.objects.create(
        layer=layer, number=next_number(layer), state=LayerVersion.State.PUBLISHED, data_date=present.data_date, published_at=moment, published_by=by, feature_count=present.feature_count, coverage=coverage,
        counts={"added": 0, "removed": 0, "moved": 0, "changed": 0, "kept": present.feature_count}, note=note or _("Zona în care stratul este complet s-a schimbat."),
        declared_empty_on=present.declared_empty_on if declared else None, declared_empty_by=present.declared_empty_by if declared else None,
    )
