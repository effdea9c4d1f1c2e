/** The `data_table` block: a caption, pages, sorting by a click on a heading, and a filter. */
import { freshId, h } from "../dom.js";
import { icon } from "../icons.js";
import { cellContent, cellText } from "./table.js";

const PAGE = 5; // Slack's default page_size
const FILTER_FROM = 8; // rows; a shorter table is taken in at a glance

/** @param {any} block */
export function dataTable(block) {
  const [head, ...rows] = block.rows;
  const size = block.page_size ?? PAGE;
  const caption = freshId("caption");
  let page = 0;
  let query = "";
  /** @type {{column: number, up: boolean}|null} */
  let sort = null;

  const body = h("tbody");
  const headings = head.map((/** @type {any} */ cell, /** @type {number} */ column) => h("th", { scope: "col", class: sideOf(rows[0][column]) },
    h("button", { type: "button", class: "sort", onclick: () => sortBy(column) }, cellText(cell), icon("up", 12))));
  const told = h("span", { class: "muted", role: "status" });
  const previous = h("button", { type: "button", class: "bare", "aria-label": "Previous page", onclick: () => turn(-1) }, icon("back"));
  const next = h("button", { type: "button", class: "bare", "aria-label": "Next page", onclick: () => turn(1) }, icon("next"));
  const filter = h("input", {
    type: "search", class: "field small", placeholder: "Filter", "aria-label": `Filter ${block.caption}`,
    oninput: () => {
      query = filter.value.toLowerCase();
      page = 0;
      show();
    },
  });
  show();
  return h("div", { class: "block data-table", role: "region", "aria-labelledby": caption },
    h("div", { class: "data-head" }, h("div", { class: "caption", id: caption }, block.caption), rows.length >= FILTER_FROM ? filter : null),
    h("div", { class: "table-frame", tabindex: "0" }, h("table", { class: "table" }, h("thead", {}, h("tr", {}, headings)), body)),
    rows.length > size ? h("div", { class: "data-foot" }, told, previous, next) : null);

  /** @param {number} by */
  function turn(by) {
    page += by;
    show();
  }

  /** @param {number} column */
  function sortBy(column) {
    sort = { column, up: sort?.column === column ? !sort.up : true };
    page = 0;
    headings.forEach((/** @type {HTMLElement} */ node, /** @type {number} */ place) =>
      place === column ? node.setAttribute("aria-sort", sort?.up ? "ascending" : "descending") : node.removeAttribute("aria-sort"));
    show();
  }

  function show() {
    const found = ordered(rows.filter((/** @type {any[]} */ row) => row.some((cell) => cellText(cell).toLowerCase().includes(query))), sort);
    const from = page * size;
    body.replaceChildren(...found.slice(from, from + size).map((row) => h("tr", {}, row.map(cell))));
    if (!found.length) body.append(h("tr", {}, h("td", { colspan: head.length, class: "muted" }, "No row matches")));
    told.textContent = `${found.length ? from + 1 : 0}–${Math.min(from + size, found.length)} of ${found.length}`;
    previous.disabled = page === 0;
    next.disabled = from + size >= found.length;
  }

  /** @param {any} one @param {number} column */
  function cell(one, column) {
    const tag = column === (block.row_header_column_index ?? -1) ? "th" : "td";
    return h(tag, { class: sideOf(one), scope: tag === "th" ? "row" : null }, cellContent(one));
  }
}

/** Numbers stand on the right, and so does what stands above them. @param {any} cell */
const sideOf = (cell) => (cell.type === "raw_number" ? "right" : "left");

/** @param {any[][]} rows @param {{column: number, up: boolean}|null} sort */
function ordered(rows, sort) {
  if (!sort) return rows;
  const { column, up } = sort;
  const sign = up ? 1 : -1;
  return [...rows].sort((a, b) => sign * compared(a[column], b[column]));
}

/** @param {any} a @param {any} b */
function compared(a, b) {
  if (a.type === "raw_number" && b.type === "raw_number") return a.value - b.value;
  return cellText(a).localeCompare(cellText(b), undefined, { numeric: true });
}
