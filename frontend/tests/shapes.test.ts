import assert from "node:assert/strict";
import { test } from "node:test";
import { dimensions, editable, finished, ringsOf, sum, works } from "../src/parcel-draw/shapes.ts";

const outline: GeoJSON.Feature = {
  type: "Feature",
  properties: { mode: "polygon", selected: true },
  geometry: { type: "Polygon", coordinates: [[[26.37, 46.92], [26.3702, 46.92], [26.3702, 46.9201], [26.37, 46.92]]] },
};
const route: GeoJSON.Feature = { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [[26.37, 46.92], [26.3701, 46.92]] } };
const stub: GeoJSON.Feature = { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [[26.37, 46.92]] } };
const handle: GeoJSON.Feature = { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [26.37, 46.92] } };

test("half-drawn shapes and the editor's handles are not sent", () => {
  assert.equal(finished([outline, route, stub, handle]).length, 2);
});

test("what is sent carries the kind and none of the editor's own properties", () => {
  assert.deepEqual(works([outline]).features[0]?.properties, { kind: "works" });
});

test("what was sent can be drawn on, part by part", () => {
  const sent: GeoJSON.FeatureCollection = {
    type: "FeatureCollection",
    features: [{ type: "Feature", properties: {}, geometry: { type: "MultiPolygon", coordinates: [[[[1.12345678901, 2], [3, 2], [3, 4], [1.12345678901, 2]]], [[[5, 5], [6, 5], [6, 6], [5, 5]]]] } }],
  };
  const parts = editable(sent);
  assert.equal(parts.length, 2);
  assert.deepEqual((parts[0]?.geometry as GeoJSON.Polygon).coordinates[0]?.[0], [1.123456789, 2]);
});

test("a place pointed at is sent and taken back; the editor's handles are not", () => {
  const place: GeoJSON.Feature = { type: "Feature", properties: { mode: "point" }, geometry: { type: "Point", coordinates: [26.37, 46.92] } };
  assert.deepEqual(works([place, handle]).features.map((one) => one.geometry.type), ["Point"]);
  assert.deepEqual(editable(works([place])).map((one) => one.geometry), [place.geometry]);
  assert.equal(sum([place], { area: "a", length: "l" }, "ro"), "");
});

test("each side of an outline and of a route gets its length", () => {
  assert.equal(dimensions([outline, route], "ro").features.length, 4);
});

test("the status says area and length together", () => {
  assert.match(sum([outline, route], { area: "Suprafață", length: "Lungime" }, "ro"), /^Suprafață [\d.,]+ m² · Lungime [\d.,]+ m$/);
  assert.equal(sum([], { area: "a", length: "l" }, "ro"), "");
});

test("rings of every geometry are found, points have none", () => {
  assert.equal(ringsOf(outline.geometry).length, 1);
  assert.equal(ringsOf(route.geometry).length, 1);
  assert.equal(ringsOf(handle.geometry).length, 0);
});
