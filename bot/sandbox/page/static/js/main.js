/** Starts the page: hears of changes, and lets each part show them. */
import { showAmplemarket } from "./amplemarket/panel.js";
import { followAnswers, showChannel } from "./channel_view.js";
import { announce } from "./live.js";
import { showModals } from "./modals.js";
import { mention, unescaped } from "./mrkdwn.js";
import { route, showScreen } from "./route.js";
import { showSidebar, somewhere } from "./sidebar.js";
import { person, state, subscribe } from "./store.js";
import { listenAs } from "./stream.js";
import { startTheme } from "./theme.js";
import { showThread } from "./thread_view.js";

const IN_SIDEBAR = ["online", "starting", "connected", "people", "channels", "messages", "ephemerals", "route", "amplemarket", "panel", "fixed"];
const IN_CHANNEL = ["people", "channels", "messages", "gone", "ephemerals", "route", "home", "fixed"];

/** ts of the newest message that was there or was read out. */
let heard = "";

/** @param {Set<string>} changed */
function show(changed) {
  const any = (/** @type {string[]} */ names) => names.some((name) => changed.has(name));
  if (any(["channels", "fixed"])) somewhere();
  if (any(IN_SIDEBAR)) showSidebar();
  if (any(IN_CHANNEL)) {
    showChannel(changed);
    showThread(changed);
  }
  if (any(["views"])) showModals();
  if (any(["amplemarket", "calls", "panel", "fixed"])) showAmplemarket();
  if (changed.has("messages")) {
    readOut(changed.has("fixed"));
    followAnswers();
  }
}

/** What others wrote where the visitor looks, in the words meant for ears. @param {boolean} all everything is new: nothing is read */
function readOut(all) {
  const { channel, thread } = route();
  const last = heard;
  for (const one of state.messages.get(channel)?.values() ?? []) {
    if (one.ts > heard) heard = one.ts;
    const here = !one.thread_ts || one.thread_ts === one.ts || one.thread_ts === thread;
    if (!all && one.ts > last && one.user !== state.me && here) announce(`${person(one.user).name}: ${spoken(one.text)}`);
  }
}

/** mrkdwn without its marks. @param {string} text */
function spoken(text) {
  return unescaped(text.replace(/<@([^>|]+)[^>]*>/g, (_, id) => mention(id).textContent).replace(/<[^>|]*\|([^>]*)>/g, "$1").replace(/[*`]/g, ""));
}

function moved() {
  showScreen(route().thread ? "thread" : "channel");
  show(new Set(["route"]));
}

document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault(); // the address says where one is, not what has the focus
  document.getElementById("main")?.focus();
});
startTheme();
subscribe(show);
addEventListener("hashchange", moved);
listenAs(sessionStorage.getItem("addleads-me") ?? "");
if (route().thread) showScreen("thread");
