// htmx under a strict page policy: no eval, no injected style, no script from fragments, answers only from our origin.
import htmx from "htmx.org";
import { toast } from "./toast.ts";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.historyRestoreAsHxRequest = false;
// A refused form (400, 422) comes back as a fragment with its errors and is shown; other failures leave the page as it is.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "400|409|422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

let waiting = 0;
let timer = 0;
let line: HTMLElement | null = null;

function showBusy(): void {
  line ??= Object.assign(document.createElement("div"), { className: "busy-line" });
  document.body.append(line);
}

document.addEventListener("htmx:beforeRequest", () => {
  waiting += 1;
  if (waiting === 1) timer = window.setTimeout(showBusy, 400);
});

document.addEventListener("htmx:afterRequest", () => {
  waiting = Math.max(0, waiting - 1);
  if (waiting > 0) return;
  window.clearTimeout(timer);
  line?.remove();
});

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => toast(document.body.dataset.failed ?? ""));
}

// A fragment that brings an error summary takes the focus, as a full page does. Where the part that held the focus was replaced,
// its successor takes it (a refused field before all): keys and screen readers go on from there and not from the top of the page.
let held = false;

document.addEventListener("htmx:beforeSwap", (event) => {
  held = (event.target as HTMLElement).contains(document.activeElement) && document.activeElement !== document.body;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const fresh = event.target as HTMLElement;
  const first = fresh.querySelector<HTMLElement>("[data-error-summary]");
  if (first) first.focus();
  else if (held && document.activeElement === document.body) takeFocus(fresh);
  held = false;
});

function takeFocus(fresh: HTMLElement): void {
  const refused = fresh.querySelector(".field__error")?.parentElement?.querySelector<HTMLElement>("input, select, textarea");
  if (refused) {
    refused.focus();
    return;
  }
  fresh.tabIndex = -1;
  fresh.dataset.refocused = "";
  fresh.focus({ preventScroll: true });
  fresh.scrollIntoView({ block: "nearest" });
}
