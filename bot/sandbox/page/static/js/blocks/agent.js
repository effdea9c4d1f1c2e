/** Newer blocks: alert, card, carousel, container, plan, task_card. */
import { h } from "../dom.js";
import { element } from "../elements/index.js";
import { icon } from "../icons.js";
import { plain, textObject } from "../mrkdwn.js";
import { richText } from "./rich_text.js";

/** @typedef {import("../elements/context.js").Context} Context */

/** @type {Record<string, any>} */
const SIGNS = { info: "info", warning: "alert", error: "alert", success: "check", default: "info" };

/** @param {any} block */
export function alertBlock(block) {
  const level = block.level ?? "default";
  return h("div", { class: `block alert ${level}`, role: level === "error" ? "alert" : "note" }, icon(SIGNS[level]), h("div", { class: "text" }, textObject(block.text)));
}

/** @param {any} block @param {Context} context */
export function card(block, context) {
  return h("div", { class: "block card" },
    block.title ? h("div", { class: "card-title" }, textObject(block.title)) : null,
    block.subtitle ? h("div", { class: "muted" }, textObject(block.subtitle)) : null,
    block.body ? h("div", { class: "text" }, textObject(block.body)) : null,
    block.actions ? h("div", { class: "actions" }, block.actions.map((/** @type {any} */ one) => element(one, context))) : null);
}

/** @param {any} block @param {Context} context */
export function carousel(block, context) {
  return h("div", { class: "block carousel", tabindex: "0", role: "group" }, block.elements.map((/** @type {any} */ one) => card(one, context)));
}

/** @param {any} block @param {Node[]} children */
export function container(block, children) {
  const title = block.title ? textObject(block.title) : richText(block.rich_text_title);
  if (!block.is_collapsible) return h("div", { class: "block container" }, h("div", { class: "card-title" }, title), children);
  return h("details", { class: "block container", open: !block.default_collapsed }, h("summary", { class: "card-title" }, title), children);
}

/** @param {any} block */
export function plan(block) {
  return h("div", { class: "block container" }, h("div", { class: "card-title" }, plain(block.title)), (block.tasks ?? []).map(taskCard));
}

/** @param {any} block */
export function taskCard(block) {
  return h("div", { class: `block task ${block.status}` },
    h("div", {}, h("strong", {}, plain(block.title)), h("span", { class: "muted" }, ` ${block.status.replace("_", " ")}`)),
    [block.details, block.output].filter(Boolean).map((words) => h("div", { class: "rich-text" }, richText(words))));
}
