// File inputs: speak the page's language (a browser speaks its own), say what was chosen, refuse at once what is too large, take what is dropped.

export function describeFiles(files: readonly { name: string; size: number }[], language: string): string {
  const size = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return files.map((file) => `${file.name} (${size.format(Math.max(file.size / 1048576, 0.1))} MB)`).join(", ");
}

/** The browser's own button cannot be translated: ours lies under the real control, which stays, transparent, for clicks, keys and screen readers. */
function dress(root: ParentNode): void {
  const { fileChoose, fileNone } = document.body.dataset;
  if (!fileChoose) return;
  for (const input of root.querySelectorAll<HTMLInputElement>('input[type="file"]:not(.file-box > *)')) {
    const box = Object.assign(document.createElement("span"), { className: "file-box" });
    const face = Object.assign(document.createElement("span"), { className: "file-box__face" });
    face.setAttribute("aria-hidden", "true");
    face.append(
      Object.assign(document.createElement("span"), { className: "file-box__button", textContent: fileChoose }),
      Object.assign(document.createElement("span"), { className: "file-box__name", textContent: fileNone ?? "" }),
    );
    input.before(box);
    box.append(input, face);
  }
}

function showChosen(input: HTMLInputElement): void {
  const name = input.parentElement?.querySelector<HTMLElement>(".file-box__name");
  if (name) name.textContent = describeFiles([...(input.files ?? [])], document.documentElement.lang) || (document.body.dataset.fileNone ?? "");
  const note = input.closest("[data-file-drop]")?.querySelector<HTMLElement>("[data-file-chosen]");
  const files = [...(input.files ?? [])];
  const limit = Number(input.dataset.maxBytes ?? 0);
  const tooBig = limit > 0 && files.some((file) => file.size > limit);
  const sentence = tooBig ? (input.dataset.tooBig ?? "") : "";
  input.setCustomValidity(sentence);
  if (note) note.textContent = name ? sentence : [describeFiles(files, document.documentElement.lang), sentence].filter(Boolean).join(" — ");
}

function dropZone(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>("[data-file-drop]") : null;
}

export function watchFiles(): void {
  dress(document);
  document.addEventListener("htmx:afterSettle", (event) => dress(event.target as Element));
  document.addEventListener("reset", (event) => {
    // A form empties its controls after this event.
    setTimeout(() => (event.target as HTMLFormElement).querySelectorAll<HTMLInputElement>('input[type="file"]').forEach(showChosen));
  });
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
