import assert from "node:assert/strict";
import { test } from "node:test";
import { areaM2, distanceM, lengthM, metresPerDegree, sayArea, sayLength, sideLabels } from "../src/parcel-map/measure.ts";
import type { LonLat } from "../src/parcel-map/place.ts";

// A square of 20 m at Pietricica, built from the published length of a degree at 47° (75 km · 111 km).
const [east, north] = metresPerDegree(46.92);
const at = (x: number, y: number): LonLat => [26.37 + x / east, 46.92 + y / north];

test("a degree at 47° north is 76,06 km by 111,17 km", () => {
  const [e, n] = metresPerDegree(47);
  assert.ok(Math.abs(e - 76056) < 10, String(e));
  assert.ok(Math.abs(n - 111170) < 10, String(n));
});

test("Ana's square of 20 m has 400 m² and sides of 20 m, to the millimetre", () => {
  const square = [at(0, 0), at(20, 0), at(20, 20), at(0, 20)];
  assert.ok(Math.abs(areaM2(square) - 400) < 0.001);
  assert.ok(Math.abs(areaM2([...square, square[0]!]) - 400) < 0.001, "a closed ring is the same ring");
  assert.ok(Math.abs(areaM2([...square].reverse()) - 400) < 0.001, "turning the other way changes nothing");
  assert.ok(Math.abs(distanceM(square[0]!, square[1]!) - 20) < 0.001);
  assert.ok(Math.abs(lengthM(square) - 60) < 0.001);
});

test("two points have no area", () => assert.equal(areaM2([at(0, 0), at(1, 1)]), 0));

test("measures are written as Romanians write them", () => {
  assert.equal(sayLength(12.4, "ro"), "12,40 m");
  assert.equal(sayArea(1234.5, "ro"), "1.235 m²");
  assert.equal(sayArea(99.94, "en"), "99.9 m²");
});

test("every side longer than 5 cm gets its label in the middle", () => {
  const labels = sideLabels([at(0, 0), at(10, 0), at(10.01, 0), at(10.01, 4)], "ro");
  assert.deepEqual(labels.map((label) => label.properties?.label), ["10,00 m", "4,00 m"]);
});
