/** From a block's type to what shows it. An unknown one is named, so that nothing vanishes silently. */
import { h } from "../dom.js";
import { markdown } from "../markdown.js";
import { chart } from "./charts.js";
import { dataTable } from "./data_table.js";
import { input } from "./input.js";
import { actions, contextBlock, header, image, section } from "./layout.js";
import { richText } from "./rich_text.js";
import { table } from "./table.js";

/**
 * @typedef {import("../elements/context.js").Context} Context
 * @type {Record<string, (block: any, context: Context) => Node>}
 */
const RENDERERS = {
  section,
  header,
  actions,
  context: contextBlock,
  divider: () => h("hr", { class: "block divider" }),
  image,
  input,
  rich_text: (block) => h("div", { class: "block rich-text" }, richText(block)),
  markdown: (block) => h("div", { class: "block markdown" }, markdown(block.text)),
  table,
  data_table: dataTable,
  data_visualization: chart,
};

/** @param {any[]} list @param {Context} context @returns {Node[]} */
export function blocks(list, context) {
  return list.map((block) => (RENDERERS[block.type] ?? unknown)(block, context));
}

/** @param {any} block */
function unknown(block) {
  return h("div", { class: "block unknown" }, `This page can't show a block of type ${block.type}.`);
}
