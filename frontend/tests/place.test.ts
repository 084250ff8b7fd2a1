import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, readBounds, readCenter, readKeys } from "../src/parcel-map/place.ts";

test("a centre is two numbers, longitude first; anything else is no centre", () => {
  assert.deepEqual(readCenter("26.37,46.92"), [26.37, 46.92]);
  assert.deepEqual(readCenter("26.37 46.92"), [26.37, 46.92]);
  for (const wrong of [null, "", "26.37", "x,y", "1,2,3"]) assert.equal(readCenter(wrong), null);
});

test("a box is four numbers", () => {
  assert.deepEqual(readBounds("1,2,3,4"), [1, 2, 3, 4]);
  assert.equal(readBounds("1,2,3"), null);
});

test("cadastral numbers are kept once and in order", () => {
  assert.deepEqual(readKeys(" 54321 54322, 54321 "), ["54321", "54322"]);
  assert.deepEqual(readKeys(null), []);
});

test("the box around everything drawn skips features without a shape", () => {
  const collection = {
    type: "FeatureCollection",
    features: [
      { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [3, 4] } },
      { type: "Feature", properties: {}, geometry: { type: "MultiPolygon", coordinates: [[[[1, 2], [2, 2], [2, 9], [1, 2]]]] } },
      { type: "Feature", properties: {}, geometry: { type: "GeometryCollection", geometries: [{ type: "LineString", coordinates: [[0, 5], [1, 5]] }] } },
      { type: "Feature", properties: {}, geometry: null },
    ],
  } as unknown as GeoJSON.FeatureCollection;
  assert.deepEqual(boundsOf(collection), [0, 2, 3, 9]);
  assert.equal(boundsOf({ type: "FeatureCollection", features: [] }), null);
});
