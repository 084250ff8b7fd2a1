"""The search box of the map: suggestions as JSON, or as a list for pages without the map."""
from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from layers.places import search_places


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Return suggestions for ?q= as JSON for the map's box, or as a list box fragment for htmx."""
    hits = search_places(request.authority, request.GET.get("q", ""))  # type: ignore[attr-defined] # set by AuthorityMiddleware
    rows = [
        {
            "kind": hit.kind, "label": hit.label, "hint": hit.hint, "value": hit.parcel or hit.value, "lon": round(hit.lon, 7), "lat": round(hit.lat, 7),
            "href": _link(hit.parcel, hit.lon, hit.lat),
        }
        for hit in hits
    ]
    if request.headers.get("HX-Request"):
        return render(request, "layers/suggestions.html", {"rows": rows})
    return JsonResponse({"results": rows}, headers={"Cache-Control": "no-store"})


def _link(parcel: str, lon: float, lat: float) -> str:
    try:
        page = reverse("map")
    except NoReverseMatch:
        page = "/harta/"
    return f"{page}?parcel={parcel}" if parcel else f"{page}?lon={lon:.7f}&lat={lat:.7f}"
