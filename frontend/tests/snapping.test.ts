import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestOnSegment, snap } from "../src/parcel-draw/snapping.ts";

const square = [{ x: 0, y: 0 }, { x: 100, y: 0 }, { x: 100, y: 100 }, { x: 0, y: 100 }, { x: 0, y: 0 }];

test("a corner within reach wins over the edge beside it", () => {
  const found = snap({ x: 92, y: 2 }, [square]);
  assert.deepEqual(found, { point: { x: 100, y: 0 }, corner: { ring: 0, index: 1 } });
});

test("away from corners the edge holds", () => {
  const found = snap({ x: 50, y: 6 }, [square]);
  assert.deepEqual(found, { point: { x: 50, y: 0 }, corner: null });
});

test("in the open nothing pulls", () => {
  assert.equal(snap({ x: 50, y: 50 }, [square]), null);
  assert.equal(snap({ x: 50, y: 50 }, []), null);
});

test("the nearer of two corners is taken", () => {
  const found = snap({ x: 103, y: 1 }, [square, [{ x: 110, y: 0 }]]);
  assert.deepEqual(found?.corner, { ring: 0, index: 1 });
});

test("a segment of no length is a point", () => {
  assert.deepEqual(nearestOnSegment({ x: 5, y: 5 }, { x: 1, y: 1 }, { x: 1, y: 1 }), { x: 1, y: 1 });
});
