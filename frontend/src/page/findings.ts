// A finding under the pointer or the focus lights up on the map, and the other way round.
// Cards carry data-finding="id"; the map listens for finding-hover and sends finding-seen.

function announce(id: string | null): void {
  document.dispatchEvent(new CustomEvent("finding-hover", { detail: { id } }));
}

function cardOf(target: EventTarget | null): string | null {
  const id = target instanceof Element ? target.closest<HTMLElement>("[data-finding]")?.dataset.finding : "";
  return id || null;
}

/** Buttons that lead to the map are there only while the map has the finding's shape. */
let onMap = new Set<string>();

function offer(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-show-finding]")) button.hidden = !onMap.has(button.dataset.showFinding ?? "");
}

export function watchFindings(): void {
  document.addEventListener("findings-on-map", (event) => {
    onMap = new Set((event as CustomEvent<{ ids: string[] }>).detail.ids);
    offer();
  });
  document.addEventListener("htmx:afterSettle", offer);
  document.addEventListener("click", (event) => {
    const id = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-show-finding]")?.dataset.showFinding : undefined;
    if (id) document.dispatchEvent(new CustomEvent("finding-show", { detail: { id } }));
  });
  let last: string | null = null;
  const follow = (event: Event): void => {
    const id = cardOf(event.target);
    if (id === last) return;
    last = id;
    announce(id);
  };
  document.addEventListener("pointerover", follow);
  document.addEventListener("focusin", follow);
  document.addEventListener("finding-seen", (event) => {
    const id = (event as CustomEvent<{ id: string | null }>).detail.id;
    for (const card of document.querySelectorAll<HTMLElement>("[data-finding]")) {
      card.classList.toggle("is-lit", id !== null && card.dataset.finding === id);
    }
  });
}
