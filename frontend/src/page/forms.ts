// Forms: focus on the errors, one submission for one click, a warning before typed words are thrown away.

function focusFirst(): void {
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
}

/** A link of the error summary leads to the control itself, not only to its place on the page. */
function followSummary(event: MouseEvent): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>(".error-summary a[href^='#']");
  if (!link) return;
  const target = document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const control = target.matches("input, select, textarea") ? target : target.querySelector<HTMLElement>("input, select, textarea");
  (target.closest(".field") ?? target).scrollIntoView({ block: "center" });
  (control ?? target).focus({ preventScroll: true });
}

/** A second click on a slow line must not send twice. The server refuses doubles too; this saves the surprise. */
function sendOnce(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  if (event.submitter?.dataset.busy) showBusy(event.submitter);
}

/** <button data-busy="Se semnează…">: says that the work goes on, to the eye and to a screen reader, until the answer comes. */
function showBusy(button: HTMLElement): void {
  button.dataset.label = button.textContent ?? "";
  const spinner = Object.assign(document.createElement("span"), { className: "spinner spinner--on" });
  spinner.setAttribute("aria-hidden", "true");
  button.replaceChildren(spinner, ` ${button.dataset.busy}`);
  const said = Object.assign(document.createElement("span"), { className: "visually-hidden busy-said" });
  said.setAttribute("role", "status");
  button.after(said);
  said.textContent = button.dataset.busy ?? "";
}

function forgetSent(event: PageTransitionEvent): void {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll<HTMLElement>("[aria-disabled]").forEach((button) => {
      button.removeAttribute("aria-disabled");
      if (button.dataset.label) button.textContent = button.dataset.label;
    });
    form.querySelectorAll(".busy-said").forEach((said) => said.remove());
  }
}

/** <form data-warn-unsaved>: leaving with unsent words asks first. */
function warnUnsaved(): void {
  let changed = false;
  document.addEventListener("input", (event) => {
    if ((event.target as Element).closest("form[data-warn-unsaved]")) changed = true;
  });
  document.addEventListener("submit", () => (changed = false));
  document.addEventListener("htmx:afterRequest", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

/** <textarea maxlength data-count="Mai puteți scrie {n} caractere">: how much room is left. */
function countLetters(event: Event): void {
  const area = event.target as HTMLTextAreaElement;
  if (!area.dataset?.count || area.maxLength < 0) return;
  let counter = area.parentElement?.querySelector<HTMLElement>(".counter");
  if (!counter) {
    counter = Object.assign(document.createElement("p"), { className: "counter" });
    counter.setAttribute("aria-live", "polite");
    area.after(counter);
  }
  counter.textContent = area.dataset.count.replace("{n}", String(area.maxLength - area.value.length));
}

export function watchForms(): void {
  focusFirst();
  warnUnsaved();
  document.addEventListener("click", followSummary);
  document.addEventListener("submit", sendOnce);
  document.addEventListener("input", countLetters);
  window.addEventListener("pageshow", forgetSent);
}
