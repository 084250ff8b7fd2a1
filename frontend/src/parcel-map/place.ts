// Reading positions out of attributes. Order everywhere: longitude, latitude (WGS84, degrees).
export type LonLat = [number, number];
export type Bounds = [number, number, number, number];

function numbers(text: string | null, count: number): number[] | null {
  if (!text) return null;
  const parts = text.split(/[\s,;]+/).map(Number);
  return parts.length === count && parts.every(Number.isFinite) ? parts : null;
}

export function readCenter(text: string | null): LonLat | null {
  return numbers(text, 2) as LonLat | null;
}

export function readBounds(text: string | null): Bounds | null {
  return numbers(text, 4) as Bounds | null;
}

function* positions(geometry: GeoJSON.Geometry): Generator<GeoJSON.Position> {
  if (geometry.type === "GeometryCollection") {
    for (const part of geometry.geometries) yield* positions(part);
    return;
  }
  const stack: unknown[] = [geometry.coordinates];
  while (stack.length > 0) {
    const item = stack.pop() as unknown[];
    if (typeof item[0] === "number") yield item as GeoJSON.Position;
    else stack.push(...item);
  }
}

/** The box around everything drawn, or null when there is nothing. */
export function boundsOf(collection: GeoJSON.FeatureCollection): Bounds | null {
  let box: Bounds | null = null;
  for (const feature of collection.features) {
    if (!feature.geometry) continue;
    for (const [lon, lat] of positions(feature.geometry)) {
      if (lon === undefined || lat === undefined) continue;
      box = box ? [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)] : [lon, lat, lon, lat];
    }
  }
  return box;
}

/** Chosen parcels, as the hidden field holds them: cadastral numbers apart by spaces. */
export function readKeys(text: string | null): string[] {
  return [...new Set((text ?? "").split(/[\s,]+/).filter(Boolean))];
}
