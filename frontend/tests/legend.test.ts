import assert from "node:assert/strict";
import { test } from "node:test";
import type { LayerSpecification } from "maplibre-gl";
import { firstColour, swatchOf } from "../src/parcel-map/legend.ts";

test("the legend shows the colour that the map paints", () => {
  const layers = [
    { id: "b-fill", type: "fill", source: "b", "source-layer": "b", paint: { "fill-color": "#d8cfc0" } },
    { id: "b-line", type: "line", source: "b", "source-layer": "b", paint: { "line-color": "#a99f8c" } },
  ] as LayerSpecification[];
  assert.deepEqual(swatchOf(layers), { kind: "fill", colour: "#d8cfc0", outline: "#a99f8c" });
});

test("a colour inside an expression is found, words that are not colours are not", () => {
  assert.equal(firstColour(["match", ["get", "kind"], "high", "#b3402f", "#3a7fb5"]), "#b3402f");
  assert.equal(firstColour(["get", "colour"]), "");
});

test("labels alone have no swatch", () => assert.equal(swatchOf([]).kind, "none"));
