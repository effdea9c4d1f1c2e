/** What a slash command can be: shown while one is typed, taken with Tab, Enter or a click. */
import { freshId, h } from "./dom.js";
import { state } from "./store.js";

export class Hints {
  /** @param {HTMLTextAreaElement} field @param {HTMLElement} host @param {boolean} offered threads take no commands */
  constructor(field, host, offered) {
    this.field = field;
    this.offered = offered;
    this.id = freshId("hints");
    this.active = -1;
    /** @type {{text: string, meaning: string}[]} */
    this.shown = [];
    this.box = h("div", { class: "hints", role: "listbox", id: this.id, "aria-label": "Commands", hidden: true });
    host.prepend(this.box);
    field.setAttribute("aria-controls", this.id);
    field.setAttribute("aria-autocomplete", "list");
    field.addEventListener("blur", () => this.close());
  }

  refresh() {
    const typed = this.field.value;
    this.shown = this.offered && typed.startsWith("/") && !typed.includes("\n") ? this.matching(typed) : [];
    this.active = -1;
    this.draw();
  }

  /** @param {string} typed */
  matching(typed) {
    return state.fixed.commands
      .flatMap((/** @type {any} */ one) => [{ text: one.name, meaning: one.meaning }, ...one.examples])
      .filter((/** @type {any} */ one) => one.text.startsWith(typed) && one.text !== typed);
  }

  draw() {
    this.box.hidden = !this.shown.length;
    this.field.setAttribute("aria-expanded", String(!this.box.hidden));
    this.box.replaceChildren(...this.shown.map((one, place) => h("div", {
      class: place === this.active ? "hint-row active" : "hint-row", role: "option", id: `${this.id}-${place}`, "aria-selected": String(place === this.active),
      onpointerdown: (/** @type {Event} */ event) => {
        event.preventDefault(); // the field keeps the focus
        this.take(place);
      },
    }, h("code", {}, one.text), h("span", { class: "muted" }, one.meaning))));
    if (this.active >= 0) this.field.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  /** Whether the key was for the hints. @param {KeyboardEvent} event */
  key(event) {
    if (!this.shown.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.active = (this.active + step + this.shown.length) % this.shown.length;
    else if (event.key === "Tab" && !event.shiftKey) this.take(Math.max(0, this.active));
    else if (event.key === "Enter" && this.active >= 0) this.take(this.active);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    if (step) this.draw();
    return true;
  }

  /** @param {number} place */
  take(place) {
    const { text } = this.shown[place];
    this.field.value = state.fixed.commands.some((/** @type {any} */ one) => one.name === text) ? `${text} ` : text;
    this.field.dispatchEvent(new Event("input"));
    this.field.focus();
  }

  close() {
    this.shown = [];
    this.draw();
  }
}
