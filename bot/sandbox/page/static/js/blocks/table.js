/** The `table` block: as wide as it is, in a frame that scrolls; and the cells that data_table has as well. */
import { h } from "../dom.js";
import { richText } from "./rich_text.js";

/** @param {any} block */
export function table(block) {
  const [head, ...rows] = block.rows;
  const settings = block.column_settings ?? [];
  const cellOf = (/** @type {string} */ tag) => (/** @type {any} */ cell, /** @type {number} */ column) =>
    h(tag, { class: cellClass(settings[column], cell), scope: tag === "th" ? "col" : null }, cellContent(cell));
  return h("div", { class: "block table-frame", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", { class: "table" },
    h("thead", {}, h("tr", {}, head.map(cellOf("th")))),
    h("tbody", {}, rows.map((/** @type {any[]} */ row) => h("tr", {}, row.map(cellOf("td")))))));
}

/** @param {any} settings @param {any} cell */
function cellClass(settings, cell) {
  const align = settings?.align ?? (cell.type === "raw_number" ? "right" : "left");
  return `${align}${settings?.is_wrapped ? " wrapped" : ""}`;
}

/** @param {any} cell @returns {(Node|string)[]} */
export function cellContent(cell) {
  return cell.type === "rich_text" ? richText(cell) : [cellText(cell)];
}

/** What a cell says, to show, to search and to compare. @param {any} cell @returns {string} */
export function cellText(cell) {
  if (cell.type === "raw_number") return cell.text ?? cell.value.toLocaleString("en");
  if (cell.type === "rich_text") return cell.elements.flatMap((/** @type {any} */ one) => one.elements.map((/** @type {any} */ piece) => piece.text ?? "")).join("");
  return cell.text;
}
