// Where a drawn corner should stick: a corner of the plot or a parcel first, else the nearest point of its edge.
// Works in pixels of the screen, because that is the reach of a finger.
export interface Point {
  x: number;
  y: number;
}

export type Ring = readonly Point[];

const CORNER_REACH = 14;
const EDGE_REACH = 8;

function squared(a: Point, b: Point): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
}

/** Nearest point of the segment a–b to p. */
export function nearestOnSegment(p: Point, a: Point, b: Point): Point {
  const length = squared(a, b);
  if (length === 0) return a;
  const t = Math.max(0, Math.min(1, ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length));
  return { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) };
}

export interface Snapped {
  point: Point;
  /** Ring and corner it stuck to, so that the exact coordinate can be taken; null for a place along an edge. */
  corner: { ring: number; index: number } | null;
}

/** The place to stick to, or null when nothing is near. */
export function snap(p: Point, rings: readonly Ring[]): Snapped | null {
  let corner: Snapped | null = null;
  let cornerReach = CORNER_REACH ** 2;
  let edge: Snapped | null = null;
  let edgeReach = EDGE_REACH ** 2;
  rings.forEach((ring, ringNumber) => {
    ring.forEach((vertex, index) => {
      const away = squared(p, vertex);
      if (away < cornerReach) {
        cornerReach = away;
        corner = { point: vertex, corner: { ring: ringNumber, index } };
      }
      const next = ring[index + 1];
      if (!next) return;
      const near = nearestOnSegment(p, vertex, next);
      const beside = squared(p, near);
      if (beside < edgeReach) {
        edgeReach = beside;
        edge = { point: near, corner: null };
      }
    });
  });
  return corner ?? edge;
}
