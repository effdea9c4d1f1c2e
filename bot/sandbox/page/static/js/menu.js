/** A menu of things to do, for mouse and keyboard: arrows, Home, End, first letters, Enter, Escape. */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { popover } from "./popover.js";

/**
 * @typedef {{label: string, hint?: string, icon?: any, danger?: boolean, checked?: boolean, before?: Node, run: () => void}} Item
 * @param {HTMLElement} anchor
 * @param {(Item|"-")[]} items "-" is a line between
 * @param {{label: string, align?: "start"|"end"}} options
 */
export function openMenu(anchor, items, { label, align = "start" }) {
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label });
  for (const item of items) menu.append(item === "-" ? h("hr", { role: "separator" }) : entry(item));
  const close = popover(anchor, menu, { align });
  menu.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => move(menu, event, close));
  const first = /** @type {HTMLElement|null} */ (menu.querySelector('[aria-checked="true"]') ?? menu.querySelector("button"));
  first?.focus();

  /** @param {Item} item */
  function entry(item) {
    return h("button", {
      type: "button",
      class: item.danger ? "menu-item danger" : "menu-item",
      role: item.checked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": item.checked === undefined ? null : String(item.checked),
      tabindex: "-1",
      onclick: () => {
        close();
        item.run();
      },
    }, item.before, item.icon ? icon(item.icon) : null,
    h("span", { class: "menu-words" }, h("span", {}, item.label), item.hint ? h("small", {}, item.hint) : null),
    item.checked ? icon("check", 16) : null);
  }
}

/** @param {HTMLElement} menu @param {KeyboardEvent} event @param {() => void} close */
function move(menu, event, close) {
  const entries = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("button")]);
  const now = entries.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = {
    ArrowDown: (now + 1) % entries.length,
    ArrowUp: (now - 1 + entries.length) % entries.length,
    Home: 0,
    End: entries.length - 1,
  }[event.key] ?? (event.key.length === 1 ? byLetter(entries, now, event.key) : -1);
  if (event.key === "Tab") close();
  if (to < 0) return;
  event.preventDefault();
  entries[to].focus();
}

/** @param {HTMLElement[]} entries @param {number} now @param {string} letter */
function byLetter(entries, now, letter) {
  const rotated = entries.map((_, place) => (now + 1 + place) % entries.length);
  return rotated.find((place) => entries[place].textContent?.toLowerCase().startsWith(letter.toLowerCase())) ?? -1;
}
