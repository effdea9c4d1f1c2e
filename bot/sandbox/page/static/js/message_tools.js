/** What can be done with a message: the small bar that stands over the one under the mouse or with the focus. */
import { act } from "./api.js";
import { confirmed } from "./dialogs.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { unescaped } from "./mrkdwn.js";
import { go } from "./route.js";
import { person, state } from "./store.js";
import { attempt } from "./toasts.js";
import { editMessage } from "./editing.js";

/** @typedef {import("./store.js").Message} Message */

/** A bar that moves from message to message within a list. @param {(node: HTMLElement) => Message|undefined} messageOf @param {boolean} inThread */
export function messageTools(messageOf, inThread) {
  /** @type {HTMLElement|null} */
  let host = null;
  const current = () => (host ? messageOf(host) : undefined);
  const reply = h("button", { type: "button", class: "bare", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => {
    const one = current();
    if (one) go(one.channel, one.thread_ts ?? one.ts);
  } }, icon("reply"));
  const more = h("button", { type: "button", class: "bare", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => {
    const one = current();
    if (one && host) openMenu(more, deeds(one, host), { label: "Message actions", align: "end" });
  } }, icon("more"));
  const bar = h("div", { class: "tools", role: "group", "aria-label": "Message actions" }, inThread ? null : reply, more);

  /** @param {HTMLElement} node */
  return function moveTo(node) {
    const one = messageOf(node);
    if (node === host && bar.isConnected) return;
    if (more.getAttribute("aria-expanded") === "true") return;
    host = node;
    const items = one && !one.ephemeral ? deeds(one, node) : [];
    more.hidden = items.length === 0;
    if (one && !one.ephemeral && (!inThread || items.length)) node.append(bar);
    else bar.remove();
  };
}

/** @param {Message} one @param {HTMLElement} node */
function deeds(one, node) {
  const shortcuts = state.fixed.shortcuts.map((/** @type {any} */ shortcut) => ({
    label: shortcut.name,
    hint: person(state.fixed.bot).name,
    icon: "shortcut",
    run: () => void attempt(() => act("shortcut", { callback_id: shortcut.callback_id, channel: one.channel, ts: one.ts })),
  }));
  const mine = one.user === state.me;
  const own = [
    mine ? { label: "Edit message", icon: "edit", run: () => editMessage(one, node) } : null,
    mine || person(state.me).role === "Admin" ? { label: "Delete message …", icon: "trash", danger: true, run: () => void remove(one) } : null,
  ].filter((item) => item !== null);
  return [...shortcuts, ...(shortcuts.length && own.length ? ["-"] : []), ...own];
}

/** @param {Message} one */
async function remove(one) {
  const agreed = await confirmed({
    title: { text: "Delete this message?" },
    text: { type: "plain_text", text: unescaped(one.text).slice(0, 200) || "This cannot be undone." },
    confirm: { text: "Delete" },
    deny: { text: "Keep it" },
    style: "danger",
  });
  if (agreed) await attempt(() => act("delete", { channel: one.channel, ts: one.ts }));
}
