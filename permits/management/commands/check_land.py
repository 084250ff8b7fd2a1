"""`manage.py check_land`: the spatial question on the command line, with the states, measures and references that the page shows."""
from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date, parse_datetime

from gisapp.accounts.models import Authority
from gisapp.core import clock
from gisapp.core.errors import BadInput, Refused
from layers import api as layers
from permits.queries.land_answer import DEFAULT_QUESTION, land_answer
from permits.rules.procedure import Procedure
from permits.rules.procedure_files import all_procedures

STATES = {"conflict": "CONFLICT", "unknown": "NU SE ȘTIE", "failed": "NEVERIFICAT", "clear": "fără conflict"}
EFFECTS = {"prohibit": "interzis", "endorsement": "aviz", "warn": "atenție", "note": "informare"}


class Command(BaseCommand):
    help = "Says what applies to a piece of land and to works on it: conflict, clear, unknown or failed, measured and explained."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        land = parser.add_mutually_exclusive_group(required=True)
        land.add_argument("--parcel", action="append", metavar="SIRUTA:NUMBER", help="cadastral number; repeat it for a plot of several parcels")
        land.add_argument("--lonlat", nargs=2, type=float, metavar=("LON", "LAT"), help="the parcel under a point, in degrees")
        land.add_argument("--area", type=Path, metavar="FILE.geojson", help="an area (WGS 84, or Stereo 70 named in its crs member)")
        parser.add_argument("--works", type=Path, metavar="FILE.geojson", help="works drawn on it; properties: kind, use, levels, height_m, width_m, basement")
        parser.add_argument("--procedure", metavar="CODE")
        parser.add_argument("--on", metavar="DATE", help="as of the end of a day (2026-03-30) or of a moment (2026-03-30T10:15:00+02:00)")
        parser.add_argument("--authority", metavar="SLUG")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = self._answer(options)
        except Refused as refused:
            raise CommandError(refused.sentence, returncode=2) from refused
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self._say(told)

    def _answer(self, options: dict[str, Any]) -> dict[str, Any]:
        on, at = _moment(options["on"])
        # With works drawn and no procedure named, every rule speaks.
        procedure = _procedure(options["procedure"] or (None if options["works"] else DEFAULT_QUESTION))
        drawn = layers.read_geojson_file(options["works"]) if options["works"] else []
        works = layers.as_works(drawn)
        authority, plot, parcels, repaired = _land(options, at or (clock.end_of(on) if on and on < clock.today() else None))
        answer = land_answer(plot, works, authority=authority, procedure=procedure, on=on, at=at, internal=True)
        told = layers.answer_to_json(answer)
        told["land"] = layers.describe_land(plot, authority=authority, on=on, at=at)
        told["parcels"] = parcels
        told["procedure"] = procedure.code if procedure else None
        told["repaired"] = repaired or any(one.repaired for one in drawn)
        told["outside"] = outside_words(answer)
        return told

    def _say(self, told: dict[str, Any]) -> None:
        for parcel in told["parcels"]:
            self.stdout.write(f"Parcela {parcel['siruta']}:{parcel['cadastral_number']}, {parcel['area_m2']:.2f} m²")
        zones = ", ".join(f"{zone['key']} {zone['m2']:.2f} m² ({zone['pct']:.1f} %)" for zone in told["land"]["zoning"]) or "nicio zonă cunoscută"
        self.stdout.write(f"Teren {told['area_m2']:.2f} m² · la {told['on']} · zone: {zones}")
        if told["repaired"]:
            self.stdout.write("Geometria dată avea erori și a fost reparată.")
        if told["outside"]:
            self.stdout.write(told["outside"])
        shown = [one for one in told["findings"] if one["state"] != "clear" or one["uncertain"]]
        for one in shown:
            self.stdout.write(f"{STATES[one['state']]:<13} {EFFECTS[one['effect']]:<9} {one['code']:<14} {one['title_ro']}{_measures(one)}")
            about = " · ".join(part for part in (one["reason_ro"], one["legal_ref"], _source(one["source"])) if part)
            self.stdout.write(f"{'':<39}{about}")
        clear = len(told["findings"]) - len(shown)
        self.stdout.write(f"{len(shown)} constatări, {clear} verificări fără conflict. Stare: {STATES[told['state']]}.")
        self.stdout.write("Informativ; nu ține loc de certificat de urbanism.")


def outside_words(answer: layers.Answer) -> str:
    """Say what part of the land belongs to another authority, in Romanian; empty where none does."""
    if answer.outside_unknown:
        return "Limita unității administrative nu este publicată: nu se știe dacă terenul este în competența primăriei."
    if answer.outside_m2 > 0:
        return f"{answer.outside_m2:.2f} m² sunt peste limita unității administrative: competent este președintele consiliului județean (Legea 50/1991 art. 4)."
    return ""


def _measures(one: dict[str, Any]) -> str:
    parts = [one["feature_label"] or one["feature_key"]] if one["feature"] else []
    if one["distance_m"] is not None:
        parts.append(f"la {one['distance_m']:.3f} m" + (f" (limita {one['limit_m']:g} m)" if one["limit_m"] else ""))
    if one["overlap_m2"]:
        parts.append(f"{one['overlap_m2']:.2f} m²" + (f" ({one['overlap_pct']:.1f} %)" if one["overlap_pct"] is not None else ""))
    if one["length_m"]:
        parts.append(f"{one['length_m']:.2f} m în interior")
    if one["uncertain"]:
        parts.append("la limita preciziei")
    return f": {', '.join(parts)}" if parts else ""


def _source(source: dict[str, Any]) -> str:
    version = f" v{source['version']}" if source["version"] is not None else ""
    date = f" din {source['data_date']}" if source["data_date"] else ""
    return f"{source['title_ro']}{version}{date} ±{source['accuracy_m']:g} m"


def _moment(text: str | None) -> tuple[dt.date | None, dt.datetime | None]:
    if not text:
        return None, None
    try:
        day, moment = (parse_date(text), None) if len(text) <= 10 else (None, parse_datetime(text))
    except ValueError:
        day = moment = None
    if day is None and moment is None:
        raise BadInput(f"Data „{text}” nu poate fi citită: scrieți 2026-03-30 sau 2026-03-30T10:15:00+02:00.", code="bad_date")
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=clock.TOWN_TIME)
    if (day and day > clock.today()) or (moment and moment > clock.now()):
        raise BadInput("Data cerută este în viitor.", code="future_date")
    return day, moment


def _procedure(code: str | None) -> Procedure | None:
    if not code:
        return None
    found = all_procedures().get(code)
    if found is None:
        raise BadInput(f"Procedura „{code}” nu există. Procedurile sunt: {', '.join(sorted(all_procedures()))}.", code="no_procedure")
    return found


def _land(options: dict[str, Any], at: dt.datetime | None) -> tuple[Authority, GEOSGeometry, list[dict[str, Any]], bool]:
    asked = list(Authority.objects.filter(slug=options["authority"])) if options["authority"] else list(Authority.objects.filter(practice=False).order_by("pk"))
    if not asked:
        raise BadInput(f"Primăria „{options['authority']}” nu există în această instalare." if options["authority"] else "Nicio primărie nu este înregistrată.", code="no_authority")
    if options["area"]:
        drawn = layers.read_geojson_file(options["area"])
        area = layers.one_area(drawn, options["area"].name)
        return _whose(asked, area), area, [], any(one.repaired for one in drawn)
    if options["lonlat"]:
        point = layers.point_from_lonlat(*options["lonlat"])
        under = [(one, layers.past_parcel_at(one, point, at) if at else layers.parcel_at(one, point)) for one in asked]
        found = [(one, parcel) for one, parcel in under if parcel is not None]
        if not found:
            _refuse_place(asked, point)
        authority, parcel = _own_first(found)
        return authority, parcel.geom, [_told(parcel)], False
    return _by_numbers(asked, options["parcel"], at)


def _by_numbers(asked: list[Authority], numbers: list[str], at: dt.datetime | None) -> tuple[Authority, GEOSGeometry, list[dict[str, Any]], bool]:
    plot: GEOSGeometry | None = None
    told: list[dict[str, Any]] = []
    whose: Authority | None = None
    for text in numbers:
        siruta = layers.read_parcel_number(asked[0], text).siruta
        candidates = [whose] if whose else sorted(asked, key=lambda one: one.siruta != siruta)
        named = [(one, layers.past_parcel_by_number(one, text, at) if at else layers.parcel_by_number(one, text)) for one in candidates]
        found = [(one, parcel) for one, parcel in named if parcel is not None]
        if not found:
            raise BadInput(f"Parcela {text} nu există în straturile primăriei{' la data cerută' if at else ''}.", code="no_parcel")
        if not siruta and len(found) > 1:
            raise BadInput(f"Numărul {text} există la mai multe primării: scrieți-l cu codul SIRUTA în față sau alegeți --authority.", code="number_in_several_uats")
        whose, parcel = _own_first(found)
        told.append(_told(parcel))
        plot = parcel.geom if plot is None else plot.union(parcel.geom)
    assert plot is not None
    assert whose is not None
    plot.srid = 3844
    return whose, plot, told, False


def _own_first(found: list[tuple[Authority, layers.ParcelInfo]]) -> tuple[Authority, layers.ParcelInfo]:
    return next(((one, parcel) for one, parcel in found if parcel.siruta == one.siruta), found[0])


def _told(parcel: layers.ParcelInfo) -> dict[str, Any]:
    return {"siruta": parcel.siruta, "cadastral_number": parcel.cadastral_number, "feature": parcel.feature_id, "area_m2": parcel.geom.area, "address": parcel.address}


def _whose(asked: list[Authority], area: GEOSGeometry) -> Authority:
    """Return the authority that the area lies in; swapped axes are recognised by the area lying home when swapped back."""
    if len(asked) == 1:
        return asked[0]
    middle = area.point_on_surface
    at_home = _home(asked, middle)
    if at_home is not None:
        return at_home
    if _home(asked, Point(middle.y, middle.x, srid=3844)) is not None:
        raise BadInput("Coordonatele par inversate: scrieți întâi estul (E), apoi nordul (N).", code="axes_swapped")
    raise BadInput("Terenul nu este pe teritoriul niciunei primării din această instalare; alegeți primăria cu --authority.", code="no_authority_here")


def _home(asked: list[Authority], point: Point) -> Authority | None:
    return next((one for one in asked if (found := layers.authority_at(one, point)) is not None and found[0] == one.siruta), None)


def _refuse_place(asked: list[Authority], point: Point) -> None:
    if not any(layers.authority_at(one, point) for one in asked):
        raise BadInput("Punctul nu este pe teritoriul niciunei primării din această instalare. Se scrie întâi longitudinea, apoi latitudinea.", code="no_authority_here")
    raise BadInput("În acest punct nu este înregistrată o parcelă; dați o suprafață cu --area.", code="no_parcel")
