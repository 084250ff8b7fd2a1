"""WFS 1.1.0 and 2.0.0: capabilities, then the features of one type, as GeoJSON where the server offers it, else as GML; by pages where it has them."""
from __future__ import annotations

import io
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from xml.etree import ElementTree

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput, Refused
from layers.imports.remote.caller import MOST_XML_BYTES, Caller
from layers.imports.remote.features_api import MOST_FEATURES, MOST_PAGES, check_count, features_of, one_of

PAGE = 1000
OWN = {"service", "request", "version", "acceptversions", "typename", "typenames", "outputformat", "count", "maxfeatures", "startindex", "resulttype"}
for _prefix, _space in (("gml", "http://www.opengis.net/gml"), ("wfs", "http://www.opengis.net/wfs/2.0"), ("xsi", "http://www.w3.org/2001/XMLSchema-instance")):
    ElementTree.register_namespace(_prefix, _space)


def type_features(caller: Caller, url: str, name: str) -> tuple[str, bytes | dict[str, Any]]:
    """Return ("geojson", collection) or ("gml", document) with all features of a type."""
    capabilities = parsed(caller.xml(_address(url, {"request": "GetCapabilities", "acceptversions": "2.0.0,1.1.0"})))
    if _local(capabilities) != "WFS_Capabilities":
        raise BadInput(_("La această adresă nu răspunde un serviciu WFS."), code="remote.not_wfs", field="url")
    new = capabilities.get("version", "").startswith("2.")
    names = [(one.text or "").strip() for kind in _all(capabilities, "FeatureType") for one in kind if _local(one) == "Name"]
    wanted = name or one_of(names)
    if names and wanted not in names:
        some = ", ".join(names[:30])[:300]
        raise BadInput(_("Serviciul nu are stratul „%(name)s”. Are: %(names)s.") % {"name": wanted[:80], "names": some}, code="remote.no_such_layer", field="service_layer")
    formats = {(one.text or "").strip() for one in capabilities.iter() if _local(one) in ("Value", "Format")}
    json_format = next((one for one in ("application/geo+json", "application/json", "json", "GEOJSON") if one in formats), "")
    asked = {"request": "GetFeature", "version": "2.0.0" if new else "1.1.0", "typenames" if new else "typename": wanted}
    if json_format:
        return "geojson", _json_pages(caller, url, {**asked, "outputformat": json_format}, new)
    return "gml", _gml_pages(caller, url, asked, new)


def _json_pages(caller: Caller, url: str, asked: dict[str, str], new: bool) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    found: list[dict[str, Any]] = []
    before: list[dict[str, Any]] = []
    for _page in range(MOST_PAGES):
        told = caller.json(_address(url, {**asked, **_page_of(new, len(found))}), "application/geo+json, application/json")
        rows = features_of(told)
        if rows and rows == before:
            raise Refused(_("Serverul repetă aceeași pagină la nesfârșit: citirea a fost oprită."), code="remote.endless_pages", field="url")
        found, before = found + rows, rows
        check_count(found)
        whole = {**told, "features": found}
        if not new or not rows or _enough(told.get("numberMatched", told.get("totalFeatures")), len(found), len(rows)):
            return _complete(whole, told.get("numberMatched", told.get("totalFeatures")), len(found))
    raise Refused(_("Serverul dă peste %(most)s de pagini: citirea a fost oprită.") % {"most": MOST_PAGES}, code="remote.endless_pages", field="url")


def _gml_pages(caller: Caller, url: str, asked: dict[str, str], new: bool) -> bytes:
    whole: ElementTree.Element | None = None
    count, size, last = 0, 0, b""
    for _page in range(MOST_PAGES):
        raw = caller.xml(_address(url, {**asked, **_page_of(new, count)}))
        size += len(raw)
        if size > MOST_XML_BYTES:
            raise BadInput(_("Serviciul dă GML de peste %(size)s MB. Aduceți datele ca fișier.") % {"size": MOST_XML_BYTES // 1024 // 1024}, code="remote.too_large", field="url")
        root = parsed(raw)
        if _local(root) in ("ExceptionReport", "ServiceExceptionReport"):
            raise Refused(_("Serverul a refuzat cererea. Verificați numele stratului."), code="remote.exception", field="url")
        if _local(root) != "FeatureCollection":
            raise BadInput(_("Răspunsul serverului nu este o colecție de elemente (GML)."), code="remote.not_features", field="url")
        members = [one for one in root if _local(one) in ("member", "featureMember", "featureMembers")]
        got = sum(len(one) for one in members)
        if got and raw == last:
            raise Refused(_("Serverul repetă aceeași pagină la nesfârșit: citirea a fost oprită."), code="remote.endless_pages", field="url")
        count, last = count + got, raw
        if count > MOST_FEATURES:
            raise BadInput(_("Serviciul are peste %(most)s de elemente. Aduceți-le ca fișier, pe linia de comandă.") % {"most": MOST_FEATURES}, code="remote.too_many_features", field="url")
        if whole is None:
            whole = root
        else:
            whole.extend(members)
        matched = root.get("numberMatched", "")
        if not new or not got or _enough(int(matched) if matched.isdigit() else None, count, got):
            _complete({}, int(matched) if matched.isdigit() else None, count)
            return _written(whole)
    raise Refused(_("Serverul dă peste %(most)s de pagini: citirea a fost oprită.") % {"most": MOST_PAGES}, code="remote.endless_pages", field="url")


def _page_of(new: bool, start: int) -> dict[str, str]:
    """WFS 1.1 has no pages: one answer, which may not be longer than what is accepted."""
    return {"count": str(PAGE), "startindex": str(start)} if new else {"maxfeatures": str(MOST_FEATURES + 1)}


def _enough(matched: Any, have: int, got: int) -> bool:
    return have >= matched if isinstance(matched, int) else got < PAGE


def _complete(whole: dict[str, Any], matched: Any, have: int) -> dict[str, Any]:
    if isinstance(matched, int) and matched > have:
        raise Refused(_("Serverul spune că are %(all)s elemente, dar a dat numai %(got)s. Încercați din nou mai târziu.") % {"all": matched, "got": have}, code="remote.incomplete", field="url")
    return whole


def parsed(raw: bytes) -> ElementTree.Element:
    """Parse XML that may define nothing and refer to nothing. Raises BadInput."""
    try:
        return fromstring(raw, forbid_dtd=True)  # type: ignore[no-any-return]
    except (DefusedXmlException, ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadInput(_("Răspunsul XML al serverului nu poate fi citit."), code="remote.bad_xml", field="url") from error


def _written(root: ElementTree.Element) -> bytes:
    # The reader gets no addresses of schemas: it has no network, and should not even look for them.
    for name in [one for one in root.attrib if one.endswith("schemaLocation")]:
        del root.attrib[name]
    out = io.BytesIO()
    ElementTree.ElementTree(root).write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue()


def _address(url: str, asked: dict[str, str]) -> str:
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name.lower() not in OWN]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode([*kept, ("service", "WFS"), *asked.items()]), ""))


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _all(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in root.iter() if _local(one) == name]
