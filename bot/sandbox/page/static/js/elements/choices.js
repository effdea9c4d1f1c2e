/** Checkboxes and radio buttons. */
import { freshId, h } from "../dom.js";
import { textObject } from "../mrkdwn.js";
import { press } from "./pressing.js";

/** @param {any} element @param {import("./context.js").Context} context */
export function choices(element, context) {
  const several = element.type === "checkboxes";
  const name = freshId("choice");
  const initial = context.initial ?? element.initial_options ?? element.initial_option ?? [];
  const held = new Set((Array.isArray(initial) ? initial : [initial]).map((one) => one?.value ?? one));
  const node = h("div", {
    class: "choices", role: several ? "group" : "radiogroup", dataset: { action: element.action_id },
    "aria-labelledby": context.labelledby, "aria-describedby": context.described, tabindex: "-1",
  }, element.options.map(one));
  return node;

  /** @param {any} option */
  function one(option) {
    const box = h("input", { type: several ? "checkbox" : "radio", name, value: option.value, onchange: () => void changed() });
    box.checked = held.has(option.value);
    return h("label", { class: "choice" }, box, h("span", {},
      textObject(option.text), option.description ? h("small", {}, textObject(option.description)) : null));
  }

  async function changed() {
    const ticked = [...node.querySelectorAll("input:checked")].map((/** @type {any} */ box) => box.value);
    const value = several ? ticked : ticked[0];
    context.keep?.(value);
    if (!context.input) await press(node, element, context, value);
  }
}
