/** Writing: text, files by button, drop or paste, slash commands with hints. */
import { act, packed } from "./api.js";
import { freshId, h } from "./dom.js";
import { sizeOf } from "./files.js";
import { Hints } from "./hints.js";
import { icon } from "./icons.js";
import { person, state } from "./store.js";
import { toast } from "./toasts.js";

/** @typedef {{channel: string, thread: string|null}} Place */
/** @typedef {{text: string, files: File[]}} Draft */

/** What was not sent yet, per place. @type {Map<string, Draft>} */
const drafts = new Map();
/** The composers on the page, by place. @type {Map<string, Composer>} */
const composers = new Map();
/** What this visitor has sent just now: the thread of an answer to it opens by itself. @type {Set<string>} */
export const justSent = new Set();

/** @param {Place} place */
const keyOf = (place) => `${state.me} ${place.channel} ${place.thread ?? ""}`;

/** Whether something stands there that was not sent yet. @param {Place} place */
export function isWriting(place) {
  const draft = drafts.get(keyOf(place));
  return Boolean(draft && (draft.text || draft.files.length));
}

/** Put a file that stands in a message into the composer again. @param {Place} place @param {File} file */
export function shareAgain(place, file) {
  const composer = composers.get(keyOf(place)) ?? composers.get(keyOf({ ...place, thread: null }));
  if (!composer?.draft.files.some((one) => one.name === file.name && one.size === file.size)) composer?.add([file]); // pressed twice
  composer?.suggest(state.fixed.share_text);
}

export class Composer {
  /** @param {Place} place @param {string} label @param {(ts: string) => void} [sent] */
  constructor(place, label, sent = () => {}) {
    this.place = place;
    this.sent = sent;
    this.draft = drafts.get(keyOf(place)) ?? { text: "", files: [] };
    drafts.set(keyOf(place), this.draft);
    composers.set(keyOf(place), this);
    this.id = freshId("composer");
    this.build(label);
    this.hints = new Hints(this.field, this.node, place.thread === null);
    this.show();
  }

  /** @param {string} label */
  build(label) {
    this.field = h("textarea", {
      class: "composer-field", rows: 1, id: this.id, placeholder: label, "aria-label": label, autocomplete: "off",
      oninput: () => this.typed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
      onpaste: (/** @type {ClipboardEvent} */ event) => this.pasted(event),
    });
    this.field.value = this.draft.text;
    this.picker = h("input", { type: "file", multiple: true, class: "unseen", tabindex: "-1", "aria-hidden": "true", onchange: () => {
      this.add([...this.picker.files]);
      this.picker.value = "";
    } });
    this.chips = h("ul", { class: "chips", "aria-label": "Files to share" });
    this.note = h("div", { class: "composer-note", role: "alert" });
    this.button = h("button", { type: "button", class: "send", "aria-label": "Send", title: "Send (Enter)", onclick: () => void this.send() }, icon("send"));
    this.node = h("div", { class: "composer" }, this.note, h("div", { class: "composer-box" }, this.chips, this.field,
      h("div", { class: "composer-bar" },
        h("button", { type: "button", class: "bare", "aria-label": "Attach files", title: "Attach files", onclick: () => this.picker.click() }, icon("clip")),
        h("span", { class: "composer-hint muted" }, this.place.thread === null ? "Drop or paste a file, or type / for commands" : "Drop or paste a file"),
        this.picker, this.button)));
  }

  focus() {
    this.field.focus();
  }

  /** @param {File[]} files */
  add(files) {
    this.draft.files.push(...files);
    this.show();
    this.focus();
  }

  /** Words for the field, where it is empty. @param {string} text */
  suggest(text) {
    if (this.field.value || !text) return;
    this.field.value = text;
    this.typed();
    this.field.select();
  }

  typed() {
    this.draft.text = this.field.value;
    this.note.textContent = "";
    this.hints.refresh();
    this.show();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (this.hints.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void this.send();
  }

  /** @param {ClipboardEvent} event */
  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }

  show() {
    this.field.style.height = "auto";
    this.field.style.height = this.field.scrollHeight ? `${this.field.scrollHeight}px` : "auto"; // 0 before it stands on the page
    this.button.disabled = !this.draft.text.trim() && !this.draft.files.length;
    this.chips.hidden = !this.draft.files.length;
    this.chips.replaceChildren(...this.draft.files.map((file) => h("li", { class: "chip" }, icon("file", 16),
      h("span", { class: "chip-name" }, file.name), h("span", { class: "muted" }, sizeOf(file.size)),
      h("button", { type: "button", class: "bare", "aria-label": `Remove ${file.name}`, onclick: () => {
        this.draft.files = this.draft.files.filter((one) => one !== file);
        this.show();
        this.focus();
      } }, icon("close", 14)))));
  }

  /** Send what is there; what can't be sent comes back into the field. */
  async send() {
    const { text, files } = this.draft;
    if (!text.trim() && !files.length) return;
    Object.assign(this.draft, { text: "", files: [] });
    this.field.value = "";
    this.hints.close();
    this.show();
    if (state.starting) this.note.replaceChildren(icon("info", 16), h("span", {}, `${person(state.fixed.bot).name} is still starting. This goes out as soon as it is there.`));
    this.note.classList.toggle("calm", state.starting);
    try {
      await this.deliver(text, files);
      this.note.textContent = "";
    } catch (error) {
      if (!this.draft.text && !this.draft.files.length) {
        Object.assign(this.draft, { text, files });
        this.field.value = text;
        this.show();
      }
      this.note.classList.remove("calm");
      this.note.replaceChildren(icon("alert", 16), h("span", {}, /** @type {Error} */ (error).message));
    }
  }

  /** @param {string} text @param {File[]} files */
  async deliver(text, files) {
    const { channel, thread } = this.place;
    const place = { channel, ...(thread ? { thread_ts: thread } : {}) };
    if (text.startsWith("/") && !files.length) return this.command(text);
    const posted = files.length
      ? await act("share", { ...place, text, files: await Promise.all(files.map(packed)) })
      : await act("say", { ...place, text });
    justSent.add(posted.ts);
    this.sent(posted.ts);
  }

  /** @param {string} text */
  async command(text) {
    if (this.place.thread) throw new Error("Slash commands can't be used in threads. Use the channel's own message box.");
    const [name] = text.split(/\s/, 1);
    if (!state.fixed.commands.some((/** @type {any} */ one) => one.name === name)) throw new Error(`${name} is not a valid command.`);
    if (name === "/invite") {
      await act("invite", { channel: this.place.channel });
      return toast("The bot is in this channel now.");
    }
    await act("command", { channel: this.place.channel, command: name, text: text.slice(name.length).trim() });
  }
}

/** Let files be dropped anywhere on a column. @param {HTMLElement} column @param {() => Composer|undefined} composer @param {string} words */
export function dropZone(column, composer, words) {
  const veil = h("div", { class: "drop-veil", "aria-hidden": "true" }, h("div", {}, icon("clip", 28), h("span", {}, words)));
  let depth = 0;
  const carriesFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
  column.addEventListener("dragenter", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth += 1;
    column.append(veil);
  });
  column.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  column.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (!depth) veil.remove();
  });
  column.addEventListener("drop", (event) => {
    depth = 0;
    veil.remove();
    if (!carriesFiles(event)) return;
    event.preventDefault();
    composer()?.add([...(event.dataTransfer?.files ?? [])]);
  });
}
