/** Picking files in a modal: by button, by dropping, by pasting. They are staged at once; the submission names them. */
import { act, packed } from "../api.js";
import { h } from "../dom.js";
import { sizeOf } from "../files.js";
import { icon } from "../icons.js";
import { attempt } from "../toasts.js";

const MOST = 10; // Slack's own limit of a file_input

/** @param {any} element @param {import("./context.js").Context} context */
export function fileInput(element, context) {
  const most = element.max_files ?? MOST;
  /** @type {{id: string, name: string, size: number}[]} */
  let files = context.initial?.staged ?? [];
  const picker = h("input", {
    type: "file", class: "unseen", tabindex: "-1", "aria-hidden": "true", multiple: most > 1,
    accept: element.filetypes?.map((/** @type {string} */ one) => `.${one}`).join(","),
    onchange: () => void add([...picker.files]),
  });
  const list = h("ul", { class: "picked" });
  const choose = h("button", {
    type: "button", class: "button", dataset: { action: element.action_id }, "aria-describedby": context.described,
    onclick: () => picker.click(),
  }, icon("clip", 16), h("span", {}, most > 1 ? "Choose files" : "Choose a file"));
  const note = element.filetypes ? `Takes ${element.filetypes.map((/** @type {string} */ one) => one.toUpperCase()).join(", ")}` : "";
  const node = h("div", { class: "file-input", role: "group", "aria-labelledby": context.labelledby, tabindex: "-1" },
    list, h("div", { class: "file-drop" }, choose, h("span", { class: "muted" }, most > 1 ? "or drop them here" : "or drop it here"), picker),
    note ? h("div", { class: "muted small" }, note) : null);
  node.addEventListener("dragover", (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    node.classList.add("over");
  });
  node.addEventListener("dragleave", () => node.classList.remove("over"));
  node.addEventListener("drop", (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    event.stopPropagation();
    node.classList.remove("over");
    void add([...(event.dataTransfer?.files ?? [])]);
  });
  node.addEventListener("paste", (/** @type {ClipboardEvent} */ event) => void add([...(event.clipboardData?.files ?? [])]));
  show();
  return node;

  /** @param {File[]} picked */
  async function add(picked) {
    for (const file of picked.slice(0, most)) {
      await attempt(async () => {
        const staged = await act("stage", await packed(file));
        files = [...(most === 1 ? [] : files), { id: staged.file, name: file.name, size: file.size }].slice(-most);
        changed();
      });
    }
    picker.value = "";
  }

  function changed() {
    context.keep?.(Object.assign(files.map((one) => one.id), { staged: files }));
    show();
  }

  function show() {
    list.replaceChildren(...files.map((file) => h("li", { class: "chip" }, icon("file", 16), h("span", { class: "chip-name" }, file.name),
      h("span", { class: "muted" }, sizeOf(file.size)),
      h("button", {
        type: "button", class: "bare", "aria-label": `Remove ${file.name}`,
        onclick: () => {
          files = files.filter((one) => one !== file);
          changed();
          choose.focus();
        },
      }, icon("close", 14)))));
  }
}
