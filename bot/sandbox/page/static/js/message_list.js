/** A list of messages that keeps up with the store: it changes only what changed, and keeps place and focus. */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { messageNode } from "./message.js";
import { messageTools } from "./message_tools.js";
import { state } from "./store.js";
import { dayKey, day } from "./when.js";

/** @typedef {import("./store.js").Message} Message */

const TOGETHER = 300; // seconds in which one author's messages stand under one name
const FIRST = 60; // messages drawn at first; earlier ones follow when somebody scrolls up
const MORE = 120;
const NEAR = 60; // px from the end that still count as being there

export class MessageList {
  /** @param {{label: string, thread: string|null, intro?: Node}} options */
  constructor({ label, thread, intro }) {
    this.thread = thread;
    /** @type {Message[]} */
    this.messages = [];
    this.most = FIRST;
    /** @type {Map<string, {node: HTMLElement, shown: any, compact: boolean}>} */
    this.drawn = new Map();
    this.earlier = h("div", { class: "earlier" });
    this.list = h("ol", { class: "messages", "aria-label": label });
    this.jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd() }, icon("arrow", 16), "New messages");
    this.scroller = h("div", { class: "scroller" }, h("div", { class: "filler" }), intro, this.earlier, this.list);
    this.node = h("div", { class: "message-frame" }, this.scroller, this.jump);
    this.moveTools = messageTools((node) => this.messages.find((one) => one.ts === node.dataset.ts), thread !== null);
    this.listen();
  }

  listen() {
    this.scroller.addEventListener("scroll", () => {
      if (this.atEnd()) this.jump.hidden = true;
    }, { passive: true });
    new IntersectionObserver(([entry]) => entry.isIntersecting && this.drawEarlier(), { root: this.scroller, rootMargin: "600px" }).observe(this.earlier);
    new ResizeObserver(() => this.wasAtEnd && this.toEnd()).observe(this.scroller);
    const found = (/** @type {Event} */ event) => /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest?.(".message"));
    for (const name of ["pointerover", "focusin"]) {
      this.list.addEventListener(name, (/** @type {Event} */ event) => {
        const node = found(event);
        if (node) this.moveTools(node);
      });
    }
    this.list.addEventListener("focusin", (/** @type {Event} */ event) => this.rove(found(event)));
    this.list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.step(event));
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.jump.hidden = true;
    this.wasAtEnd = true;
  }

  /** Show these. @param {Message[]} messages @param {{end?: boolean}} [options] end: go to the last one */
  update(messages, { end = false } = {}) {
    const stay = !end && this.messages.length > 0 && !this.atEnd();
    const fresh = messages.length > this.messages.length;
    this.messages = messages;
    this.draw();
    if (!stay) this.toEnd();
    else if (fresh) this.jump.hidden = false;
  }

  drawEarlier() {
    if (this.most >= this.messages.length) return;
    const { scrollHeight, scrollTop } = this.scroller;
    this.most += MORE;
    this.draw();
    this.scroller.scrollTop = scrollTop + this.scroller.scrollHeight - scrollHeight;
  }

  draw() {
    const focus = this.focused();
    const items = this.items(this.messages.slice(-this.most));
    const kept = new Set(items.map((item) => item.key));
    for (const [key, { node }] of this.drawn) {
      if (kept.has(key)) continue;
      node.remove();
      this.drawn.delete(key);
    }
    let after = null;
    for (const item of items) {
      const node = this.drawOne(item);
      const place = after ? after.nextSibling : this.list.firstChild;
      if (place !== node) this.list.insertBefore(node, place);
      after = node;
    }
    this.rove(this.list.querySelector('.message[tabindex="0"]') ?? this.list.querySelector(".message:last-of-type"));
    this.refocus(focus);
  }

  /** Messages, with a heading where a day begins. @param {Message[]} messages */
  items(messages) {
    const items = [];
    /** @type {Message|null} */
    let before = null;
    for (const one of messages) {
      const newDay = !before || dayKey(before.ts) !== dayKey(one.ts);
      if (newDay && this.thread === null) items.push({ key: `day ${dayKey(one.ts)}`, shown: day(one.ts), compact: false, make: () => h("li", { class: "day" }, h("span", {}, day(one.ts))) });
      const parent = before !== null && before.ts === this.thread;
      if (parent) items.push(this.count(messages.length - 1));
      const compact = !newDay && !parent && before !== null && belongs(before, one);
      items.push({ key: one.ts, shown: one, compact, make: () => messageNode(one, { compact, thread: this.thread }) });
      before = one;
    }
    return items;
  }

  /** The line between a thread's parent and its replies. @param {number} number */
  count(number) {
    return { key: "count", shown: number, compact: false, make: () => h("li", { class: "day start" }, h("span", {}, number === 1 ? "1 reply" : `${number} replies`)) };
  }

  /** @param {{key: string, shown: any, compact: boolean, make: () => HTMLElement}} item */
  drawOne({ key, shown, compact, make }) {
    const now = this.drawn.get(key);
    if (now && now.shown === shown && now.compact === compact) return now.node;
    const node = make();
    if (now) {
      if (now.node.querySelector(".editing")) return now.node;
      node.tabIndex = now.node.tabIndex;
      now.node.replaceWith(node);
    }
    this.drawn.set(key, { node, shown, compact });
    return node;
  }

  /** Everything is drawn anew, as after names have changed. */
  redraw() {
    this.drawn.clear();
    this.list.replaceChildren();
    this.draw();
  }

  focused() {
    const active = /** @type {HTMLElement|null} */ (document.activeElement);
    const message = active?.closest?.(".message");
    if (!active || !message || !this.list.contains(message)) return null;
    return { ts: /** @type {HTMLElement} */ (message).dataset.ts, action: active.dataset.action };
  }

  /** After a message was drawn anew: to the same button, or to the message. @param {{ts?: string, action?: string}|null} focus */
  refocus(focus) {
    if (!focus || this.list.contains(document.activeElement)) return;
    const node = focus.ts ? this.drawn.get(focus.ts)?.node : undefined;
    const button = focus.action ? node?.querySelector(`[data-action="${CSS.escape(focus.action)}"]`) : null;
    /** @type {HTMLElement|undefined} */ (button ?? node)?.focus({ preventScroll: true });
  }

  /** One message of the list is in the order of Tab; arrows lead to the others. @param {HTMLElement|null} node */
  rove(node) {
    if (!node || node.tabIndex === 0) return;
    for (const other of this.list.querySelectorAll('.message[tabindex="0"]')) /** @type {HTMLElement} */ (other).tabIndex = -1;
    node.tabIndex = 0;
  }

  /** @param {KeyboardEvent} event */
  step(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!target.matches(".message")) {
      if (event.key === "Escape") /** @type {HTMLElement|null} */ (target.closest(".message"))?.focus();
      return;
    }
    const all = /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll(".message")]);
    const now = all.indexOf(target);
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || !all[to]) return;
    event.preventDefault();
    all[to].focus();
    all[to].scrollIntoView({ block: "nearest" });
  }
}

/** @param {Message} before @param {Message} one */
function belongs(before, one) {
  return before.user === one.user && !before.ephemeral && !one.ephemeral && Number(one.ts) - Number(before.ts) < TOGETHER
    && !state.fixed.pins.some((/** @type {string[]} */ [, ts]) => ts === before.ts || ts === one.ts);
}
