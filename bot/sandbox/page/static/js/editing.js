/** Changing a message that one has written, in its place. */
import { act } from "./api.js";
import { h } from "./dom.js";
import { unescaped } from "./mrkdwn.js";
import { attempt } from "./toasts.js";

/** @param {import("./store.js").Message} one @param {HTMLElement} node */
export function editMessage(one, node) {
  const shown = node.querySelector(".content");
  if (!shown || node.querySelector(".editing")) return;
  const field = h("textarea", { class: "field", rows: 2, "aria-label": "Edit message" });
  field.value = unescaped(one.text.replace(/<(?:mailto:|https?:\/\/)?([^|<>]+)\|([^<>]+)>/g, "$2").replace(/<([^<>]+)>/g, "$1"));
  const form = h("div", { class: "editing" }, field, h("div", { class: "dialog-buttons" },
    h("button", { type: "button", class: "button small", onclick: () => done(false) }, "Cancel"),
    h("button", { type: "button", class: "button small primary", onclick: () => done(true) }, "Save")));
  field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") done(false);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    done(true);
  });
  shown.replaceWith(form);
  field.focus();

  /** @param {boolean} save */
  function done(save) {
    form.replaceWith(/** @type {Element} */ (shown));
    node.focus();
    if (save && field.value.trim()) void attempt(() => act("edit", { channel: one.channel, ts: one.ts, text: field.value }));
  }
}
