// <parcel-map>: the land on a map. frontend/README.md lists its attributes and events.
// Everything it says can also be reached without it: it is one way to choose a plot, not the only one.
import { AttributionControl, GeolocateControl, Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import type { IControl, StyleSpecification } from "maplibre-gl";
import { Legend, legendEntries } from "./legend.ts";
import { MeasureTool } from "./measure-tool.ts";
import { LABEL_FONT, Overlays } from "./overlays.ts";
import { Picking } from "./picking.ts";
import type { Picked } from "./picking.ts";
import { boundsOf, readBounds, readCenter, readKeys } from "./place.ts";
import type { Bounds } from "./place.ts";
import { printMaps } from "./print.ts";
import { mapLocale, readWords } from "./words.ts";
import type { Words } from "./words.ts";

const FIT = { padding: 48, maxZoom: 18.5, duration: 0 };
const TOO_SMALL_PX = 36;

function asControl(element: HTMLElement): IControl {
  element.classList.add("maplibregl-ctrl");
  return { onAdd: () => element, onRemove: () => element.remove() };
}

/** Labels are drawn from the page's own font (no glyph server); it must be there before the first label. */
async function loadLabelFont(): Promise<void> {
  await Promise.all(["AaȘșȚțĂăÎîÂâ", "A"].map((text) => document.fonts.load(`16px "${LABEL_FONT[0]}"`, text)));
}

export class ParcelMap extends HTMLElement {
  static readonly observedAttributes = ["value", "geojson-src"];

  map: MapLibre | null = null;
  overlays: Overlays | null = null;
  words: Words = {};
  /** What is shown over the map, with the server's own coordinates (those of tiles are rounded to their grid). */
  shown: GeoJSON.Feature[] = [];
  #measure: MeasureTool | null = null;
  #legend: Legend | null = null;
  #status!: HTMLElement;
  readonly #gone = new AbortController();

  connectedCallback(): void {
    if (this.map || this.hasAttribute("data-started")) return;
    this.setAttribute("data-started", "");
    this.words = readWords(this.getAttribute("words"));
    void this.#start();
  }

  disconnectedCallback(): void {
    this.#gone.abort();
    this.map?.remove();
    this.map = null;
  }

  attributeChangedCallback(name: string): void {
    if (!this.overlays) return;
    if (name === "value") this.#showValue();
    else void this.#loadOverlay();
  }

  /** Chosen cadastral numbers, apart by spaces. Setting it lights them up and fills the hidden field. */
  get value(): string {
    return this.getAttribute("value") ?? "";
  }

  set value(keys: string) {
    this.setAttribute("value", readKeys(keys).join(" "));
  }

  /** Show a FeatureCollection (kinds: plot, works, finding, envelope, cut, dig); fit=true moves there. */
  show(collection: GeoJSON.FeatureCollection, fit = false): void {
    this.shown = collection.features;
    this.overlays?.show(collection);
    this.#legend?.overlay(collection.features);
    document.dispatchEvent(new CustomEvent("findings-on-map", { detail: { ids: this.overlays?.findings ?? [] } }));
    const box = boundsOf(collection);
    if (fit && box) this.fit(box);
  }

  fit(box: Bounds): void {
    this.map?.fitBounds(box, FIT);
  }

  /** Whether a place is on the screen already, large enough to see: then the map stays where the person left it. */
  #inView(box: Bounds): boolean {
    const map = this.map!;
    const view = map.getBounds();
    const [a, b] = [map.project([box[0], box[1]]), map.project([box[2], box[3]])];
    return view.contains([box[0], box[1]]) && view.contains([box[2], box[3]]) && Math.hypot(a.x - b.x, a.y - b.y) >= TOO_SMALL_PX;
  }

  say(text: string): void {
    this.#status.textContent = text;
    this.#status.hidden = text === "" && !this.#status.matches(".map-status--above");
  }

  /** Put tools above the map, where they cover nothing; what is said then stands under them and never moves the map. */
  barAbove(bar: HTMLElement): void {
    this.prepend(bar, this.#status);
    this.#status.classList.add("map-status--above");
    this.#status.hidden = false;
  }

  async #start(): Promise<void> {
    const fallback = this.querySelector<HTMLElement>("[data-map-fallback]");
    setWorkerUrl(new URL(this.getAttribute("worker-url") ?? "", document.baseURI).href);
    const [style] = await Promise.all([this.#fetchJson<StyleSpecification>(this.getAttribute("style-url") ?? ""), loadLabelFont()]);
    if (!style || this.#gone.signal.aborted) return this.#failed(fallback, this.words.styleFailed ?? "");
    const canvas = Object.assign(document.createElement("div"), { className: "map-canvas" });
    this.append(canvas);
    this.#status = Object.assign(document.createElement("p"), { className: "map-status", hidden: true });
    this.#status.setAttribute("role", "status");
    this.append(this.#status);
    try {
      this.map = this.#build(canvas, style);
    } catch (error) {
      canvas.remove();
      this.#failed(fallback, this.words.noWebGl ?? "");
      console.warn("parcel-map:", error);
      return;
    }
    fallback?.remove();
    this.#controls(style);
    await this.map.once("style.load");
    this.#ready(style);
  }

  #build(container: HTMLElement, style: StyleSpecification): MapLibre {
    const bounds = readBounds(this.getAttribute("bounds"));
    const center = readCenter(this.getAttribute("center")) ?? (style.center as [number, number] | undefined);
    return new MapLibre({
      container,
      style,
      locale: mapLocale(this.words),
      // The style names tiles by path only; the worker that fetches them has no page to resolve a path against.
      transformRequest: (url) => ({ url: new URL(url, window.location.origin).href }),
      ...(bounds ? { bounds, fitBoundsOptions: FIT } : center ? { center, zoom: Number(this.getAttribute("zoom") ?? style.zoom ?? 15) } : {}),
      maxZoom: 21,
      minZoom: 8,
      pitchWithRotate: false,
      dragRotate: false,
      touchPitch: false,
      attributionControl: false,
      cooperativeGestures: this.hasAttribute("cooperative"),
      fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200,
    });
  }

  #controls(style: StyleSpecification): void {
    const map = this.map!;
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    map.addControl(new GeolocateControl({ positionOptions: { enableHighAccuracy: true }, showAccuracyCircle: true }), "top-right");
    // MapLibre names this button only once the browser has said whether it may tell a place.
    map.getContainer().querySelector(".maplibregl-ctrl-geolocate")?.setAttribute("aria-label", this.words.locate ?? "");
    map.addControl(new ScaleControl({ unit: "metric", maxWidth: 120 }), "bottom-left");
    if (legendEntries(style).length > 0) {
      this.#legend = new Legend(map, style, this.words, this.id || "map");
      map.addControl(asControl(this.#legend.element), "top-left");
    }
  }

  #ready(style: StyleSpecification): void {
    const map = this.map!;
    const parcelLayer = this.getAttribute("parcels") ?? "parcels";
    const carrier = style.layers.find((layer) => "source-layer" in layer && layer["source-layer"] === parcelLayer);
    const source = carrier && "source" in carrier ? String(carrier.source) : "";
    this.overlays = new Overlays(map, source ? { source, sourceLayer: parcelLayer } : null);
    if (this.getAttribute("mode") === "pick") new Picking(map, parcelLayer, (picked) => this.#picked(picked));
    if ((this.getAttribute("tools") ?? "").split(" ").includes("measure")) {
      this.#measure = new MeasureTool(map, this.overlays, this.words, (text) => this.say(text));
      map.addControl(asControl(this.#measure.element), "top-left");
    }
    this.#followField();
    this.#showValue();
    const overlay = this.#loadOverlay();
    if (this.getAttribute("mode") === "draw") void overlay.then(() => this.#startDrawing(parcelLayer));
    this.#followFindings();
    this.#followPanel();
    this.#followTiles(map);
    map.once("idle", () => {
      // Sources are a button away; MapLibre would unfold them over half of a small map.
      map.addControl(new AttributionControl({ compact: true }), "bottom-right");
      const sources = this.querySelector("details.maplibregl-ctrl-attrib");
      sources?.removeAttribute("open");
      sources?.classList.remove("maplibregl-compact-show");
      this.setAttribute("data-ready", "");
      this.dispatchEvent(new CustomEvent("map-ready", { bubbles: true }));
    });
  }

  /** A tile that fails is said; when the line is back the missing ones are fetched again. */
  #followTiles(map: MapLibre): void {
    let missing = false;
    map.on("error", (event) => {
      console.warn("parcel-map:", event.error);
      if (!("sourceId" in event) || missing) return;
      missing = true;
      this.say(this.words.tilesFailed ?? "");
    });
    window.addEventListener(
      "online",
      () => {
        if (!missing) return;
        missing = false;
        this.say("");
        for (const [id, source] of Object.entries(map.getStyle().sources)) if (source.type === "vector") map.refreshTiles(id);
      },
      { signal: this.#gone.signal },
    );
  }

  async #startDrawing(parcelLayer: string): Promise<void> {
    const url = new URL(this.getAttribute("draw-url") ?? "", document.baseURI).href;
    const drawing = (await import(url)) as { startDrawing: (element: ParcelMap, parcelLayer: string) => void };
    drawing.startDrawing(this, parcelLayer);
  }

  #picked(picked: Picked): void {
    if (this.#measure?.active) return;
    if (picked.key && this.hasAttribute("multiple")) {
      const keys = new Set(readKeys(this.value));
      if (!keys.delete(picked.key)) keys.add(picked.key);
      this.value = [...keys].join(" ");
    } else if (picked.key) {
      this.value = picked.key;
    }
    // The page script turns this into a request for the panel (panel-url, panel-target).
    this.dispatchEvent(new CustomEvent<Picked>("parcel-picked", { detail: picked, bubbles: true }));
  }

  #showValue(): void {
    if (this.getAttribute("mode") === "draw") return;
    this.overlays?.showPicked(readKeys(this.value));
    const field = this.field();
    if (field && readKeys(field.value).join(" ") !== this.value) field.value = this.value;
  }

  /** The field named by `name`: the page's own where there is one (people may type into it), else one made here. */
  field(): HTMLInputElement | null {
    const name = this.getAttribute("name");
    if (!name) return null;
    const own = this.closest("form")?.querySelector<HTMLInputElement>(`input[name="${CSS.escape(name)}"], textarea[name="${CSS.escape(name)}"]`);
    if (own) return own;
    const made = Object.assign(document.createElement("input"), { type: "hidden", name, value: "" });
    this.append(made);
    return made;
  }

  #followField(): void {
    const field = this.field();
    if (!field || this.getAttribute("mode") === "draw") return;
    if (!this.value && field.value) this.value = field.value;
    field.addEventListener("change", () => (this.value = field.value), { signal: this.#gone.signal });
  }

  async #loadOverlay(): Promise<void> {
    const source = this.getAttribute("geojson-src");
    if (!source) return;
    const inPage = source.startsWith("#") ? document.querySelector(source)?.textContent : null;
    const collection = inPage ? (JSON.parse(inPage) as GeoJSON.FeatureCollection) : await this.#fetchJson<GeoJSON.FeatureCollection>(source);
    if (!collection) return this.say(this.words.overlayFailed ?? "");
    this.show(collection, !this.hasAttribute("bounds") && !this.hasAttribute("center"));
  }

  #followFindings(): void {
    const map = this.map!;
    const options = { signal: this.#gone.signal };
    document.addEventListener("finding-hover", (event) => this.overlays?.light((event as CustomEvent<{ id: string | null }>).detail.id), options);
    // A finding asked for by its button: the map comes into sight, moves there and keeps it lit.
    document.addEventListener(
      "finding-show",
      (event) => {
        const { id } = (event as CustomEvent<{ id: string }>).detail;
        const box = boundsOf({ type: "FeatureCollection", features: this.shown.filter((feature) => String(feature.properties?.finding ?? "") === id) });
        if (!box) return;
        this.overlays?.light(id);
        if (!this.#inView(box)) this.fit(box);
        this.scrollIntoView({ block: "center" });
        map.getCanvas().focus({ preventScroll: true });
      },
      options,
    );
    let last: string | null = null;
    map.on("mousemove", (event) => {
      const id = this.overlays?.findingAt(event.point) ?? null;
      if (id === last) return;
      last = id;
      this.overlays?.light(id);
      document.dispatchEvent(new CustomEvent("finding-seen", { detail: { id } }));
    });
  }

  /** A panel, there from the start or arriving later, can bring what to show: data-parcel-key, data-map-bounds, data-map-geojson. */
  #readPanel(panel: Element): void {
    const key = panel.querySelector<HTMLElement>("[data-parcel-key]")?.dataset.parcelKey;
    if (key && !this.hasAttribute("multiple")) this.value = key;
    const shapes = panel.querySelector<HTMLElement>("[data-map-geojson]")?.dataset.mapGeojson;
    if (shapes) this.show(JSON.parse(shapes) as GeoJSON.FeatureCollection);
    const box = readBounds(panel.querySelector<HTMLElement>("[data-map-bounds]")?.dataset.mapBounds ?? null);
    if (box && !this.#inView(box)) this.fit(box);
  }

  #followPanel(): void {
    const target = this.getAttribute("panel-target");
    const here = target ? document.querySelector(target) : null;
    if (here) this.#readPanel(here);
    document.addEventListener(
      "htmx:afterSwap",
      (event) => {
        const swapped = event.target as HTMLElement;
        if (target && swapped.matches(target)) this.#readPanel(swapped);
      },
      { signal: this.#gone.signal },
    );
    // A suggestion of the search box may come with a place.
    document.addEventListener(
      "suggestion-chosen",
      (event) => {
        const { lon, lat, value } = (event as CustomEvent<{ lon?: number; lat?: number; value?: string }>).detail;
        if (lon === undefined || lat === undefined) return;
        event.preventDefault();
        this.map?.jumpTo({ center: [lon, lat], zoom: Math.max(this.map.getZoom(), 18) });
        this.#picked({ lon, lat, key: /^\d+/.test(value ?? "") ? (value ?? "") : "" });
      },
      { signal: this.#gone.signal },
    );
  }

  async #fetchJson<T>(url: string): Promise<T | null> {
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: this.#gone.signal });
      return answer.ok ? ((await answer.json()) as T) : null;
    } catch (error) {
      if (error instanceof TypeError || error instanceof DOMException) return null;
      throw error;
    }
  }

  #failed(fallback: HTMLElement | null, sentence: string): void {
    this.setAttribute("data-failed", "");
    if (fallback) fallback.textContent = sentence;
  }
}

customElements.define("parcel-map", ParcelMap);
printMaps();
