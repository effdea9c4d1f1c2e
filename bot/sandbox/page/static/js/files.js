/** Shared files: a card with what can be done, and a look inside as the bot's own reader sees it. */
import { fileUrl, look, unpacked } from "./api.js";
import { shareAgain } from "./composer.js";
import { showDialog } from "./dialogs.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { attempt } from "./toasts.js";

const TABLES = new Set(["csv", "tsv", "xlsx", "text"]);

/** @param {import("./store.js").SharedFile} file @param {{channel: string, thread: string|null}} place */
export function fileCard(file, place) {
  if (file.deleted) return h("div", { class: "file deleted" }, icon("file"), h("span", {}, "This file was deleted."));
  const table = TABLES.has(file.filetype);
  return h("div", { class: "file" },
    h("span", { class: `file-sign ${file.filetype}` }, icon(table ? "table" : "file", 22)),
    h("span", { class: "file-words" },
      h("span", { class: "file-name", title: file.name }, file.title || file.name),
      h("span", { class: "muted" }, `${(file.filetype || "file").toUpperCase()} · ${sizeOf(file.size)}`)),
    h("span", { class: "file-deeds" },
      table ? h("button", { type: "button", class: "button small", "aria-label": `Look into ${file.name}`, onclick: () => void inside(file) }, icon("eye", 16), "Look") : null,
      h("button", { type: "button", class: "button small", "aria-label": `Share ${file.name} again`, onclick: () => void attempt(async () => shareAgain(place, await unpacked(file))) }, icon("share", 16), "Share …"),
      h("a", { class: "button small icon-only", href: fileUrl(file), download: file.name, "aria-label": `Download ${file.name}`, title: "Download" }, icon("download", 16))));
}

/** @param {import("./store.js").SharedFile} file */
async function inside(file) {
  await attempt(async () => {
    const { rows, total } = await look(`/api/files/${file.id}/rows`);
    const [head = [], ...body] = rows;
    const more = total - rows.length;
    showDialog(file.name, h("div", { class: "inside" },
      h("p", { class: "muted" }, `${(total - 1).toLocaleString("en")} rows, ${head.length} columns${more > 0 ? `; the first ${body.length} are shown` : ""}`),
      h("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": `Rows of ${file.name}` }, h("table", { class: "table numbered" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "#"), head.map((/** @type {string} */ cell) => h("th", { scope: "col" }, cell)))),
        h("tbody", {}, body.map((/** @type {string[]} */ row, /** @type {number} */ place) => h("tr", {},
          h("th", { scope: "row" }, place + 1), head.map((/** @type {string} */ _, /** @type {number} */ column) => h("td", {}, row[column] ?? "")))))))), { wide: true });
  });
}

/** @param {number} bytes */
export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
