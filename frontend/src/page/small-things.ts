// Buttons that need a script stay hidden until there is one: copy, print, back, open a dialog.

const ACTIONS: Record<string, (button: HTMLElement) => void> = {
  "data-copy": (button) => {
    const source = document.querySelector(button.dataset.copy ?? "");
    void navigator.clipboard.writeText(source?.textContent?.trim() ?? "").then(() => {
      if (button.dataset.copied) button.textContent = button.dataset.copied;
    });
  },
  "data-print": () => window.print(),
  "data-back": () => window.history.back(),
  "data-dialog": (button) => document.querySelector<HTMLDialogElement>(button.dataset.dialog ?? "")?.showModal(),
};

/** On a tablet the staff's menu is one line that scrolls: begin where one is. */
function showCurrent(): void {
  const here = document.querySelector<HTMLElement>(".office-nav [aria-current]");
  const line = here?.closest("ul");
  if (here && line && line.scrollWidth > line.clientWidth) line.scrollLeft = here.offsetLeft - line.clientWidth / 2 + here.offsetWidth / 2;
}

/** Escape closes what a button of the frame opened (menu, assistant) and gives the focus back to the button. */
function closeByEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const open = (event.target as Element).closest?.<HTMLDetailsElement>(".site-menu[open], .chat-corner[open]");
  if (!open) return;
  open.open = false;
  open.querySelector<HTMLElement>("summary")?.focus();
}

export function watchSmallThings(): void {
  document.addEventListener("keydown", closeByEscape);
  showCurrent();
  const selector = Object.keys(ACTIONS)
    .map((name) => `[${name}]`)
    .join(",");
  document.querySelectorAll<HTMLElement>(selector).forEach((button) => (button.hidden = false));
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>(selector);
    if (!button) return;
    for (const [name, act] of Object.entries(ACTIONS)) if (button.hasAttribute(name)) act(button);
  });
  // data-autosubmit: a filter that applies when it changes; the submit button stays for those without a script.
  document.addEventListener("change", (event) => {
    const control = event.target as HTMLInputElement;
    if (control.matches("[data-autosubmit]")) control.form?.requestSubmit();
  });
}
