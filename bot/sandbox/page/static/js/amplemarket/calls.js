/** The calls that the bot made: request, answer, time. The newest stands on top; each opens to its JSON. */
import { look } from "../api.js";
import { h } from "../dom.js";
import { state } from "../store.js";
import { attempt } from "../toasts.js";
import { timeWithSeconds } from "../when.js";

const MOST = 300;

/** @param {number} [most] */
export function callList(most = MOST) {
  const list = h("ol", { class: "calls", "aria-label": "Calls" });
  const none = h("p", { class: "muted lead" }, "No calls yet.");
  /** @type {Map<number, {node: HTMLElement, shown: any}>} */
  const drawn = new Map();
  return { node: h("div", {}, none, list), update };

  function update() {
    none.hidden = state.calls.size > 0;
    const newest = [...state.calls.values()].slice(-most).reverse();
    const kept = new Set(newest.map((one) => one.number));
    for (const [number, { node }] of drawn) {
      if (kept.has(number)) continue;
      node.remove();
      drawn.delete(number);
    }
    newest.forEach((one, place) => {
      const node = draw(one);
      if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
    });
  }

  /** @param {any} one */
  function draw(one) {
    const now = drawn.get(one.number);
    if (now?.shown === one) return now.node;
    const node = callNode(one);
    if (now) now.node.replaceWith(node);
    drawn.set(one.number, { node, shown: one });
    return node;
  }
}

/** @param {any} one */
function callNode(one) {
  const { words, kind } = outcome(one);
  const what = one.leads ? (one.leads === 1 ? "1 lead" : `${one.leads} leads`) : `${one.method} ${one.path}`;
  const details = h("div", { class: "call-details" });
  return h("li", {}, h("details", { class: "call", ontoggle: (/** @type {Event} */ event) => {
    if (/** @type {HTMLDetailsElement} */ (event.target).open && !details.childNodes.length) void attempt(async () => fill(details, await look(`/api/amplemarket/calls/${one.number}`)));
  } },
  h("summary", {}, h("span", { class: "call-number muted" }, `#${one.number}`), h("span", { class: "call-what" }, what),
    h("span", { class: `pill ${kind}` }, words),
    h("span", { class: "call-time muted" }, one.took === null ? "…" : `${Math.round(one.took * 1000).toLocaleString("en")} ms`)),
  details));
}

/** @param {any} one */
function outcome(one) {
  if (!one.finished) return { words: "running", kind: "info" };
  if (one.status === null) return { words: one.processed ? "answer lost" : "no answer", kind: "bad" };
  const kind = one.status < 300 ? (one.fault ? "warn" : "good") : one.status === 429 || one.status === 422 ? "warn" : "bad";
  return { words: one.status === 200 && one.fault ? `200, ${one.fault}` : String(one.status), kind };
}

/** @param {HTMLElement} node @param {any} call */
function fill(node, call) {
  node.append(
    h("div", { class: "muted small" }, `${timeWithSeconds(call.at)} · ${call.method} ${call.path}`),
    h("h4", {}, "Request"), json(call.body),
    h("h4", {}, "Answer"), call.status === null ? h("p", { class: "muted" }, call.processed ? "Processed, but the connection closed." : "The connection closed.") : json(call.answer));
}

/** @param {any} value */
function json(value) {
  return h("pre", { class: "json", tabindex: "0" }, value === null ? "nothing" : JSON.stringify(value, null, 2));
}
