/** The left column: where one can go, who one is, and what stands behind the scenes. */
import { isAmplemarketOpen, toggleAmplemarket } from "./amplemarket/panel.js";
import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { go, route, showScreen } from "./route.js";
import { channelTitle, inChannel, person, state } from "./store.js";
import { listenAs } from "./stream.js";
import { isDark, toggleTheme } from "./theme.js";

const nav = /** @type {HTMLElement} */ (document.getElementById("sidebar"));
/** ts of the last message seen, by channel. @type {Map<string, string>} */
const seen = new Map();

export function showSidebar() {
  const focus = /** @type {HTMLElement|null} */ (document.activeElement)?.closest?.("[data-key]");
  const key = nav.contains(focus ?? null) ? /** @type {HTMLElement} */ (focus).dataset.key : null;
  const { channel } = route();
  const trouble = state.amplemarket.faults.length > 0 || !state.amplemarket.key_works;
  nav.replaceChildren(
    h("div", { class: "workspace" }, h("span", { class: "workspace-name" }, state.fixed.team), status()),
    h("div", { class: "places" },
      heading("Channels"),
      h("ul", {}, state.channels.filter((one) => !one.dm).map((one) => place(one, one.id === channel))),
      heading("Apps"),
      h("ul", {}, state.channels.filter((one) => one.dm).map((one) => place(one, one.id === channel))),
      heading("Behind the scenes"),
      h("ul", {}, h("li", {}, h("button", { type: "button", class: "place", dataset: { key: "amplemarket" }, "aria-pressed": String(isAmplemarketOpen()), onclick: toggleAmplemarket },
        icon("gauge"), h("span", { class: "place-name" }, "Amplemarket"), trouble ? h("span", { class: "pill warn" }, "faulty") : null)))),
    h("div", { class: "sidebar-foot" }, me(), theme()));
  if (key) /** @type {HTMLElement|null} */ (nav.querySelector(`[data-key="${CSS.escape(key)}"]`))?.focus();
}

function status() {
  const bot = person(state.fixed.bot).name;
  const there = state.online && state.connected && !state.starting;
  const words = !state.online ? "Connecting to the sandbox …" : state.starting ? `${bot} is starting …` : there ? `${bot} is connected` : `${bot} is not connected`;
  return h("span", { class: "status", role: "status" }, h("span", { class: there ? "dot on" : "dot" }), words);
}

/** @param {string} words */
const heading = (words) => h("h2", { class: "places-head" }, words);

/** @param {import("./store.js").Channel} one @param {boolean} here */
function place(one, here) {
  const unread = isUnread(one, here);
  return h("li", {}, h("a", {
    class: unread ? "place unread" : "place", href: `#/${one.id}`, dataset: { key: one.id }, "aria-current": here ? "page" : null,
    onclick: () => showScreen("channel"),
  }, one.dm ? avatar(state.fixed.bot, "small") : icon(one.private ? "lock" : "hash"),
  h("span", { class: "place-name" }, channelTitle(one)), unread ? h("span", { class: "unseen" }, "unread") : null));
}

/** @param {import("./store.js").Channel} one @param {boolean} here */
function isUnread(one, here) {
  const last = inChannel(one.id).at(-1)?.ts ?? "";
  const key = `${state.me} ${one.id}`;
  if (here || !seen.has(key)) seen.set(key, last);
  return last > (seen.get(key) ?? "");
}

function me() {
  const who = person(state.me);
  const button = h("button", {
    type: "button", class: "actor", dataset: { key: "me" }, "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `Act as: ${who.name}, ${who.role}`,
    onclick: () => openMenu(button, state.fixed.actors.map((/** @type {string} */ id) => ({
      label: person(id).name, hint: person(id).role, checked: id === state.me, before: avatar(id, "medium"), run: () => become(id),
    })), { label: "Act as" }),
  }, avatar(state.me, "medium"), h("span", { class: "actor-words" }, h("span", { class: "actor-name" }, who.name), h("small", {}, `Acting as ${who.role.toLowerCase()}`)), icon("up", 16));
  return button;
}

/** @param {string} id */
export function become(id) {
  sessionStorage.setItem("addleads-me", id);
  listenAs(id);
}

function theme() {
  const words = isDark() ? "Switch to light" : "Switch to dark";
  return h("button", { type: "button", class: "bare", dataset: { key: "theme" }, "aria-label": words, title: words, onclick: () => toggleTheme(showSidebar) }, icon(isDark() ? "sun" : "moon"));
}

/** Somewhere to be: the channel of the address if the person is in it, else the first. */
export function somewhere() {
  if (state.channels.some((one) => one.id === route().channel)) return;
  const start = state.channels.find((one) => one.id === state.fixed.start) ?? state.channels[0];
  if (start) go(start.id);
}
