// Drawing the works on <parcel-map mode="draw">: outlines and routes that stick to parcel corners, show their
// dimensions, can be undone, and go into the form as GeoJSON. Loaded by the map only when it is needed.
// The same works can be typed as coordinates or uploaded; the server page offers both beside the map.
import { TerraDraw, TerraDrawLineStringMode, TerraDrawModeUndoRedo, TerraDrawPointMode, TerraDrawPolygonMode, TerraDrawSelectMode, TerraDrawSessionUndoRedo, TerraDrawUndoRedoKeyboardShortcuts, ValidateNotSelfIntersecting } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import type { Map as MapLibre } from "maplibre-gl";
import type { ParcelMap } from "../parcel-map/index.ts";
import { MODE, dimensions, editable, ringsOf, rounded, sum, works } from "./shapes.ts";
import { snap } from "./snapping.ts";
import type { Ring } from "./snapping.ts";

const PAUSE_MS = 250;
const FILL = "#d79a2b";
const EDGE = "#7a4d00";
const REACH_PX = 30;

const SNAPPED = { snappingPointColor: "#1d4a86", snappingPointWidth: 6, snappingPointOutlineColor: "#ffffff", snappingPointOutlineWidth: 2 } as const;
const POLYGON = { fillColor: FILL, fillOpacity: 0.4, outlineColor: EDGE, outlineWidth: 3, closingPointColor: EDGE, closingPointWidth: 6, closingPointOutlineColor: "#ffffff", closingPointOutlineWidth: 2, ...SNAPPED } as const;
const LINE = { lineStringColor: EDGE, lineStringWidth: 4, closingPointColor: EDGE, closingPointWidth: 6, closingPointOutlineColor: "#ffffff", closingPointOutlineWidth: 2, ...SNAPPED } as const;

interface Outline {
  ground: GeoJSON.Position[];
  screen: Ring;
}

function outlines(map: MapLibre, features: readonly { geometry: GeoJSON.Geometry }[]): Outline[] {
  return features.flatMap(({ geometry }) => ringsOf(geometry)).map((ground) => ({ ground, screen: ground.map((position) => map.project([position[0]!, position[1]!])) }));
}

/** Parcels near the pointer, as the tiles draw them: their corners are right to a few centimetres. */
function nearParcels(map: MapLibre, parcelLayer: string, at: { x: number; y: number }): { geometry: GeoJSON.Geometry }[] {
  const box: [[number, number], [number, number]] = [[at.x - REACH_PX, at.y - REACH_PX], [at.x + REACH_PX, at.y + REACH_PX]];
  const layers = map.getStyle().layers.filter((layer) => "source-layer" in layer && layer["source-layer"] === parcelLayer && layer.type !== "symbol");
  return map.queryRenderedFeatures(box, { layers: layers.map((layer) => layer.id) });
}

function button(label: string, act: () => void): HTMLButtonElement {
  const element = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  element.addEventListener("click", act);
  return element;
}

/** Begin drawing; parcelLayer is the tile layer whose corners attract. */
export function startDrawing(element: ParcelMap, parcelLayer: string): void {
  const map = element.map!;
  const words = element.words;
  const language = document.documentElement.lang;
  const shapes = (element.getAttribute("shape") ?? "polygon").split(/\s+/);

  const stick = (event: { containerX: number; containerY: number }): GeoJSON.Position | undefined => {
    const at = { x: event.containerX, y: event.containerY };
    // The plot's own corners come first: its coordinates are the server's, to the millimetre.
    const plot = outlines(map, element.shown.filter((feature) => feature.properties?.kind === "plot"));
    const exact = snap(at, plot.map((outline) => outline.screen));
    const all = exact?.corner ? plot : [...plot, ...outlines(map, nearParcels(map, parcelLayer, at))];
    const found = exact?.corner ? exact : snap(at, all.map((outline) => outline.screen));
    if (!found) return undefined;
    if (found.corner) return rounded(all[found.corner.ring]!.ground[found.corner.index]!);
    const place = map.unproject([found.point.x, found.point.y]);
    return rounded([place.lng, place.lat]);
  };
  const simple: typeof ValidateNotSelfIntersecting = (feature) => {
    const verdict = ValidateNotSelfIntersecting(feature);
    if (!verdict.valid) element.say(words.crossing ?? "");
    return verdict;
  };
  const snapping = { toCustom: stick, toCoordinate: true };
  const coordinates = { midpoints: true, draggable: true, deletable: true, snappable: { toCustom: stick } };

  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, prefixId: "draw" }),
    modes: [
      new TerraDrawPolygonMode({ snapping, styles: POLYGON, validation: (feature, { updateType }) => (updateType === "finish" ? simple(feature) : { valid: true }) }),
      new TerraDrawLineStringMode({ snapping, styles: LINE }),
      new TerraDrawPointMode({ styles: { pointColor: EDGE, pointOutlineColor: "#ffffff", pointOutlineWidth: 2, pointWidth: 8 } }),
      new TerraDrawSelectMode({
        flags: { polygon: { feature: { draggable: true, coordinates } }, linestring: { feature: { draggable: true, coordinates } }, point: { feature: { draggable: true } } },
        styles: { selectedPolygonColor: FILL, selectedPolygonOutlineColor: EDGE, selectedPolygonOutlineWidth: 3, selectionPointColor: "#ffffff", selectionPointOutlineColor: EDGE, selectionPointOutlineWidth: 3, selectionPointWidth: 6, midPointColor: EDGE, midPointOutlineColor: "#ffffff", midPointOutlineWidth: 1, midPointWidth: 4, selectedLineStringColor: EDGE, selectedLineStringWidth: 4 },
      }),
    ],
    undoRedo: { modeLevel: new TerraDrawModeUndoRedo(), sessionLevel: new TerraDrawSessionUndoRedo(), keyboardShortcuts: new TerraDrawUndoRedoKeyboardShortcuts() },
  });
  draw.start();
  map.moveLayer("over-measure-label");

  const field = element.field();
  const before = drawnBefore(element, field?.value ?? "");
  if (before.length > 0) {
    draw.addFeatures(before.map((part) => ({ ...part, properties: { mode: MODE[part.geometry.type] } })) as Parameters<typeof draw.addFeatures>[0]);
    // The works are the editor's now; the rest of what the page showed stays beneath.
    element.show({ type: "FeatureCollection", features: element.shown.filter((feature) => feature.properties?.kind !== "works") });
  }

  const modes: [string, string, string][] = [
    ...(shapes.includes("polygon") ? [["polygon", words.drawPolygon ?? "", words.drawHow ?? ""] as [string, string, string]] : []),
    ...(shapes.includes("line") ? [["linestring", words.drawLine ?? "", words.drawLineHow ?? ""] as [string, string, string]] : []),
    ...(shapes.includes("point") ? [["point", words.drawPoint ?? "", words.drawPointHow ?? ""] as [string, string, string]] : []),
    ["select", words.edit ?? "", words.editHow ?? ""],
  ];
  const bar = Object.assign(document.createElement("div"), { className: "draw-bar" });
  bar.role = "toolbar";
  bar.setAttribute("aria-label", words.drawTools ?? "");
  const modeButtons = modes.map(([mode, label, how]) => {
    const one = button(label, () => {
      draw.setMode(mode);
      for (const other of modeButtons) other.setAttribute("aria-pressed", String(other === one));
      element.say(how);
      changed();
    });
    one.setAttribute("aria-pressed", "false");
    return one;
  });
  // Enter ends a shape for terra-draw; on a phone there is no such key, and a closing tap wants a steady hand.
  const done = button(words.finish ?? "", () => {
    for (const kind of ["keydown", "keyup"]) map.getCanvas().dispatchEvent(new KeyboardEvent(kind, { key: "Enter", bubbles: true, cancelable: true }));
  });
  const undo = button(words.undo ?? "", () => draw.undo());
  const redo = button(words.redo ?? "", () => draw.redo());
  const clear = button(words.clear ?? "", () => {
    draw.clear();
    changed();
  });
  bar.append(...modeButtons, done, undo, redo, clear);
  element.barAbove(bar);

  let timer = 0;
  let last = field?.value ?? "";
  function changed(): void {
    const features = draw.getSnapshot() as GeoJSON.Feature[];
    const shown = features.filter((feature) => feature.geometry.type !== "Point");
    element.overlays?.measure(dimensions(shown, language));
    done.disabled = draw.getModeState() !== "drawing";
    undo.disabled = !draw.canUndo();
    redo.disabled = !draw.canRedo();
  }
  /** A finished stroke goes into the form; the same shape twice is asked about once. */
  function settled(): void {
    const collection = works(draw.getSnapshot().filter((feature) => feature.properties.currentlyDrawing !== true) as GeoJSON.Feature[]);
    const text = collection.features.length > 0 ? JSON.stringify(collection) : "";
    if (text === last) return;
    last = text;
    if (field) {
      field.value = text;
      // The form keeps what is drawn as it keeps what is typed.
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    element.say(sum(collection.features, words, language));
    window.clearTimeout(timer);
    timer = window.setTimeout(() => element.dispatchEvent(new CustomEvent("works-drawn", { detail: collection, bubbles: true })), PAUSE_MS);
  }
  draw.on("change", () => {
    changed();
    if (draw.getModeState() !== "drawing") settled();
  });
  draw.on("history", changed);
  draw.on("finish", (id) => {
    // A place is one: pointing again moves it.
    const features = draw.getSnapshot();
    if (features.some((feature) => feature.id === id && feature.properties.mode === "point")) draw.removeFeatures(features.filter((feature) => feature.properties.mode === "point" && feature.id !== id).map((feature) => feature.id!));
    changed();
    settled();
  });
  changed();
  settled();
  const first = modeButtons[before.length > 0 ? modeButtons.length - 1 : 0];
  first?.click();
}

/** Works drawn earlier: in the field when the form comes back with an error, else among the shapes of the page. */
function drawnBefore(element: ParcelMap, kept: string): ReturnType<typeof editable> {
  if (kept.startsWith("{")) {
    try {
      return editable(JSON.parse(kept) as GeoJSON.FeatureCollection);
    } catch (error) {
      console.warn("parcel-map: works that cannot be read", error);
    }
  }
  return editable({ type: "FeatureCollection", features: element.shown.filter((feature) => feature.properties?.kind === "works") });
}
