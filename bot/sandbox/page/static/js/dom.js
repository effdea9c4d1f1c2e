/** Building elements. Text only ever becomes text nodes: nothing here parses HTML. */

import { permalink } from "./route.js";

/**
 * @typedef {Node|string|number|null|undefined|false|Child[]} Child
 */

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, any>} [props] `class`, `onclick` and the like, `dataset`, or attributes; null, undefined and false leave one out
 * @param {...Child} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  append(node, children);
  return node;
}

/** @param {any} node @param {string} name @param {any} value */
function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(node.dataset, value);
  else if (name === "class") node.className = value;
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** @param {Node} node @param {Child[]} children */
export function append(node, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(node, child);
    else if (child instanceof Node) node.appendChild(child);
    else if (child !== null && child !== undefined && child !== false && child !== "") {
      node.appendChild(document.createTextNode(String(child)));
    }
  }
}

let count = 0;
/** An id that no other element has. @param {string} stem */
export const freshId = (stem) => `${stem}-${++count}`;

/** A link out, or just the words where the address is none that a click should follow. @param {string} url @param {Child[]} children */
export function link(url, ...children) {
  const inside = permalink(url);
  if (inside) return h("a", { href: inside }, ...children);
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return h("span", {}, ...children);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** Words for screen readers only. @param {string} words */
export const unseen = (words) => h("span", { class: "unseen" }, words);
