"""OGC API Features: a collection's pages, one after another, as one GeoJSON in WGS 84."""
from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput, Refused
from layers.imports.remote.caller import Caller

PAGE = 1000
MOST_PAGES = 1000
MOST_FEATURES = 200_000


def collection_items(caller: Caller, url: str, collection: str) -> list[dict[str, Any]]:
    """Return all features of a collection, whose address may be that of the service, of the collection or of its items."""
    address: str = items_address(caller, url, collection)
    found: list[dict[str, Any]] = []
    asked: set[str] = set()
    for _page in range(MOST_PAGES):
        if address in asked:
            raise Refused(_("Serverul repetă aceeași pagină la nesfârșit: citirea a fost oprită."), code="remote.endless_pages", field="url")
        asked.add(address)
        told = caller.json(address)
        found += features_of(told)
        check_count(found)
        following = _next(told)
        if not following:
            matched = told.get("numberMatched")
            if isinstance(matched, int) and matched > len(found):
                raise Refused(_("Serverul spune că are %(all)s elemente, dar a dat numai %(got)s. Încercați din nou mai târziu.") % {"all": matched, "got": len(found)}, code="remote.incomplete", field="url")
            return found
        address = urljoin(address, following)
    raise Refused(_("Serverul dă peste %(most)s de pagini: citirea a fost oprită.") % {"most": MOST_PAGES}, code="remote.endless_pages", field="url")


def check_count(found: list[Any]) -> None:
    """Refuse more features than an upload may have."""
    if len(found) > MOST_FEATURES:
        raise BadInput(_("Serviciul are peste %(most)s de elemente. Aduceți-le ca fișier, pe linia de comandă.") % {"most": MOST_FEATURES}, code="remote.too_many_features", field="url")


def features_of(told: Any) -> list[dict[str, Any]]:
    """Return the features of an answer; anything but a FeatureCollection is refused."""
    rows = told.get("features") if isinstance(told, dict) and told.get("type") == "FeatureCollection" else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(_("Răspunsul serverului nu este o colecție de elemente (GeoJSON)."), code="remote.not_features", field="url")
    return rows


def items_address(caller: Caller, url: str, collection: str) -> str:
    """Return the address of the items of a collection; where the address names none, the one named, or the only one there is."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if path.endswith("/items"):
        pass
    elif "/collections/" in path:
        path += "/items"
    else:
        base = path.removesuffix("/collections")
        if not collection:
            told = caller.json(urlunsplit((parts.scheme, parts.netloc, f"{base}/collections", urlencode([*_kept(parts.query), ("f", "json")]), "")))
            names = [str(one["id"]) for one in told.get("collections", []) if isinstance(one, dict) and "id" in one] if isinstance(told, dict) else []
            collection = one_of(names)
        path = f"{base}/collections/{collection}/items"
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode([*_kept(parts.query), ("f", "json"), ("limit", str(PAGE))]), ""))


def one_of(names: list[str]) -> str:
    """Return the only name; where there are several, ask for one."""
    if not names:
        raise BadInput(_("La această adresă nu există niciun strat. Verificați adresa serviciului."), code="remote.no_layers", field="url")
    if len(names) > 1:
        some = ", ".join(names[:30])[:300]
        raise BadInput(_("Serviciul are mai multe straturi; scrieți numele unuia: %(names)s.") % {"names": some}, code="remote.choose_layer", field="service_layer")
    return names[0]


def _kept(query: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in parse_qsl(query) if name.lower() not in ("f", "limit", "offset", "crs", "bbox-crs")]


def _next(told: dict[str, Any]) -> str:
    links = told.get("links")
    return next((str(one.get("href", "")) for one in links if isinstance(one, dict) and one.get("rel") == "next"), "") if isinstance(links, list) else ""
