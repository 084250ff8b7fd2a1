// <suggest-box url="/harta/cauta"> around a text input: suggestions while typing, in the ARIA combobox pattern.
// The address answers JSON: {"results": [{"label", "hint", "value", "href", "lon", "lat"}]}. Without a script the form is sent.
export interface Suggestion {
  label: string;
  hint?: string;
  value?: string;
  href?: string;
  lon?: number;
  lat?: number;
}

const PAUSE_MS = 160;
let serial = 0;

class SuggestBox extends HTMLElement {
  #input!: HTMLInputElement;
  #list!: HTMLUListElement;
  #found: Suggestion[] = [];
  #active = -1;
  #timer = 0;
  #asked: AbortController | null = null;

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>("input");
    if (!input || this.#list) return;
    this.#input = input;
    this.#list = document.createElement("ul");
    this.#list.className = "suggestions";
    this.#list.id = `suggestions-${(serial += 1)}`;
    this.#list.role = "listbox";
    this.#list.hidden = true;
    this.#list.setAttribute("aria-label", this.getAttribute("label") ?? input.labels?.[0]?.textContent?.trim() ?? "");
    this.append(this.#list);
    const attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.#schedule());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => window.setTimeout(() => this.#close(), 150));
    this.#list.addEventListener("pointerdown", (event) => {
      const row = (event.target as Element).closest<HTMLElement>("li");
      if (!row) return;
      event.preventDefault();
      this.#choose(Number(row.dataset.index));
    });
  }

  #schedule(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask(), PAUSE_MS);
  }

  async #ask(): Promise<void> {
    const text = this.#input.value.trim();
    this.#asked?.abort();
    if (text.length < 2) return this.#close();
    this.#asked = new AbortController();
    const url = new URL(this.getAttribute("url") ?? "", document.baseURI);
    url.searchParams.set("q", text);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: this.#asked.signal });
      if (!answer.ok) return this.#close();
      this.#found = ((await answer.json()) as { results: Suggestion[] }).results;
    } catch (error) {
      // A newer question took over, or the line is down: the form itself still works.
      if (error instanceof DOMException || error instanceof TypeError) return;
      throw error;
    }
    this.#show();
  }

  #show(): void {
    this.#active = -1;
    this.#list.replaceChildren(
      ...this.#found.map((suggestion, index) => {
        const row = document.createElement("li");
        row.id = `${this.#list.id}-${index}`;
        row.role = "option";
        row.dataset.index = String(index);
        row.setAttribute("aria-selected", "false");
        row.append(suggestion.label);
        if (suggestion.hint) row.append(Object.assign(document.createElement("span"), { className: "suggestions__hint", textContent: suggestion.hint }));
        return row;
      }),
    );
    this.#open(this.#found.length > 0);
  }

  #open(open: boolean): void {
    this.#list.hidden = !open;
    this.#input.setAttribute("aria-expanded", String(open));
    if (!open) this.#input.removeAttribute("aria-activedescendant");
  }

  #close(): void {
    this.#found = [];
    this.#open(false);
  }

  #key(event: KeyboardEvent): void {
    if (this.#list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.#move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.#active >= 0) {
      event.preventDefault();
      this.#choose(this.#active);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.#close();
    }
  }

  #move(step: number): void {
    const count = this.#found.length;
    this.#active = (this.#active + step + count + (this.#active < 0 && step < 0 ? 1 : 0)) % count;
    [...this.#list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === this.#active)));
    const row = this.#list.children[this.#active];
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.#input.setAttribute("aria-activedescendant", row.id);
  }

  #choose(index: number): void {
    const suggestion = this.#found[index];
    if (!suggestion) return;
    this.#input.value = suggestion.value ?? suggestion.label;
    this.#close();
    const go = this.dispatchEvent(new CustomEvent<Suggestion>("suggestion-chosen", { detail: suggestion, bubbles: true, cancelable: true }));
    if (go && suggestion.href) window.location.assign(suggestion.href);
  }
}

customElements.define("suggest-box", SuggestBox);
