"""`manage.py screen_city`: every parcel against every restriction; resumable, with progress; a GeoPackage and a summary."""
from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.core.management.base import BaseCommand, CommandError

from gisapp.accounts.models import Authority
from gisapp.core import clock
from layers.conflicts.rulebook import Rulebook, rulebook, stamp
from layers.models import Layer
from layers.screening import Memo, Parcels, RuleTask, named, read_parcels, run_task, screen_partitions, tasks_of, write_partitions, zones_of


class Command(BaseCommand):
    help = "Checks every parcel against every restriction and writes a GeoPackage and a summary (JSON). Stopped, it goes on where it was."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--authority", metavar="SLUG")
        parser.add_argument("--out", type=Path, default=Path("screening.gpkg"), metavar="FILE.gpkg")
        parser.add_argument("--restart", action="store_true", help="forget what was done before")
        parser.add_argument("--region", type=Path, metavar="FOLDER", help="write partitioned GeoParquet here and screen it with Dask instead")
        parser.add_argument("--scheduler", default="processes", help="Dask scheduler for --region: processes, threads, synchronous")

    def handle(self, *args: Any, **options: Any) -> None:
        authority = self._authority(options["authority"])
        day = clock.today()
        book = rulebook(authority, None, day)
        layer = book.by_role(Layer.Role.PARCELS)
        if layer is None or layer.version is None:
            raise CommandError("Nu este publicat niciun strat de parcele.")
        tasks = tasks_of(book, day)
        parcels = read_parcels(layer.id)
        self.stdout.write(f"{len(parcels.ids)} parcele, {len(tasks)} restricții, {authority.name}")
        if options["region"]:
            self._region(options["region"], parcels, tasks, options["scheduler"])
            return
        out: Path = options["out"]
        progress = out.with_suffix(".progress.sqlite")
        if options["restart"]:
            progress.unlink(missing_ok=True)
        with closing(sqlite3.connect(progress)) as kept:
            self._screen(kept, parcels, tasks)
            summary = self._write(kept, out, parcels, tasks, book)
        progress.unlink()
        out.with_suffix(".json").write_text(json.dumps(summary, ensure_ascii=False, indent=2), encoding="utf-8")
        self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=2))

    def _authority(self, slug: str | None) -> Authority:
        found = list(Authority.objects.filter(slug=slug) if slug else Authority.objects.filter(practice=False))
        if len(found) != 1:
            raise CommandError("Alegeți primăria cu --authority: " + ", ".join(Authority.objects.values_list("slug", flat=True)))
        return found[0]

    def _screen(self, kept: sqlite3.Connection, parcels: Parcels, tasks: list[RuleTask]) -> None:
        kept.execute("CREATE TABLE IF NOT EXISTS about (stamp TEXT)")
        kept.execute("CREATE TABLE IF NOT EXISTS done (code TEXT PRIMARY KEY, unknown BLOB)")
        kept.execute("CREATE TABLE IF NOT EXISTS finding (code TEXT, parcel INTEGER, feature INTEGER, state TEXT, distance_m REAL, overlap_m2 REAL)")
        now = hashlib.sha256(repr((stamp(), len(parcels.ids))).encode()).hexdigest()
        before = kept.execute("SELECT stamp FROM about").fetchone()
        if before is not None and before[0] != now:
            raise CommandError("Straturile sau regulile s-au schimbat de când verificarea a fost oprită; porniți din nou cu --restart.")
        if before is None:
            kept.execute("INSERT INTO about VALUES (?)", [now])
            kept.commit()
        done = {row[0] for row in kept.execute("SELECT code FROM done")}
        position, memo = parcels.position, Memo(tasks)
        for number, task in enumerate(tasks, start=1):
            if task.rule.code in done:
                continue
            started = time.monotonic()
            result = run_task(task, parcels, position, memo)
            rows = [(result.code, *row) for row in result.rows]
            kept.executemany("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?)", rows)
            kept.execute("INSERT INTO done VALUES (?, ?)", [result.code, np.packbits(result.unknown).tobytes()])
            kept.commit()
            self.stdout.write(f"{number}/{len(tasks)} {result.code}: {len(rows)} constatări, {int(result.unknown.sum())} fără răspuns, {time.monotonic() - started:.1f} s")
            self.stdout.flush()

    def _write(self, kept: sqlite3.Connection, out: Path, parcels: Parcels, tasks: list[RuleTask], book: Rulebook) -> dict[str, Any]:
        import geopandas
        import pandas

        count = len(parcels.ids)
        effects = {task.rule.code: task.rule.effect for task in tasks}
        findings = pandas.read_sql_query("SELECT code, parcel, feature, state, distance_m, overlap_m2 FROM finding ORDER BY code, parcel, feature", kept)
        findings["effect"] = findings["code"].map(effects)
        unknown = np.zeros(count, dtype=int)
        for _code, packed in kept.execute("SELECT code, unknown FROM done"):
            unknown += np.unpackbits(np.frombuffer(packed, dtype=np.uint8), count=count)
        for row in findings[findings["state"] == "unknown"].drop_duplicates(["code", "parcel"]).itertuples():
            unknown[row.parcel] += 1
        hit = findings[findings["state"] == "conflict"]
        frame = geopandas.GeoDataFrame(
            {"cadastral_number": parcels.keys, "siruta": parcels.sirutas, "area_m2": shapely.area(parcels.shapes)}, geometry=list(parcels.shapes), crs=3844
        )
        zoning = book.by_role(Layer.Role.ZONING)
        zones = zones_of(parcels.layer, zoning.id) if zoning is not None and zoning.version is not None else {}
        frame["zone"] = [zones.get(int(one), ("", 0.0))[0] for one in parcels.ids]
        for effect in ("prohibit", "endorsement", "warn"):
            codes = hit[hit["effect"] == effect].drop_duplicates(["code", "parcel"]).groupby("parcel")["code"].agg(", ".join)
            frame[effect] = codes.reindex(range(count)).fillna("")
        frame["unknown"] = unknown
        out.unlink(missing_ok=True)
        frame.to_file(out, layer="parcels", driver="GPKG", engine="pyogrio")
        told = named(findings.drop(columns="parcel"), tasks, parcels, findings["parcel"].to_numpy(dtype=int))
        geopandas.GeoDataFrame(told, geometry=[None] * len(told), crs=3844).to_file(out, layer="findings", driver="GPKG", engine="pyogrio")
        counts = frame.assign(zone=frame["zone"].replace("", "fără zonă")).groupby("zone").size().sort_values(ascending=False)
        by_rule = hit.drop_duplicates(["code", "parcel"]).groupby("code").size()
        return {
            "parcels": count, "by_zone": {str(zone): int(number) for zone, number in counts.items()}, "without_zone": int((frame["zone"] == "").sum()),
            "under_prohibition": int((frame["prohibit"] != "").sum()), "needing_endorsement": int((frame["endorsement"] != "").sum()),
            "with_unknown": int((unknown > 0).sum()), "by_rule": {str(code): int(number) for code, number in by_rule.items()},
        }

    def _region(self, folder: Path, parcels: Parcels, tasks: list[RuleTask], scheduler: str) -> None:
        parts = write_partitions(folder, parcels, tasks)
        self.stdout.write(f"{parts} partiții scrise în {folder}")
        found = screen_partitions(folder, scheduler=scheduler)
        position = parcels.position
        found = named(found, tasks, parcels, np.array([position[int(one)] for one in found["parcel"]], dtype=int))
        found.to_parquet(folder / "findings.parquet")
        self.stdout.write(f"{len(found)} constatări scrise în {folder / 'findings.parquet'}")
