/** The pane with one thread. */
import { Composer, dropZone } from "./composer.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { MessageList } from "./message_list.js";
import { go, route, showScreen } from "./route.js";
import { channel as channelOf, channelTitle, inThread, state } from "./store.js";

const pane = /** @type {HTMLElement} */ (document.getElementById("thread"));
/** @type {{key: string, list?: MessageList, composer?: Composer}} */
let shown = { key: "" };

dropZone(pane, () => shown.composer, "Drop to share in this thread");

/** @param {Set<string>} changed */
export function showThread(changed) {
  const { channel, thread } = route();
  const open = thread !== null && channelOf(channel) !== undefined;
  pane.hidden = !open;
  document.body.toggleAttribute("data-thread", open);
  if (!open) {
    shown = { key: "" };
    pane.replaceChildren();
    return;
  }
  const key = `${state.me} ${channel} ${thread}`;
  if (key !== shown.key) build(channel, thread, key);
  else if (changed.has("people")) shown.list?.redraw();
  const messages = inThread(channel, thread);
  shown.list?.update(messages);
  pane.classList.toggle("gone", !messages.length);
}

/** @param {string} channel @param {string} thread @param {string} key */
function build(channel, thread, key) {
  const title = channelTitle(channelOf(channel));
  const close = () => {
    go(channel);
    showScreen("channel");
    document.getElementById("main")?.focus();
  };
  const list = new MessageList({ label: "Thread", thread });
  const composer = new Composer({ channel, thread }, "Reply …", () => list.toEnd());
  shown = { key, list, composer };
  pane.replaceChildren(
    h("header", { class: "head" },
      h("button", { type: "button", class: "bare narrow-only", "aria-label": "Back to the channel", onclick: close }, icon("back")),
      h("h2", {}, "Thread"), h("span", { class: "muted" }, channelOf(channel)?.dm ? title : `#${title}`), h("span", { class: "spacer" }),
      h("button", { type: "button", class: "bare wide-only", "aria-label": "Close thread", onclick: close }, icon("close"))),
    list.node, composer.node);
}
