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

/** A control for the map: a button that opens the list. */
export class Legend {
  readonly element: HTMLDivElement;
  readonly #map: MapLibre;
  readonly #style: StyleSpecification;

  constructor(map: MapLibre, style: StyleSpecification, words: Words, id: string) {
    this.#map = map;
    this.#style = style;
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
