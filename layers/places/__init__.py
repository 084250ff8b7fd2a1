"""Finding places: a parcel by number or point, an address as people write it, coordinates in any usual writing."""
from layers.places.answers import Hit, ParcelInfo, PlaceInfo
from layers.places.numbers import read_number as read_parcel_number
from layers.places.parcels import parcel_at, parcel_by_number, parcels_by_ids, parcels_in
from layers.places.search import search_places
from layers.places.street_names import street_names
from layers.places.surroundings import authority_at, place_at, street_at

__all__ = [
    "Hit", "ParcelInfo", "PlaceInfo", "authority_at", "parcel_at", "parcel_by_number", "parcels_by_ids", "parcels_in", "place_at", "read_parcel_number", "search_places", "street_at",
    "street_names",
]
