/** Behind the scenes: the local Amplemarket, to look into and to break. */
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { showScreen } from "../route.js";
import { notify, state } from "../store.js";
import { callList } from "./calls.js";
import { faultSwitches } from "./faults.js";
import { keptOut } from "./kept_out.js";
import { sequenceList } from "./sequences.js";

const pane = /** @type {HTMLElement} */ (document.getElementById("amplemarket"));
const OPEN = "addleads-amplemarket";

/** @type {{name: string, label: () => string, make: () => {node: HTMLElement, update: () => void}}[]} */
const TABS = [
  { name: "faults", label: () => "Break it", make: faultSwitches },
  { name: "calls", label: () => `Calls${state.calls.size ? ` ${state.calls.size}` : ""}`, make: () => callList() },
  { name: "sequences", label: () => "Sequences", make: sequenceList },
  { name: "kept", label: () => "Kept out", make: keptOut },
];

let tab = "faults";
/** @type {{node: HTMLElement, update: () => void}|null} */
let body = null;
/** @type {HTMLElement[]} */
let tabs = [];

export const isAmplemarketOpen = () => sessionStorage.getItem(OPEN) === "yes";

export function toggleAmplemarket() {
  const open = !isAmplemarketOpen();
  sessionStorage.setItem(OPEN, open ? "yes" : "no");
  showScreen(open ? "amplemarket" : "channel");
  notify("panel");
  if (open) tabs.find((one) => one.getAttribute("aria-selected") === "true")?.focus();
}

export function showAmplemarket() {
  const open = isAmplemarketOpen();
  pane.hidden = !open;
  document.body.toggleAttribute("data-amplemarket", open);
  if (!open) return;
  if (!body) build();
  tabs.forEach((node, place) => {
    const { name, label } = TABS[place];
    node.textContent = label();
    node.setAttribute("aria-selected", String(name === tab));
    node.tabIndex = name === tab ? 0 : -1;
  });
  body?.update();
}

function build() {
  tabs = TABS.map(({ name }) => h("button", { type: "button", role: "tab", class: "tab", id: `tab-${name}`, "aria-controls": "amplemarket-body", onclick: () => choose(name) }));
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": "Amplemarket", onkeydown: (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const to = (TABS.findIndex(({ name }) => name === tab) + step + TABS.length) % TABS.length;
    choose(TABS[to].name);
    tabs[to].focus();
  } }, tabs);
  pane.replaceChildren(
    h("header", { class: "head" },
      h("button", { type: "button", class: "bare narrow-only", "aria-label": "Back", onclick: toggleAmplemarket }, icon("back")),
      h("h2", {}, "Amplemarket"), h("span", { class: "muted" }, "a local stand-in"), h("span", { class: "spacer" }),
      h("button", { type: "button", class: "bare wide-only", "aria-label": "Close Amplemarket", onclick: toggleAmplemarket }, icon("close"))),
    list, h("div", { class: "pane-body", id: "amplemarket-body", role: "tabpanel", tabindex: "-1" }));
  choose(tab);
}

/** @param {string} name */
function choose(name) {
  tab = name;
  body = /** @type {any} */ (TABS.find((one) => one.name === name)).make();
  const frame = document.getElementById("amplemarket-body");
  frame?.setAttribute("aria-labelledby", `tab-${name}`);
  frame?.replaceChildren(/** @type {any} */ (body).node);
  showAmplemarket();
}
