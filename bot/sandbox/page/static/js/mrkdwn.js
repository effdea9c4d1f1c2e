/** Slack's mrkdwn as elements. Whatever is not markup stays text, so nothing that people or lists supply can act. */
import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { channel, channelTitle, person, state } from "./store.js";
import { formatted, full } from "./when.js";

/** One of: <…>, `code`, *bold*, _italic_, ~struck~, :emoji: — marks count only at the edges of words. */
const INLINE =
  /<([^<>\n]+)>|`([^`\n]+)`|(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])|(?<![\w/])_(?=\S)([^_\n]*?\S)_(?!\w)|(?<![\w~])~(?=\S)([^~\n]*?\S)~(?![\w~])|:([a-z0-9_+'-]+):/g;

/** Text of a block: paragraphs, quotes, lists, preformatted parts. @param {string} text @returns {Node[]} */
export function mrkdwn(text) {
  return text.split("```").flatMap((part, place) =>
    place % 2 ? [h("pre", {}, unescaped(part.replace(/^\n|\n$/g, "")))] : paragraphs(part, place > 0));
}

/** @param {string} text @param {boolean} afterPre */
function paragraphs(text, afterPre) {
  /** @type {Node[]} */
  const nodes = [];
  /** @type {any} */
  let quote = null;
  for (const line of (afterPre ? text.replace(/^\n/, "") : text).replace(/\n$/, "").split("\n")) {
    const quoted = /^&gt; ?(.*)$/.exec(line);
    if (quoted) {
      if (!quote) nodes.push((quote = h("blockquote")));
      quote.append(h("div", { class: "line" }, inline(quoted[1])));
      continue;
    }
    quote = null;
    nodes.push(aLine(line));
  }
  return nodes.length === 1 && !nodes[0].textContent ? [] : nodes;
}

/** A line; one that begins with a bullet or a number hangs on it. @param {string} line */
function aLine(line) {
  const item = /^(\s*)([•◦▪–-]|\d+\.)\s+(.*)$/.exec(line);
  if (!item) return h("div", { class: line ? "line" : "line blank" }, inline(line));
  return h("div", { class: "line hang" }, h("span", { class: "mark" }, `${item[2]} `), h("span", {}, inline(item[3])));
}

/** @param {string} text @returns {(Node|string)[]} */
export function inline(text) {
  /** @type {(Node|string)[]} */
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(unescaped(text.slice(end, match.index)), marked(match));
    end = match.index + match[0].length;
  }
  nodes.push(unescaped(text.slice(end)));
  return nodes.filter((node) => node !== "");
}

/** @param {RegExpMatchArray} match @returns {Node|string} */
function marked([, angle, code, bold, italic, struck, name]) {
  if (angle !== undefined) return reference(angle);
  if (code !== undefined) return h("code", {}, inCode(code));
  if (bold !== undefined) return h("strong", {}, inline(bold));
  if (italic !== undefined) return h("em", {}, inline(italic));
  if (struck !== undefined) return h("s", {}, inline(struck));
  return emoji(name);
}

/** In code only links lose their angle brackets. @param {string} code */
const inCode = (code) => unescaped(code.replace(/<([^|<>]+)\|([^<>]*)>/g, "$2").replace(/<([^<>]+)>/g, "$1"));

/** What stands between < and >. @param {string} inside @returns {Node} */
function reference(inside) {
  const [target, ...rest] = inside.split("|");
  const label = rest.join("|");
  switch (target[0]) {
    case "@":
      return mention(target.slice(1));
    case "#":
      return channelMention(target.slice(1), label);
    case "!":
      return special(target.slice(1), label);
    default:
      return link(unescaped(target), unescaped(label || target.replace(/^mailto:/, "")));
  }
}

/** @param {string} id */
export function mention(id) {
  return h("span", { class: id === state.me ? "mention me" : "mention" }, `@${person(id).name}`);
}

/** @param {string} id @param {string} [label] */
export function channelMention(id, label = "") {
  const known = channel(id);
  return known
    ? h("a", { class: "mention", href: `#/${id}` }, `#${channelTitle(known)}`)
    : h("span", { class: "mention" }, `#${label || "private channel"}`);
}

/** @param {string} command @param {string} label */
function special(command, label) {
  const [name, ts, pattern, url] = command.split("^");
  if (name !== "date") return h("span", { class: "mention" }, label ? unescaped(label) : `@${name}`);
  const words = Number.isFinite(Number(ts)) ? formatted(Number(ts), pattern) : unescaped(label);
  return h("time", { title: full(ts) }, url ? link(url, words) : words);
}

/** @param {string} text */
export const unescaped = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** A text object: plain, or mrkdwn. @param {any} text @returns {(Node|string)[]} */
export function textObject(text) {
  if (!text) return [];
  return text.type === "mrkdwn" ? mrkdwn(text.text) : [plain(text.text)];
}

/** A plain_text object's words. @param {string} [text] */
export const plain = (text = "") => text.replace(/:([a-z0-9_+'-]+):/g, (_, name) => emoji(name));
