// A short message in the corner, read out by screen readers because its region is live.
const SHOWN_MS = 9000;

export function toast(text: string): void {
  const region = document.querySelector("[data-toasts]");
  if (!region || !text) return;
  const note = Object.assign(document.createElement("p"), { className: "toast", textContent: text });
  region.append(note);
  window.setTimeout(() => note.remove(), SHOWN_MS);
}
