// The assistant's page: the place of the phone only after a click, the end of the conversation in view, an empty box after sending.
// Without a script the same form is sent whole.

const REASONS: Record<number, string> = { 1: "denied", 2: "unavailable", 3: "late" };

function field(form: HTMLFormElement, name: string): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
}

function put(form: HTMLFormElement, lat: string, lon: string, accuracy = ""): void {
  const values: Record<string, string> = { lat, lon, accuracy };
  for (const [name, value] of Object.entries(values)) {
    const input = field(form, name);
    if (input) input.value = value;
  }
}

function say(form: HTMLFormElement, words: string): void {
  const status = form.querySelector<HTMLElement>("[data-chat-status]");
  if (status) status.textContent = words;
}

function locate(form: HTMLFormElement, button: HTMLButtonElement): void {
  button.disabled = true;
  say(form, "");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      button.disabled = false;
      put(form, coords.latitude.toFixed(7), coords.longitude.toFixed(7), coords.accuracy.toFixed(0));
      form.requestSubmit();
    },
    (error) => {
      button.disabled = false;
      say(form, form.dataset[REASONS[error.code] ?? "unavailable"] ?? "");
    },
    { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
  );
}

function prepare(root: ParentNode): void {
  // Browsers give a place only to pages that came safely.
  const can = "geolocation" in navigator && window.isSecureContext;
  root.querySelectorAll<HTMLElement>("[data-locate]").forEach((button) => (button.hidden = !can));
  root.querySelectorAll<HTMLElement>(".chat__log").forEach((log) => (log.scrollTop = log.scrollHeight));
}

export function watchChat(): void {
  prepare(document);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-locate]");
    const form = button?.closest("form");
    if (button && form) locate(form, button);
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target as HTMLElement;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !box.matches("[data-chat-text]")) return;
    event.preventDefault();
    (box as HTMLTextAreaElement).form?.requestSubmit();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { detail, target } = event as CustomEvent<{ successful: boolean }>;
    const form = target as HTMLFormElement;
    if (!form.matches("[data-chat-form]") || !detail.successful) return;
    put(form, "", "");
    const box = form.querySelector<HTMLTextAreaElement>("[data-chat-text]");
    const file = form.querySelector<HTMLInputElement>("input[type=file]");
    if (file) file.value = "";
    if (box) {
      box.value = "";
      box.focus();
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => prepare((event.target as HTMLElement).parentElement ?? document));
  document.addEventListener("parcel-picked", (event) => {
    const form = document.querySelector<HTMLFormElement>("form[data-takes-point]");
    if (!form) return;
    const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
    put(form, lat.toFixed(7), lon.toFixed(7));
    const status = form.querySelector<HTMLElement>("[data-point-status]");
    if (status) status.textContent = status.dataset.chosen ?? "";
  });
}
