// A click on the map asks for the panel; a drawing asks for its findings. The map only says what happened.
import htmx from "htmx.org";

interface Picked {
  lon: number;
  lat: number;
  key: string;
}

function target(map: HTMLElement): string | null {
  const selector = map.getAttribute("panel-target");
  return selector && document.querySelector(selector) ? selector : null;
}

/** On a phone the panel is under the map: bring its beginning into view, with the map still above it. */
function reveal(selector: string): void {
  const panel = document.querySelector(selector);
  const top = panel?.getBoundingClientRect().top ?? 0;
  if (top > window.innerHeight * 0.7) window.scrollBy({ top: top - window.innerHeight * 0.45, behavior: "smooth" });
}

/** Drawings whose findings could not be asked for want of a line; they are asked again when it is back. */
const waiting = new Set<HTMLElement>();

export function watchMaps(): void {
  document.addEventListener("htmx:sendError", (event) => {
    const map = (event as CustomEvent<{ elt: HTMLElement }>).detail.elt;
    if (map instanceof HTMLElement && map.matches("parcel-map[check-url]")) waiting.add(map);
  });
  window.addEventListener("online", () => {
    for (const map of waiting) map.dispatchEvent(new CustomEvent("works-drawn", { bubbles: true }));
    waiting.clear();
  });
  document.addEventListener("parcel-picked", (event) => {
    const map = event.target as HTMLElement;
    const url = map.getAttribute("panel-url");
    const panel = target(map);
    if (!url || !panel) return;
    const { lon, lat } = (event as CustomEvent<Picked>).detail;
    const address = new URL(url, document.baseURI);
    address.searchParams.set("lon", lon.toFixed(7));
    address.searchParams.set("lat", lat.toFixed(7));
    void htmx.ajax("get", address.pathname + address.search, { target: panel, swap: "innerHTML", source: map }).then(() => reveal(panel));
  });
  document.addEventListener("works-drawn", (event) => {
    const map = event.target as HTMLElement;
    const url = map.getAttribute("check-url");
    const panel = target(map);
    if (!url || !panel) return;
    const form = map.closest("form");
    const values = form ? Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string")) : {};
    const drawn = (event as CustomEvent<GeoJSON.FeatureCollection | null>).detail;
    const works = drawn ? JSON.stringify(drawn) : String(values[map.getAttribute("name") ?? "works"] ?? "");
    void htmx.ajax("post", url, { target: panel, swap: "innerHTML", source: map, values: { ...values, works } }).catch(() => undefined);
  });
}
