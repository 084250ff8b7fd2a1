// The ruler of the planner's desk: click points, read lengths and the area; Escape or the button ends and clears.
import type { Map as MapLibre, MapMouseEvent } from "maplibre-gl";
import { areaM2, lengthM, sayArea, sayLength, sideLabels } from "./measure.ts";
import type { Overlays } from "./overlays.ts";
import type { LonLat } from "./place.ts";
import type { Words } from "./words.ts";

export class MeasureTool {
  readonly element: HTMLButtonElement;
  readonly #map: MapLibre;
  readonly #overlays: Overlays;
  readonly #words: Words;
  readonly #say: (text: string) => void;
  #points: LonLat[] = [];
  active = false;

  constructor(map: MapLibre, overlays: Overlays, words: Words, say: (text: string) => void) {
    this.#map = map;
    this.#overlays = overlays;
    this.#words = words;
    this.#say = say;
    this.element = document.createElement("button");
    this.element.type = "button";
    this.element.className = "legend__button";
    this.element.textContent = words.measure ?? "";
    this.element.setAttribute("aria-pressed", "false");
    this.element.addEventListener("click", () => this.#switch(!this.active));
    map.on("click", (event) => this.#add(event));
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.active) this.#switch(false);
    });
  }

  #switch(on: boolean): void {
    this.active = on;
    this.element.setAttribute("aria-pressed", String(on));
    this.#points = [];
    this.#overlays.measure({ type: "FeatureCollection", features: [] });
    this.#say(on ? (this.#words.measureHow ?? "") : "");
  }

  #add(event: MapMouseEvent): void {
    if (!this.active) return;
    this.#points.push([event.lngLat.lng, event.lngLat.lat]);
    const language = document.documentElement.lang;
    const line: GeoJSON.Feature = { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: this.#points } };
    const features = this.#points.length > 1 ? [line, ...sideLabels(this.#points, language)] : [];
    this.#overlays.measure({ type: "FeatureCollection", features });
    const length = sayLength(lengthM(this.#points), language);
    const area = this.#points.length > 2 ? ` · ${this.#words.area ?? ""} ${sayArea(areaM2(this.#points), language)}` : "";
    this.#say(`${this.#words.length ?? ""} ${length}${area}`);
    this.#map.triggerRepaint();
  }
}
