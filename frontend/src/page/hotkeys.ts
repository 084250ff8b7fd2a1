// Staff keys: data-hotkey="/" focuses a field, any other element with a hotkey is clicked; j and k walk the rows of
// <tbody data-rows> and x chooses the row. They work only outside text fields and can be switched off (WCAG 2.1.4): [data-hotkey-switch].
const OFF = "hotkeys-off";

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable], parcel-map") !== null;
}

function isOff(): boolean {
  return localStorage.getItem(OFF) === "1";
}

function walkRows(step: number): boolean {
  const links = [...document.querySelectorAll<HTMLElement>("tbody[data-rows] tr")]
    .map((row) => row.querySelector<HTMLElement>("a, button"))
    .filter((link): link is HTMLElement => link !== null);
  if (links.length === 0) return false;
  const now = links.findIndex((link) => link === document.activeElement);
  links[Math.min(links.length - 1, Math.max(0, now + step))]?.focus();
  return true;
}

function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isOff()) return;
  if (event.key === "j" || event.key === "k") {
    if (walkRows(event.key === "j" ? 1 : -1)) event.preventDefault();
    return;
  }
  if (event.key === "x") {
    const box = document.activeElement?.closest("tbody[data-rows] tr")?.querySelector<HTMLInputElement>('input[type="checkbox"]');
    if (box) box.checked = !box.checked;
    return;
  }
  const target = document.querySelector<HTMLElement>(`[data-hotkey="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, select, textarea")) target.focus();
  else target.click();
}

export function watchHotkeys(): void {
  document.addEventListener("keydown", press);
  for (const box of document.querySelectorAll<HTMLInputElement>("input[data-hotkey-switch]")) {
    box.checked = !isOff();
    box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "0" : "1"));
  }
}
