"""<parcel-map> with its addresses and words. frontend/README.md lists what each attribute does."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


def _words() -> dict[str, str]:
    """Return what the map says, in the language of the page."""
    return {
        "mapTitle": _("Hartă. Săgețile mută harta, plus și minus o apropie, Enter alege locul din mijloc."),
        "zoomIn": _("Apropiați"),
        "zoomOut": _("Depărtați"),
        "locate": _("Unde sunt acum"),
        "locateFailed": _("Poziția dumneavoastră nu este disponibilă"),
        "sources": _("Sursele hărții"),
        "ctrlZoom": _("Țineți apăsat Ctrl și derulați ca să apropiați harta"),
        "twoFingers": _("Folosiți două degete ca să mutați harta"),
        "layers": _("Straturi"),
        "measure": _("Măsurați"),
        "measureHow": _("Atingeți punctele pe hartă. Escape încheie."),
        "length": _("Lungime"),
        "area": _("Suprafață"),
        "noWebGl": _("Acest dispozitiv nu poate desena harta. Căutați terenul după adresă sau număr cadastral."),
        "styleFailed": _("Harta nu a putut fi încărcată. Căutați terenul după adresă sau număr cadastral ori reîncărcați pagina."),
        "overlayFailed": _("Conturul nu a putut fi încărcat. Reîncărcați pagina."),
        "drawTools": _("Unelte de desen"),
        "drawPolygon": _("Contur"),
        "drawLine": _("Traseu"),
        "drawPoint": _("Punct"),
        "drawPointHow": _("Atingeți locul pe hartă; o nouă atingere îl mută."),
        "edit": _("Modificați"),
        "undo": _("Anulați"),
        "redo": _("Refaceți"),
        "clear": _("Ștergeți tot"),
        "finish": _("Gata"),
        "tilesFailed": _("O parte din hartă nu s-a încărcat. Verificați legătura la internet; harta încearcă din nou când revine."),
        "onMap": _("Pe această hartă"),
        "plot": _("terenul"),
        "works": _("lucrările"),
        "envelope": _("unde se poate construi"),
        "cut": _("scăzut: retrageri și interdicții"),
        "dig_asked": _("săpătură cerută"),
        "dig_allowed": _("săpătură autorizată"),
        "dig_open": _("săpătură în lucru"),
        "conflict": _("interzis"),
        "endorsement": _("trebuie aviz sau atenție"),
        "note": _("de știut"),
        "unknown": _("nu se știe"),
        "drawHow": _("Atingeți colțurile pe rând; apoi „Gata”. Colțurile se prind de cele ale parcelei."),
        "drawLineHow": _("Atingeți punctele traseului pe rând; apoi „Gata”."),
        "crossing": _("Conturul se încrucișează cu el însuși. Anulați ultimul punct și desenați din nou."),
        "editHow": _("Atingeți forma, apoi trageți colțurile ei."),
    }


@register.simple_tag
def map_head() -> SafeString:
    """Return what a page with a map needs in its head."""
    return format_html(
        '<link rel="stylesheet" href="{}"><script type="module" src="{}"></script>', static("built/map.css"), static("built/parcel-map.js")
    )


@register.simple_tag
def parcel_map(id: str = "map", label: str = "", **attributes: Any) -> SafeString:
    """Return the map element with a link that skips it.

    Attributes are written with underscores: mode, center, zoom, bounds, value, name, geojson_src, panel_url, panel_target,
    check_url, shape, size, tools, multiple, cooperative, style_url. Empty values are left out; True gives a bare attribute.
    """
    given: dict[str, Any] = {
        "mode": "view",
        "style_url": "/harta/stil.json",
        "worker_url": static("built/maplibre-worker.js"),
        "words": json.dumps(_words(), ensure_ascii=False),
        **attributes,
    }
    if given["mode"] == "draw":
        given["draw_url"] = static("built/parcel-draw.js")
    parts = SafeString("")
    for name, value in given.items():
        if value is None or value is False or value == "":
            continue
        name = name.replace("_", "-")
        parts += format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
    return format_html(
        '<a class="skip-link skip-link--here" href="#{0}-end">{1}</a>'
        '<parcel-map id="{0}" role="region" aria-label="{2}"{3}><p class="map-fallback" data-map-fallback>{4}</p></parcel-map>'
        '<span id="{0}-end" tabindex="-1"></span>',
        id,
        _("Săriți peste hartă"),
        label or _("Harta terenurilor"),
        parts,
        _("Harta se încarcă. Dacă nu apare, căutați terenul după adresă sau număr cadastral: primiți aceleași informații."),
    )
