// The list of layers: what each colour means, and a box to show or hide it. Built from the style's own paint, so that
// the legend cannot say another colour than the map. Titles come from style.metadata.legend:
// [{code, title, group, visible}], where code is the source-layer of the tiles.
import type { LayerSpecification, Map as MapLibre, StyleSpecification } from "maplibre-gl";
import type { Words } from "./words.ts";

export interface LegendEntry {
  code: string;
  title: string;
  group: string;
  visible: boolean;
}

export interface Swatch {
  kind: "fill" | "line" | "point" | "none";
  colour: string;
  outline: string;
}

const SVG = "http://www.w3.org/2000/svg";

export function legendEntries(style: StyleSpecification): LegendEntry[] {
  const metadata = style.metadata as { legend?: LegendEntry[] } | undefined;
  return metadata?.legend ?? [];
}

/** First colour written in an expression or given plainly. */
export function firstColour(value: unknown): string {
  if (typeof value === "string") return /^(#|rgb|hsl)/.test(value) ? value : "";
  if (Array.isArray(value)) for (const part of value) if (firstColour(part)) return firstColour(part);
  return "";
}

export function swatchOf(layers: readonly LayerSpecification[]): Swatch {
  const paint = (layer: LayerSpecification | undefined, name: string): string => firstColour((layer?.paint as Record<string, unknown> | undefined)?.[name]);
  const fill = layers.find((layer) => layer.type === "fill");
  const line = layers.find((layer) => layer.type === "line");
  const point = layers.find((layer) => layer.type === "circle");
  const outline = paint(line, "line-color") || paint(fill, "fill-outline-color");
  if (fill) return { kind: "fill", colour: paint(fill, "fill-color"), outline };
  if (line) return { kind: "line", colour: paint(line, "line-color"), outline: "" };
  if (point) return { kind: "point", colour: paint(point, "circle-color"), outline: paint(point, "circle-stroke-color") };
  return { kind: "none", colour: "", outline: "" };
}

export function layersOf(style: StyleSpecification, code: string): LayerSpecification[] {
  return style.layers.filter((layer) => "source-layer" in layer && layer["source-layer"] === code);
}

function draw(swatch: Swatch): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 22 14");
  svg.setAttribute("class", "legend__swatch");
  svg.setAttribute("aria-hidden", "true");
  const shapes: Record<Swatch["kind"], [string, Record<string, string>]> = {
    fill: ["rect", { x: "1", y: "1", width: "20", height: "12", fill: swatch.colour || "none", stroke: swatch.outline || "none", "stroke-width": "1.5" }],
    line: ["path", { d: "M1 10C7 2 14 14 21 5", fill: "none", stroke: swatch.colour || "none", "stroke-width": "2.5" }],
    point: ["circle", { cx: "11", cy: "7", r: "5", fill: swatch.colour || "none", stroke: swatch.outline || "none" }],
    none: ["rect", { width: "0", height: "0" }],
  };
  const [name, attributes] = shapes[swatch.kind];
  const shape = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
  svg.append(shape);
  return svg;
}

const area = (colour: string, outline: string): Swatch => ({ kind: "fill", colour, outline });
const finding = (...looks: string[]) => (told: GeoJSON.GeoJsonProperties): boolean => told?.kind === "finding" && looks.includes(String(told.state === "conflict" ? told.effect : told.state));
const kind = (wanted: string) => (told: GeoJSON.GeoJsonProperties): boolean => told?.kind === wanted;

// The colours of overlays.ts, one row for each thing a person can see.
const OVER: { name: string; swatch: Swatch; shows: (told: GeoJSON.GeoJsonProperties) => boolean }[] = [
  { name: "plot", swatch: area("#e4ecf7", "#1d4a86"), shows: kind("plot") },
  { name: "works", swatch: area("#eac98b", "#7a4d00"), shows: kind("works") },
  ...(["asked", "allowed", "open"] as const).map((state, place) => ({
    name: `dig_${state}`,
    swatch: { kind: "point" as const, colour: ["#584a82", "#24653a", "#c25a12"][place]!, outline: "#ffffff" },
    shows: (told: GeoJSON.GeoJsonProperties): boolean => told?.look === `dig-${state}`,
  })),
  { name: "envelope", swatch: area("#bcd3c3", "#24653a"), shows: kind("envelope") },
  { name: "cut", swatch: area("#dde4ee", "#8b97a8"), shows: kind("cut") },
  { name: "conflict", swatch: area("#f0d5d1", "#a32d1c"), shows: finding("prohibit") },
  { name: "endorsement", swatch: area("#f3e4c8", "#a86b00"), shows: finding("endorsement", "warn") },
  { name: "note", swatch: area("#d9e2ef", "#1d4a86"), shows: finding("note") },
  { name: "unknown", swatch: area("#e0dcee", "#584a82"), shows: finding("unknown", "failed") },
];

/** A control for the map: a button that opens the list. */
export class Legend {
  readonly element: HTMLDivElement;
  readonly #map: MapLibre;
  readonly #style: StyleSpecification;
  readonly #words: Words;
  readonly #shown = document.createElement("ul");

  constructor(map: MapLibre, style: StyleSpecification, words: Words, id: string) {
    this.#map = map;
    this.#style = style;
    this.#words = words;
    this.#shown.className = "legend__shown";
    this.element = document.createElement("div");
    this.element.className = "legend";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "legend__button";
    button.textContent = words.layers ?? "";
    const list = this.#list();
    list.id = `${id}-legend`;
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", list.id);
    const toggle = (open: boolean): void => {
      list.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
    };
    button.addEventListener("click", () => toggle(list.hidden === true));
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || list.hidden) return;
      event.stopPropagation();
      toggle(false);
      button.focus();
    });
    this.element.append(button, list);
  }

  #list(): HTMLDivElement {
    const list = document.createElement("div");
    list.className = "legend__list";
    list.append(this.#shown);
    const groups = groupEntries(legendEntries(this.#style));
    for (const [group, entries] of groups) {
      const set = document.createElement("fieldset");
      const heading = document.createElement("legend");
      heading.textContent = group;
      set.append(heading, ...entries.map((entry) => this.#row(entry)));
      list.append(set);
    }
    return list;
  }

  /** What is drawn over the layers now: land, works, findings by their look. */
  overlay(features: readonly GeoJSON.Feature[]): void {
    const present = OVER.filter(({ name, shows }) => this.#words[name] && features.some((feature) => shows(feature.properties ?? {})));
    const heading = Object.assign(document.createElement("li"), { className: "legend__heading", textContent: this.#words.onMap ?? "" });
    this.#shown.replaceChildren(
      ...(present.length > 0 ? [heading] : []),
      ...present.map(({ name, swatch }) => {
        const row = document.createElement("li");
        row.append(draw(swatch), this.#words[name] ?? "");
        return row;
      }),
    );
  }

  #row(entry: LegendEntry): HTMLLabelElement {
    const row = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = entry.visible;
    box.addEventListener("change", () => this.#set(entry.code, box.checked));
    row.append(box, draw(swatchOf(layersOf(this.#style, entry.code))), entry.title);
    return row;
  }

  #set(code: string, visible: boolean): void {
    for (const layer of layersOf(this.#style, code)) this.#map.setLayoutProperty(layer.id, "visibility", visible ? "visible" : "none");
  }
}

function groupEntries(entries: readonly LegendEntry[]): Map<string, LegendEntry[]> {
  const groups = new Map<string, LegendEntry[]>();
  for (const entry of entries) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  return groups;
}
