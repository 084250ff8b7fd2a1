// The words of the map come from the server in the language of the page, as JSON in the attribute `words`
// (gisapp/templatetags/map.py). A missing word would be a defect of that file, so there are no fallbacks here.
export type Words = Record<string, string>;

export function readWords(json: string | null): Words {
  return JSON.parse(json ?? "{}") as Words;
}

/** MapLibre's own words, by its identifiers. */
export function mapLocale(words: Words): Record<string, string> {
  return {
    "Map.Title": words.mapTitle ?? "",
    "NavigationControl.ZoomIn": words.zoomIn ?? "",
    "NavigationControl.ZoomOut": words.zoomOut ?? "",
    "GeolocateControl.FindMyLocation": words.locate ?? "",
    "GeolocateControl.LocationNotAvailable": words.locateFailed ?? "",
    "AttributionControl.ToggleAttribution": words.sources ?? "",
    "CooperativeGesturesHandler.WindowsHelpText": words.ctrlZoom ?? "",
    "CooperativeGesturesHandler.MacHelpText": words.ctrlZoom ?? "",
    "CooperativeGesturesHandler.MobileHelpText": words.twoFingers ?? "",
    "ScaleControl.Meters": "m",
    "ScaleControl.Kilometers": "km",
  };
}
