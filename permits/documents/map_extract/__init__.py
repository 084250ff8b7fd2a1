"""Map extracts: a drawing at an exact scale on paper, and the same land as PNG, GeoPackage and DXF."""

from permits.documents.map_extract.clip import LayerNotDrawn
from permits.documents.map_extract.draw import draw
from permits.documents.map_extract.model import (
    BasePicture,
    DrawnFeature,
    DrawnLayer,
    FindingShape,
    MapExtract,
    MapRequest,
    MapStyle,
    Overview,
    ParcelShape,
)
from permits.documents.map_extract.window import shown_bounds

__all__ = [
    "BasePicture",
    "DrawnFeature",
    "DrawnLayer",
    "FindingShape",
    "LayerNotDrawn",
    "MapExtract",
    "MapRequest",
    "MapStyle",
    "Overview",
    "ParcelShape",
    "draw",
    "shown_bounds",
]
