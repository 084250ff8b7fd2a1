// Between terra-draw's store and the plain GeoJSON that the form sends.
import { areaM2, lengthM, sayArea, sayLength, sideLabels } from "../parcel-map/measure.ts";
import type { LonLat } from "../parcel-map/place.ts";

export type Drawn = GeoJSON.Feature<GeoJSON.Polygon | GeoJSON.LineString | GeoJSON.Point>;
/** Which mode of the editor draws which geometry. */
export const MODE: Record<Drawn["geometry"]["type"], string> = { Polygon: "polygon", LineString: "linestring", Point: "point" };
const DIGITS = 9; // a tenth of a millimetre; terra-draw refuses more

export function rounded(position: readonly number[]): LonLat {
  return [Number(position[0]!.toFixed(DIGITS)), Number(position[1]!.toFixed(DIGITS))];
}

/** All rings and lines of a geometry. */
export function ringsOf(geometry: GeoJSON.Geometry): GeoJSON.Position[][] {
  if (geometry.type === "Polygon" || geometry.type === "MultiLineString") return geometry.coordinates;
  if (geometry.type === "MultiPolygon") return geometry.coordinates.flat();
  return geometry.type === "LineString" ? [geometry.coordinates] : [];
}

/** Finished shapes only: an outline needs three corners, a route two points; a point only where a place was pointed at, not the editor's handles. */
export function finished(features: readonly GeoJSON.Feature[]): Drawn[] {
  return features.filter((feature): feature is Drawn => {
    const geometry = feature.geometry;
    if (geometry.type === "Polygon") return (geometry.coordinates[0]?.length ?? 0) >= 4;
    if (geometry.type === "Point") return feature.properties?.mode === "point";
    return geometry.type === "LineString" && geometry.coordinates.length >= 2;
  });
}

/** What is sent: geometry with its kind, none of the editor's own properties. */
export function works(features: readonly GeoJSON.Feature[]): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: finished(features).map((feature) => ({ type: "Feature", properties: { kind: "works" }, geometry: feature.geometry })),
  };
}

/** What the editor takes back: one polygon or line for each part. */
export function editable(collection: GeoJSON.FeatureCollection): Drawn[] {
  const parts: Drawn[] = [];
  const add = (geometry: Drawn["geometry"]): number => parts.push({ type: "Feature", properties: {}, geometry });
  for (const { geometry } of collection.features) {
    if (!geometry) continue;
    if (geometry.type === "Polygon") add({ type: "Polygon", coordinates: [geometry.coordinates[0]!.map(rounded)] });
    if (geometry.type === "MultiPolygon") for (const rings of geometry.coordinates) add({ type: "Polygon", coordinates: [rings[0]!.map(rounded)] });
    if (geometry.type === "Point") add({ type: "Point", coordinates: rounded(geometry.coordinates) });
    if (geometry.type === "LineString") add({ type: "LineString", coordinates: geometry.coordinates.map(rounded) });
    if (geometry.type === "MultiLineString") for (const line of geometry.coordinates) add({ type: "LineString", coordinates: line.map(rounded) });
  }
  return parts;
}

/** Lengths of all sides, as labels for the map. */
export function dimensions(features: readonly GeoJSON.Feature[], language: string): GeoJSON.FeatureCollection {
  const labels = features.flatMap(({ geometry }) => {
    if (geometry.type === "Polygon") return sideLabels((geometry.coordinates[0] ?? []) as LonLat[], language);
    return geometry.type === "LineString" ? sideLabels(geometry.coordinates as LonLat[], language) : [];
  });
  return { type: "FeatureCollection", features: labels };
}

/** One line for the status: area of outlines, length of routes. */
export function sum(features: readonly GeoJSON.Feature[], words: Record<string, string>, language: string): string {
  let area = 0;
  let length = 0;
  for (const { geometry } of finished(features)) {
    if (geometry.type === "Polygon") area += areaM2((geometry.coordinates[0] ?? []).slice(0, -1) as LonLat[]);
    if (geometry.type === "LineString") length += lengthM(geometry.coordinates as LonLat[]);
  }
  return [area > 0 ? `${words.area} ${sayArea(area, language)}` : "", length > 0 ? `${words.length} ${sayLength(length, language)}` : ""].filter(Boolean).join(" · ");
}
