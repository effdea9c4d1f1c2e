/** The middle column: a channel with its messages, or the conversation with the bot and its Home tab. */
import { act } from "./api.js";
import { Composer, dropZone, isWriting, justSent } from "./composer.js";
import { h } from "./dom.js";
import { homeNode } from "./home.js";
import { icon } from "./icons.js";
import { MessageList } from "./message_list.js";
import { openPins } from "./pins.js";
import { go, goHome, route, showScreen } from "./route.js";
import { channel as channelOf, channelTitle, inChannel, person, state } from "./store.js";
import { attempt } from "./toasts.js";

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
/** @type {{key: string, list?: MessageList, composer?: Composer}} */
let shown = { key: "" };

export const channelComposer = () => shown.composer;

dropZone(main, () => shown.composer, "Drop to share here");

/** @param {Set<string>} changed */
export function showChannel(changed) {
  const { channel: id, home } = route();
  const channel = channelOf(id);
  if (!channel) return;
  const key = `${state.me} ${id} ${home} ${channel.members.length} ${channel.archived}`;
  if (key !== shown.key) build(channel, home, key);
  else if (changed.has("people")) shown.list?.redraw();
  if (home && (key !== shown.key || changed.has("home") || changed.has("route"))) showHome();
  shown.list?.update(inChannel(id), { end: changed.has("route") });
}

/** @param {import("./store.js").Channel} channel @param {boolean} home @param {string} key */
function build(channel, home, key) {
  shown = { key };
  const title = channelTitle(channel);
  main.setAttribute("aria-label", channel.dm ? `Conversation with ${title}` : `Channel ${title}`);
  document.title = `${channel.dm ? "" : "#"}${title} · addleads sandbox`;
  main.replaceChildren(header(channel, home));
  if (home) {
    main.append(h("div", { class: "scroller home", id: "home" }));
    showHome();
    void attempt(() => act("home", {}));
    return;
  }
  const list = new MessageList({ label: `Messages in ${title}`, thread: null, intro: intro(channel, title) });
  const composer = new Composer({ channel: channel.id, thread: null }, `Message ${channel.dm ? "" : "#"}${title}`, () => {
    list.toEnd();
    followAnswers(); // the answer may have been quicker than the word that the message is out
  });
  shown = { key, list, composer };
  main.append(list.node, channel.archived ? h("div", { class: "composer archived" }, "This channel is archived.") : composer.node);
}

/** @param {import("./store.js").Channel} channel @param {boolean} home */
function header(channel, home) {
  const title = channelTitle(channel);
  const pins = state.fixed.pins.filter((/** @type {string[]} */ [id]) => id === channel.id).length;
  const people = channel.members.length;
  const pinned = h("button", { type: "button", class: "bare words", "aria-haspopup": "dialog", onclick: () => openPins(channel.id) }, icon("pin", 16), `${pins} pinned`);
  return h("header", { class: channel.dm ? "head with-tabs" : "head" },
    h("button", { type: "button", class: "bare narrow-only", "aria-label": "Back to channels", onclick: () => showScreen("sidebar") }, icon("back")),
    h("h1", {}, channel.dm ? null : icon(channel.private ? "lock" : "hash"), title, channel.dm ? h("span", { class: "badge" }, "App") : null),
    channel.dm && state.fixed.home ? h("div", { class: "tabs", role: "tablist", "aria-label": title }, tab("Messages", !home, () => go(channel.id)), tab("Home", home, () => goHome(channel.id))) : null,
    h("span", { class: "spacer" }),
    pins ? pinned : null,
    channel.dm ? null : h("span", { class: "muted members", title: channel.members.map((id) => person(id).name).join(", ") }, icon("people", 16), h("span", { class: "unseen" }, "Members: "), people));
}

/** @param {string} label @param {boolean} selected @param {() => void} run */
function tab(label, selected, run) {
  return h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(selected), tabindex: selected ? "0" : "-1", onclick: run, onkeydown: (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") run();
  } }, label);
}

/** @param {import("./store.js").Channel} channel @param {string} title */
function intro(channel, title) {
  const bot = person(state.fixed.bot);
  const away = !channel.members.includes(bot.id);
  return h("div", { class: "intro" },
    h("h2", {}, channel.dm ? title : `#${title}`),
    h("p", { class: "muted" }, channel.dm
      ? `This is your conversation with ${title}. Nobody else sees it.`
      : away ? `${bot.name} is not in this channel. Type /invite @${bot.handle} to let it in.` : `${bot.name} listens here: share a list, or type a command.`));
}

function showHome() {
  document.getElementById("home")?.replaceChildren(homeNode(state.home));
}

/** The thread under what this visitor has just sent opens by itself once the bot answers, where there is room. One
 *  that is open gives way, unless somebody writes in it. */
export function followAnswers() {
  if (!matchMedia("(min-width: 1000px)").matches) return;
  const { channel, thread, home } = route();
  if (home || (thread && isWriting({ channel, thread }))) return;
  for (const ts of justSent) {
    if (!state.messages.get(channel)?.get(ts)?.reply_count) continue;
    justSent.delete(ts);
    go(channel, ts);
    return;
  }
}
