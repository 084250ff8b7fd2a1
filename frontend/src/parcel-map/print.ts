// What WebGL drew is gone from its canvas by the time a page is printed: while printing, a plain copy stands in its place.
import type { ParcelMap } from "./index.ts";

function copyForPaper(element: ParcelMap): void {
  const map = element.map;
  if (!map) return;
  // Drawn and copied in one go: after this turn the browser may empty the canvas.
  map.redraw();
  const drawn = map.getCanvas();
  const copy = Object.assign(document.createElement("canvas"), { width: drawn.width, height: drawn.height, className: "map-paper" });
  copy.getContext("2d")?.drawImage(drawn, 0, 0);
  element.append(copy);
}

export function printMaps(): void {
  window.addEventListener("beforeprint", () => document.querySelectorAll<ParcelMap>("parcel-map").forEach(copyForPaper));
  window.addEventListener("afterprint", () => document.querySelectorAll(".map-paper").forEach((copy) => copy.remove()));
}
