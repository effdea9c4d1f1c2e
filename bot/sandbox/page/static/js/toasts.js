/** Short words that pass: what went wrong, what was done. Read out politely, gone after a while. */
import { h } from "./dom.js";
import { icon } from "./icons.js";

const LASTS = 7000;

/** @param {string} words @param {"error"|"done"} [kind] */
export function toast(words, kind = "done") {
  const close = h("button", { class: "bare", "aria-label": "Dismiss", onclick: () => node.remove() }, icon("close", 16));
  const node = h("div", { class: `toast ${kind}` }, icon(kind === "error" ? "alert" : "check"), h("span", {}, words), close);
  document.getElementById("toasts")?.append(node);
  setTimeout(() => node.remove(), LASTS);
}

/** Do something that may be refused, and say so. @template T @param {() => Promise<T>} deed @returns {Promise<T|undefined>} */
export async function attempt(deed) {
  try {
    return await deed();
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), "error");
    return undefined;
  }
}
