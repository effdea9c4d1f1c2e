/** The pinned messages of a channel, to read again. */
import { showDialog } from "./dialogs.js";
import { h } from "./dom.js";
import { messageNode } from "./message.js";
import { state } from "./store.js";

/** @param {string} channel */
export function openPins(channel) {
  const pinned = state.fixed.pins
    .filter((/** @type {string[]} */ [id]) => id === channel)
    .map((/** @type {string[]} */ [id, ts]) => state.messages.get(id)?.get(ts))
    .filter(Boolean);
  showDialog("Pinned", h("ol", { class: "messages" }, pinned.map((/** @type {any} */ one) => messageNode(one, { compact: false, thread: "" }))));
}
