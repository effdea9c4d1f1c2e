/** Modals: the app's views on a stack of up to three, their fields, errors, and what was typed so far. */
import { act } from "./api.js";
import { avatar } from "./avatar.js";
import { blocks } from "./blocks/index.js";
import { freshId, h } from "./dom.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { state } from "./store.js";
import { attempt, toast } from "./toasts.js";

/** @type {Map<string, Form>} */
const forms = new Map();
/** @type {HTMLDialogElement|null} */
let dialog = null;
let shown = "";
/** Where the focus was before the first modal opened. @type {HTMLElement|null} */
let before = null;

export function showModals() {
  const { views } = state;
  for (const id of forms.keys()) if (!views.some((view) => view.id === id)) forms.delete(id);
  const top = views.at(-1);
  if (!top) return close();
  const key = `${top.id} ${top.hash} ${views.length}`;
  if (key === shown) return;
  shown = key;
  if (!dialog) open();
  draw(top, views.length);
}

function open() {
  before = /** @type {HTMLElement|null} */ (document.activeElement);
  dialog = h("dialog", { class: "dialog modal" });
  dialog?.addEventListener("cancel", (event) => {
    event.preventDefault(); // the view goes when the sandbox says so
    const top = state.views.at(-1);
    if (top) void leave(top, false);
  });
  document.body.append(/** @type {Node} */ (dialog));
  dialog?.showModal();
}

function close() {
  dialog?.close();
  dialog?.remove();
  if (dialog && before?.isConnected) before.focus();
  dialog = null;
  shown = "";
}

/** @param {any} view @param {number} depth */
function draw(view, depth) {
  const form = forms.get(view.id) ?? new Form();
  forms.set(view.id, form);
  form.inputs.clear();
  const active = /** @type {HTMLElement|null} */ (document.activeElement)?.dataset?.action;
  const title = freshId("modal-title");
  const context = /** @type {const} */ ({ target: view.id, surface: "modal", input: false, form });
  const submit = view.submit ? h("button", { type: "submit", class: "button primary" }, plain(view.submit.text)) : null;
  const body = h("form", { class: "modal-form", novalidate: true, onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    void send(view, form, submit);
  } },
  h("header", { class: "dialog-head" },
    depth > 1 ? h("button", { type: "button", class: "bare", "aria-label": "Back", onclick: () => void leave(view, false) }, icon("back")) : avatar(state.fixed.bot, "medium"),
    h("h2", { id: title }, plain(view.title.text)),
    h("button", { type: "button", class: "bare", "aria-label": depth > 1 ? "Close all" : "Close", onclick: () => void leave(view, depth > 1) }, icon("close"))),
  h("div", { class: "modal-body" }, blocks(view.blocks, /** @type {any} */ (context))),
  submit ? h("footer", { class: "dialog-buttons" },
    h("button", { type: "button", class: "button", onclick: () => void leave(view, false) }, plain(view.close?.text ?? "Cancel")), submit) : null);
  dialog?.setAttribute("aria-labelledby", title);
  dialog?.replaceChildren(body);
  const again = active ? body.querySelector(`[data-action="${CSS.escape(active)}"]`) : null;
  const first = body.querySelector(".modal-body :is(input:not(.unseen), textarea, button)");
  /** @type {HTMLElement|null} */ (again ?? first ?? submit)?.focus();
}

/** @param {any} view @param {boolean} all */
const leave = (view, all) => attempt(() => act("close", { view: view.id, clear: all }));

/** @param {any} view @param {Form} form @param {HTMLElement|null} button */
async function send(view, form, button) {
  const missing = form.problems();
  form.show(missing);
  if (Object.keys(missing).length || button?.getAttribute("aria-busy") === "true") return;
  button?.setAttribute("aria-busy", "true");
  try {
    const { errors } = await act("submit", { view: view.id, values: form.answers() });
    form.show(errors ?? {});
  } catch (error) {
    toast(/** @type {Error} */ (error).message, "error");
  } finally {
    button?.removeAttribute("aria-busy");
  }
}
