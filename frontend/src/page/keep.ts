// <form data-keep>: what is typed is kept in this tab until it was sent, so that a session that ended, a lost line or a
// reload loses nothing. It never leaves the tab (sessionStorage) and never holds passwords, files or the CSRF token.
const PREFIX = "keep:";
const SKIPPED = new Set(["hidden", "password", "file", "submit", "button"]);

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter((one): one is Control => one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement).filter((one) => one.name && (!SKIPPED.has(one.type) || one.hasAttribute("data-drawn")));
}

function isTick(control: Control): control is HTMLInputElement {
  return control.type === "checkbox" || control.type === "radio";
}

function read(form: HTMLFormElement): Record<string, string[]> {
  const kept: Record<string, string[]> = {};
  for (const control of controls(form)) {
    const values = (kept[control.name] ??= []);
    if (!isTick(control) || control.checked) values.push(control.value);
  }
  return kept;
}

function write(form: HTMLFormElement, kept: Record<string, string[]>): boolean {
  let changed = false;
  for (const control of controls(form)) {
    const values = kept[control.name];
    if (!values) continue;
    if (isTick(control)) {
      const ticked = values.includes(control.value);
      changed ||= ticked !== control.checked;
      control.checked = ticked;
    } else if (values[0] !== undefined && values[0] !== control.value) {
      control.value = values[0];
      changed = true;
    }
  }
  return changed;
}

export function keepForms(say: (text: string) => void): void {
  const here = PREFIX + window.location.pathname;
  const sent = sessionStorage.getItem("kept-sent");
  const form = document.querySelector<HTMLFormElement>("form[data-keep]");
  // After a submission that led elsewhere (not back to this form, not to the sign-in page) the words have arrived.
  if (sent && sent !== here && !document.querySelector("[data-refused], form[data-sign-in]")) sessionStorage.removeItem(sent);
  // The form itself came back without an error: what was sent has arrived, and the page shows it.
  if (sent === here && form && !document.querySelector("[data-error-summary]")) sessionStorage.removeItem(here);
  sessionStorage.removeItem("kept-sent");
  if (!form) return;
  const kept = sessionStorage.getItem(here);
  if (kept && write(form, JSON.parse(kept) as Record<string, string[]>)) say(form.dataset.keep ?? "");
  form.addEventListener("input", () => sessionStorage.setItem(here, JSON.stringify(read(form))));
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) {
      sessionStorage.setItem("kept-sent", here);
      return;
    }
    // Without a line the browser would leave the form for its own error page.
    event.preventDefault();
    say(document.body.dataset.offline ?? "");
  });
}
