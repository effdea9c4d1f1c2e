/** The `markdown` block: the part of Markdown that bots write, as elements. Unknown markup stays text. */
import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";

const INLINE = /`([^`\n]+)`|\*\*(?=\S)(.+?)\*\*|__(?=\S)(.+?)__|(?<!\w)[*_](?=\S)([^*_\n]+?)[*_](?!\w)|~~(?=\S)(.+?)~~|\[([^\]\n]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>)]+)|:([a-z0-9_+-]+):/g;

/** @param {string} text @returns {Node[]} */
export function markdown(text) {
  const lines = text.split("\n");
  /** @type {Node[]} */
  const nodes = [];
  while (lines.length) nodes.push(...block(lines));
  return nodes;
}

/** Take one block off the lines. @param {string[]} lines @returns {Node[]} */
function block(lines) {
  const line = lines.shift() ?? "";
  if (!line.trim()) return [];
  if (line.startsWith("```")) return [h("pre", {}, until(lines, (next) => next.startsWith("```"), true).join("\n"))];
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) return [h(`h${Math.min(6, heading[1].length + 2)}`, {}, inline(heading[2]))];
  if (/^(-{3,}|\*{3,})$/.test(line.trim())) return [h("hr")];
  if (line.startsWith(">")) {
    const quoted = [line, ...until(lines, (next) => !next.startsWith(">"))];
    return [h("blockquote", {}, markdown(quoted.map((one) => one.replace(/^> ?/, "")).join("\n")))];
  }
  if (isItem(line)) return [list([line, ...until(lines, (next) => !isItem(next))])];
  if (line.includes("|") && /^[\s|:-]+$/.test(lines[0] ?? "") && lines[0].includes("-")) {
    lines.shift();
    return [table(line, until(lines, (next) => !next.includes("|")))];
  }
  const rest = until(lines, (next) => !next.trim() || isItem(next) || /^(#{1,6}\s|```|>)/.test(next));
  return [h("p", {}, [line, ...rest].flatMap((one, place) => [place ? h("br") : null, inline(one)]))];
}

/** @param {string} line */
const isItem = (line) => /^\s*([-*+]|\d+\.)\s+/.test(line);

/** @param {string[]} lines @param {(line: string) => boolean} ends @param {boolean} [eat] */
function until(lines, ends, eat = false) {
  const taken = [];
  while (lines.length && !ends(lines[0])) taken.push(/** @type {string} */ (lines.shift()));
  if (eat) lines.shift();
  return taken;
}

/** @param {string[]} items */
function list(items) {
  const ordered = /^\s*\d+\./.test(items[0]);
  return h(ordered ? "ol" : "ul", {}, items.map((item) => {
    const [, indent, words] = /** @type {RegExpExecArray} */ (/^(\s*)(?:[-*+]|\d+\.)\s+(.*)$/.exec(item));
    const task = /^\[([ xX])\]\s+(.*)$/.exec(words);
    const node = h("li", {}, task ? [task[1] === " " ? "☐ " : "☑ ", inline(task[2])] : inline(words));
    node.style.marginInlineStart = `${Math.floor(indent.length / 2) * 1.5}em`;
    return node;
  }));
}

/** @param {string} header @param {string[]} rows */
function table(header, rows) {
  const cells = (/** @type {string} */ row) => row.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
  return h("div", { class: "table-frame" }, h("table", { class: "table" },
    h("thead", {}, h("tr", {}, cells(header).map((cell) => h("th", { scope: "col" }, inline(cell))))),
    h("tbody", {}, rows.map((row) => h("tr", {}, cells(row).map((cell) => h("td", {}, inline(cell))))))));
}

/** @param {string} text @returns {(Node|string)[]} */
function inline(text) {
  /** @type {(Node|string)[]} */
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, match.index), marked(match));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

/** @param {RegExpMatchArray} match @returns {Node|string} */
function marked([, code, bold, bold2, italic, struck, label, url, bare, name]) {
  if (code) return h("code", {}, code);
  if (bold || bold2) return h("strong", {}, inline(bold || bold2));
  if (italic) return h("em", {}, inline(italic));
  if (struck) return h("s", {}, inline(struck));
  if (label) return link(url, inline(label));
  return bare ? link(bare, bare) : emoji(name);
}
