// Lengths and areas for the screen, from longitude and latitude. On a plot the local plane is exact to well under a
// millimetre of what a sphere of this radius gives; what is binding is computed on the server in EPSG:3844.
import type { LonLat } from "./place.ts";

// Radii of the GRS80 ellipsoid (metres).
const A = 6378137;
const E2 = 0.00669438002290079;
const RADIANS = Math.PI / 180;

/** Metres per degree of longitude and of latitude at a latitude. */
export function metresPerDegree(lat: number): [number, number] {
  const sin = Math.sin(lat * RADIANS);
  const w = 1 - E2 * sin * sin;
  const east = (A / Math.sqrt(w)) * Math.cos(lat * RADIANS) * RADIANS;
  const north = ((A * (1 - E2)) / (w * Math.sqrt(w))) * RADIANS;
  return [east, north];
}

export function distanceM(a: LonLat, b: LonLat): number {
  const [east, north] = metresPerDegree((a[1] + b[1]) / 2);
  return Math.hypot((b[0] - a[0]) * east, (b[1] - a[1]) * north);
}

export function lengthM(line: readonly LonLat[]): number {
  let sum = 0;
  for (let i = 1; i < line.length; i += 1) sum += distanceM(line[i - 1]!, line[i]!);
  return sum;
}

/** Area of a ring (closed or not) in square metres, whichever way it turns. */
export function areaM2(ring: readonly LonLat[]): number {
  if (ring.length < 3) return 0;
  const origin = ring[0]!;
  const [east, north] = metresPerDegree(ring.reduce((sum, point) => sum + point[1], 0) / ring.length);
  let twice = 0;
  for (let i = 0; i < ring.length; i += 1) {
    const p = ring[i]!;
    const q = ring[(i + 1) % ring.length]!;
    twice += (p[0] - origin[0]) * east * (q[1] - origin[1]) * north - (q[0] - origin[0]) * east * (p[1] - origin[1]) * north;
  }
  return Math.abs(twice) / 2;
}

export function midpoint(a: LonLat, b: LonLat): LonLat {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}

/** Text of a measure in the language of the page: 12,40 m; 1.234 m². */
export function sayLength(metres: number, language: string): string {
  const digits = metres < 100 ? 2 : 1;
  return `${new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(metres)} m`;
}

export function sayArea(squareMetres: number, language: string): string {
  const digits = squareMetres < 1000 ? 1 : 0;
  return `${new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(squareMetres)} m²`;
}

/** One labelled point for each side of a line or ring, for drawing its dimensions. Sides under 5 cm are not labelled. */
export function sideLabels(line: readonly LonLat[], language: string): GeoJSON.Feature<GeoJSON.Point>[] {
  const labels: GeoJSON.Feature<GeoJSON.Point>[] = [];
  for (let i = 1; i < line.length; i += 1) {
    const metres = distanceM(line[i - 1]!, line[i]!);
    if (metres < 0.05) continue;
    labels.push({
      type: "Feature",
      properties: { label: sayLength(metres, language) },
      geometry: { type: "Point", coordinates: midpoint(line[i - 1]!, line[i]!) },
    });
  }
  return labels;
}
