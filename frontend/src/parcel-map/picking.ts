// Choosing land on the map: by click, by touch, and by keyboard (a cross in the middle, Enter takes what is under it).
import type { Map as MapLibre, PointLike } from "maplibre-gl";

export interface Picked {
  lon: number;
  lat: number;
  key: string;
}

export class Picking {
  readonly #map: MapLibre;
  readonly #parcelLayer: string;
  readonly #tell: (picked: Picked) => void;
  readonly #cross: HTMLDivElement;

  constructor(map: MapLibre, parcelLayer: string, tell: (picked: Picked) => void) {
    this.#map = map;
    this.#parcelLayer = parcelLayer;
    this.#tell = tell;
    this.#cross = Object.assign(document.createElement("div"), { className: "map-cross", hidden: true });
    map.getContainer().append(this.#cross);
    map.on("click", (event) => this.#take(event.point, event.lngLat.lng, event.lngLat.lat));
    map.getCanvas().addEventListener("keydown", this.#key);
    map.getCanvas().addEventListener("blur", () => (this.#cross.hidden = true));
    map.getCanvas().style.cursor = "pointer";
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key.startsWith("Arrow")) this.#cross.hidden = false;
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.#cross.hidden = false;
    const center = this.#map.getCenter();
    this.#take(this.#map.project(center), center.lng, center.lat);
  };

  #take(point: PointLike, lon: number, lat: number): void {
    const layers = this.#map.getStyle().layers.filter((layer) => "source-layer" in layer && layer["source-layer"] === this.#parcelLayer && layer.type === "fill");
    const hit = layers.length > 0 ? this.#map.queryRenderedFeatures(point, { layers: layers.map((layer) => layer.id) })[0] : undefined;
    this.#tell({ lon, lat, key: String(hit?.properties.key ?? "") });
  }
}
