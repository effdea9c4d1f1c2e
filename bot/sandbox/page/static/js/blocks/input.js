/** The `input` block: a label, an element, a hint, and the app's word on what is wrong with it. */
import { freshId, h } from "../dom.js";
import { element } from "../elements/index.js";
import { icon } from "../icons.js";
import { plain } from "../mrkdwn.js";
import { press } from "../elements/pressing.js";

/** @param {any} block @param {import("../elements/context.js").Context} context */
export function input(block, context) {
  const [label, hint, error] = [freshId("label"), freshId("hint"), freshId("error")];
  const { action_id: action } = block.element;
  const problem = h("div", { class: "problem", id: error, role: "alert" });
  const control = element(block.element, {
    ...context,
    input: !block.dispatch_action,
    initial: context.form?.get(action),
    labelledby: label,
    described: `${hint} ${error}`,
    keep: (value) => {
      context.form?.set(action, value);
      show("");
    },
  });
  if (block.dispatch_action) dispatchOnEnter(control);
  if (control.matches("button")) control.setAttribute("aria-labelledby", `${label} ${(control.id ||= freshId("control"))}`);
  const node = h("div", { class: "block input", dataset: { block: block.block_id } },
    h("div", { class: "label", id: label, onclick: () => control.focus() }, plain(block.label.text), block.optional ? h("span", { class: "muted" }, " (optional)") : null),
    control, problem,
    block.hint ? h("div", { class: "hint", id: hint }, plain(block.hint.text)) : null);
  context.form?.inputs.set(block.block_id, { block, show, focus: () => focusIn(control) });
  return node;

  /** @param {string} words */
  function show(words) {
    problem.replaceChildren(...(words ? [icon("alert", 15), h("span", {}, words)] : []));
    node.classList.toggle("wrong", Boolean(words));
    control.toggleAttribute("aria-invalid", Boolean(words));
  }

  /** @param {HTMLElement} field */
  function dispatchOnEnter(field) {
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !field.matches("input")) return;
      event.preventDefault();
      void press(field, block.element, { ...context, input: false }, /** @type {HTMLInputElement} */ (field).value);
    });
  }
}

/** The control itself, or what can be pressed in it. @param {HTMLElement} control */
function focusIn(control) {
  const inner = control.matches("button,input,textarea") ? control : control.querySelector("button,input:not(.unseen)");
  /** @type {HTMLElement} */ (inner ?? control).focus();
}
