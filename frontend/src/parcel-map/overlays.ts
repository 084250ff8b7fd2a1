// What is drawn over the map of the town: the chosen parcels, the plot, the works, the findings, the dimensions.
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, Map as MapLibre } from "maplibre-gl";

export const LABEL_FONT = ["Source Sans"];
const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

// Same colours as the cards: oxide red forbids, ochre asks, blue informs, violet does not know, green is free.
const LOOK_COLOUR: ExpressionSpecification = [
  "match", ["coalesce", ["get", "look"], ["get", "effect"], ["get", "state"], ""],
  ["conflict", "prohibit"], "#a32d1c",
  ["endorsement", "warn"], "#a86b00",
  "note", "#1d4a86",
  ["unknown", "failed"], "#584a82",
  "clear", "#24653a",
  "dig-asked", "#584a82",
  "dig-allowed", "#24653a",
  "dig-open", "#c25a12",
  "#1d4a86",
];
const KIND = (kind: string): ExpressionSpecification => ["==", ["get", "kind"], kind];
const POLYGONS: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"];
const POINTS: ExpressionSpecification = ["==", ["geometry-type"], "Point"];

type Overlay = LayerSpecification & { source: string };

// Kinds of features in the overlay: plot, works, finding, envelope (where one may build), cut (what the envelope lost), dig, note.
const OVERLAYS: Overlay[] = [
  { id: "over-envelope", type: "fill", source: "overlay", filter: KIND("envelope"), paint: { "fill-color": "#2f7d46", "fill-opacity": 0.28 } },
  { id: "over-envelope-line", type: "line", source: "overlay", filter: KIND("envelope"), paint: { "line-color": "#24653a", "line-width": 2 } },
  { id: "over-cut", type: "fill", source: "overlay", filter: ["all", KIND("cut"), POLYGONS], paint: { "fill-color": LOOK_COLOUR, "fill-opacity": 0.16 } },
  { id: "over-cut-line", type: "line", source: "overlay", filter: KIND("cut"), paint: { "line-color": LOOK_COLOUR, "line-width": 1, "line-dasharray": [3, 2] } },
  { id: "over-finding", type: "fill", source: "overlay", filter: ["all", KIND("finding"), POLYGONS], paint: { "fill-color": LOOK_COLOUR, "fill-opacity": 0.08 } },
  { id: "over-finding-line", type: "line", source: "overlay", filter: ["all", KIND("finding"), ["!=", ["geometry-type"], "Point"]], paint: { "line-color": LOOK_COLOUR, "line-width": 1.75 } },
  { id: "over-finding-point", type: "circle", source: "overlay", filter: ["all", KIND("finding"), POINTS], paint: { "circle-color": LOOK_COLOUR, "circle-radius": 6, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } },
  { id: "over-dig", type: "line", source: "overlay", filter: ["all", KIND("dig"), ["!=", ["geometry-type"], "Point"]], layout: { "line-cap": "round" }, paint: { "line-color": LOOK_COLOUR, "line-width": 6, "line-opacity": 0.75 } },
  { id: "over-plot", type: "fill", source: "overlay", filter: KIND("plot"), paint: { "fill-color": "#1d4a86", "fill-opacity": 0.08 } },
  { id: "over-plot-case", type: "line", source: "overlay", filter: KIND("plot"), layout: { "line-join": "round" }, paint: { "line-color": "#ffffff", "line-width": 6, "line-opacity": 0.85 } },
  { id: "over-plot-line", type: "line", source: "overlay", filter: KIND("plot"), layout: { "line-join": "round" }, paint: { "line-color": "#1d4a86", "line-width": 3 } },
  { id: "over-works", type: "fill", source: "overlay", filter: ["all", KIND("works"), POLYGONS], paint: { "fill-color": "#d79a2b", "fill-opacity": 0.45 } },
  { id: "over-works-line", type: "line", source: "overlay", filter: KIND("works"), layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": "#7a4d00", "line-width": 3 } },
  { id: "over-lit-line", type: "line", source: "overlay", filter: ["==", ["get", "finding"], "\u0000"], layout: { "line-join": "round" }, paint: { "line-color": LOOK_COLOUR, "line-width": 6 } },
  { id: "over-lit", type: "fill", source: "overlay", filter: ["==", ["get", "finding"], "\u0000"], paint: { "fill-color": LOOK_COLOUR, "fill-opacity": 0.3 } },
  {
    id: "over-dig-mark", type: "circle", source: "overlay", filter: ["all", KIND("dig"), POINTS],
    paint: { "circle-color": LOOK_COLOUR, "circle-radius": 11, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 },
  },
  {
    id: "over-dig-number", type: "symbol", source: "overlay", filter: ["has", "number"],
    layout: { "text-field": ["get", "number"], "text-font": ["Source Sans SemiBold", "Source Sans"], "text-size": 13, "text-allow-overlap": true },
    paint: { "text-color": "#ffffff" },
  },
  {
    id: "over-label", type: "symbol", source: "overlay", filter: ["has", "label"],
    layout: { "text-field": ["get", "label"], "text-font": LABEL_FONT, "text-size": 13, "text-max-width": 12, "text-variable-anchor": ["center", "top", "bottom"] },
    paint: { "text-color": "#1b2431", "text-halo-color": "#ffffff", "text-halo-width": 2 },
  },
  {
    id: "over-measure", type: "line", source: "measure", filter: ["!=", ["geometry-type"], "Point"],
    paint: { "line-color": "#1b2431", "line-width": 2, "line-dasharray": [2, 1.5] },
  },
  {
    id: "over-measure-label", type: "symbol", source: "measure", filter: ["has", "label"],
    layout: { "text-field": ["get", "label"], "text-font": LABEL_FONT, "text-size": 13, "text-allow-overlap": true },
    paint: { "text-color": "#1b2431", "text-halo-color": "#ffffff", "text-halo-width": 2.5 },
  },
];

function pickedLayers(source: string, sourceLayer: string): Overlay[] {
  const filter: ExpressionSpecification = ["in", ["to-string", ["get", "key"]], ["literal", []]];
  const base = { source, "source-layer": sourceLayer, filter };
  return [
    { id: "picked-fill", type: "fill", ...base, paint: { "fill-color": "#f2b233", "fill-opacity": 0.35 } },
    { id: "picked-case", type: "line", ...base, layout: { "line-join": "round" }, paint: { "line-color": "#ffffff", "line-width": 6 } },
    { id: "picked-line", type: "line", ...base, layout: { "line-join": "round" }, paint: { "line-color": "#1d4a86", "line-width": 3.5 } },
  ];
}

export class Overlays {
  readonly #map: MapLibre;
  #findingIds = new Set<string>();

  constructor(map: MapLibre, parcels: { source: string; sourceLayer: string } | null) {
    this.#map = map;
    for (const name of ["overlay", "measure"]) map.addSource(name, { type: "geojson", data: EMPTY });
    if (parcels) for (const layer of pickedLayers(parcels.source, parcels.sourceLayer)) map.addLayer(layer);
    for (const layer of OVERLAYS) map.addLayer(layer);
  }

  /** Ids of the findings that have a shape here. */
  get findings(): string[] {
    return [...this.#findingIds];
  }

  showPicked(keys: readonly string[]): void {
    const filter: ExpressionSpecification = ["in", ["to-string", ["get", "key"]], ["literal", [...keys]]];
    for (const id of ["picked-fill", "picked-case", "picked-line"]) if (this.#map.getLayer(id)) this.#map.setFilter(id, filter);
  }

  show(collection: GeoJSON.FeatureCollection): void {
    this.#findingIds = new Set(collection.features.map((feature) => String(feature.properties?.finding ?? "")).filter(Boolean));
    this.#source("overlay").setData(collection);
  }

  measure(collection: GeoJSON.FeatureCollection): void {
    this.#source("measure").setData(collection);
  }

  /** Light up one finding; null puts it out. Answers whether it is on this map. */
  light(id: string | null): boolean {
    const known = id !== null && this.#findingIds.has(id);
    const filter: ExpressionSpecification = ["==", ["to-string", ["get", "finding"]], known ? id : "\u0000"];
    this.#map.setFilter("over-lit-line", filter);
    this.#map.setFilter("over-lit", ["all", filter, POLYGONS]);
    return known;
  }

  findingAt(point: { x: number; y: number }): string | null {
    const reach = 4;
    const box: [[number, number], [number, number]] = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
    const hits = this.#map.queryRenderedFeatures(box, { layers: ["over-dig-mark", "over-dig", "over-finding-point", "over-finding-line", "over-finding"] });
    const id = hits[0]?.properties.finding;
    return id === undefined ? null : String(id);
  }

  #source(name: string): GeoJSONSource {
    return this.#map.getSource(name) as GeoJSONSource;
  }
}
