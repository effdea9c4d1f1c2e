/** The everyday blocks: section, header, context, actions, image. */
import { h } from "../dom.js";
import { element, picture } from "../elements/index.js";
import { plain, textObject } from "../mrkdwn.js";

/** @typedef {import("../elements/context.js").Context} Context */

/** @param {any} block @param {Context} context */
export function section(block, context) {
  return h("div", { class: "block section" },
    h("div", { class: "section-words" },
      block.text ? h("div", { class: "text" }, textObject(block.text)) : null,
      block.fields ? h("div", { class: "fields" }, block.fields.map((/** @type {any} */ field) => h("div", { class: "text" }, textObject(field)))) : null),
    block.accessory ? h("div", { class: "accessory" }, element(block.accessory, context)) : null);
}

/** @param {any} block */
export const header = (block) => h("h3", { class: "block header" }, plain(block.text.text));

/** @param {any} block @param {Context} context */
export function actions(block, context) {
  return h("div", { class: "block actions" }, block.elements.map((/** @type {any} */ one) => element(one, context)));
}

/** @param {any} block */
export function contextBlock(block) {
  return h("div", { class: "block context" }, block.elements.map((/** @type {any} */ one) =>
    one.type === "image" ? picture(one) : h("span", { class: "text" }, textObject(one))));
}

/** @param {any} block */
export function image(block) {
  return h("figure", { class: "block image" }, block.title ? h("figcaption", {}, plain(block.title.text)) : null, picture(block));
}
