// File inputs: say what was chosen, refuse at once what is too large, take what is dropped.

export function describeFiles(files: readonly { name: string; size: number }[], language: string): string {
  const size = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return files.map((file) => `${file.name} (${size.format(Math.max(file.size / 1048576, 0.1))} MB)`).join(", ");
}

function showChosen(input: HTMLInputElement): void {
  const note = input.closest("[data-file-drop]")?.querySelector<HTMLElement>("[data-file-chosen]");
  const files = [...(input.files ?? [])];
  const limit = Number(input.dataset.maxBytes ?? 0);
  const tooBig = limit > 0 && files.some((file) => file.size > limit);
  const sentence = tooBig ? (input.dataset.tooBig ?? "") : "";
  input.setCustomValidity(sentence);
  if (note) note.textContent = [describeFiles(files, document.documentElement.lang), sentence].filter(Boolean).join(" — ");
}

function dropZone(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>("[data-file-drop]") : null;
}

export function watchFiles(): void {
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "file") showChosen(event.target);
  });
  for (const kind of ["dragover", "dragleave", "drop"] as const) {
    document.addEventListener(kind, (event) => {
      const zone = dropZone(event);
      if (!zone) return;
      event.preventDefault();
      zone.classList.toggle("file-drop--over", kind === "dragover");
      const input = zone.querySelector<HTMLInputElement>('input[type="file"]');
      if (kind !== "drop" || !input || !event.dataTransfer) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
