/** Switches for what can go wrong, and below them what comes of it. */
import { amplemarket, clearFault } from "../api.js";
import { freshId, h } from "../dom.js";
import { state } from "../store.js";
import { attempt } from "../toasts.js";
import { callList } from "./calls.js";

/** Each with the name that the sandbox gives it while it is to come. */
const FAULTS = [
  { name: "rate_limited", title: "Too many requests", words: "429, and asks to wait 3 seconds", arguments: { retry_after: "3" } },
  { name: "server_failed", title: "Server error", words: "500; nobody is added", arguments: {} },
  { name: "delayed", title: "Slow", words: "The answer takes 4 seconds", arguments: { seconds: 4 } },
  { name: "dropped", title: "Lost answer", words: "People are added, then the line goes dead", arguments: { processed: true } },
  { name: "miscounted", title: "Miscount", words: "Says one fewer than it added", arguments: {} },
];

const LATEST = 6;

export function faultSwitches() {
  const key = segments("API key", [["works", "Works"], ["revoked", "Revoked"]], (to) => void attempt(() => amplemarket("key", { works: to === "works" })));
  const rows = FAULTS.map((fault) => ({
    fault,
    control: segments(fault.title, [["off", "Off"], ["next", "Next call"], ["every", "All calls"]], (to) => void plant(fault, to)),
  }));
  const field = requiredField();
  const latest = callList(LATEST);
  const node = h("div", {},
    h("p", { class: "lead muted" }, "Break something, then share a list or press a button, and watch the bot cope."),
    row("API key", "401 for every call while revoked", key.node),
    rows.map(({ fault, control }) => row(fault.title, fault.words, control.node)),
    field.node,
    h("h3", { class: "pane-title" }, "Latest calls"), latest.node);
  return { node, update };

  function update() {
    key.select(state.amplemarket.key_works ? "works" : "revoked");
    for (const { fault, control } of rows) {
      const pending = state.amplemarket.faults.find((/** @type {any} */ one) => one.name === fault.name);
      control.select(!pending ? "off" : pending.left === null ? "every" : "next");
    }
    field.update();
    latest.update();
  }
}

/** @param {typeof FAULTS[number]} fault @param {string} to */
function plant(fault, to) {
  return attempt(async () => {
    await clearFault(fault.name);
    if (to !== "off") await amplemarket("faults", { fault: fault.name, arguments: fault.arguments, times: to === "every" ? null : 1 });
  });
}

/** @param {string} title @param {string} words @param {Node} control */
function row(title, words, control) {
  return h("div", { class: "switch-row" }, h("div", {}, h("div", { class: "switch-title" }, title), h("div", { class: "muted small" }, words)), control);
}

/**
 * A choice of few, side by side.
 * @param {string} label @param {[string, string][]} options @param {(value: string) => void} chosen
 */
function segments(label, options, chosen) {
  const name = freshId("segments");
  const boxes = options.map(([value, words]) => ({ value, words, box: h("input", { type: "radio", name, value, class: "unseen", onchange: () => chosen(value) }) }));
  const node = h("div", { class: "segments", role: "radiogroup", "aria-label": label }, boxes.map(({ box, words, value }) => h("label", { class: `segment ${value}` }, box, h("span", {}, words))));
  return {
    node,
    /** @param {string} value */
    select: (value) => boxes.forEach(({ box, value: own }) => (box.checked = own === value)),
  };
}

/** A merge field that the first sequence uses from now on: leads without it are refused with a 422. */
function requiredField() {
  const input = h("input", { class: "field small", value: "city", "aria-label": "Merge field", spellcheck: "false", autocomplete: "off" });
  const control = segments("Required merge field", [["off", "Off"], ["every", "Required"]], (to) => void attempt(() => amplemarket("required-fields", {
    sequence_id: sequence().id, required_fields: to === "off" ? [] : [input.value.trim() || "city"],
  })));
  const told = h("div", { class: "muted small" });
  const sequence = () => state.amplemarket.sequences[0];
  const node = h("div", { class: "switch-row" }, h("div", {}, h("div", { class: "switch-title with-field" }, h("span", {}, "Merge field"), input), told), control.node);
  return {
    node,
    update() {
      node.hidden = !sequence();
      if (!sequence()) return;
      const [field] = sequence().required_fields;
      control.select(field ? "every" : "off");
      input.disabled = Boolean(field);
      if (field) input.value = field;
      told.textContent = `422 for people without it in ${sequence().name}`;
    },
  };
}
