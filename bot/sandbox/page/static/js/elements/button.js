/** Buttons, and the small menu behind three dots. */
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { openMenu } from "../menu.js";
import { plain } from "../mrkdwn.js";
import { press } from "./pressing.js";

/** @param {any} element @param {import("./context.js").Context} context */
export function button(element, context) {
  const style = element.style === "primary" ? "button primary" : element.style === "danger" ? "button danger" : "button";
  const node = h("button", {
    type: "button",
    class: style,
    dataset: { action: element.action_id },
    "aria-label": element.accessibility_label,
    "aria-haspopup": element.confirm ? "dialog" : null,
    onclick: () => {
      if (/^https?:/i.test(element.url ?? "")) open(element.url, "_blank", "noopener,noreferrer");
      void press(node, element, context);
    },
  }, h("span", {}, plain(element.text?.text)));
  return node;
}

/** @param {any} element @param {import("./context.js").Context} context */
export function overflow(element, context) {
  const node = h("button", {
    type: "button",
    class: "button icon-only",
    dataset: { action: element.action_id },
    "aria-label": "More options",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    onclick: () => openMenu(node, element.options.map((/** @type {any} */ option) => ({
      label: plain(option.text.text),
      hint: option.description ? plain(option.description.text) : undefined,
      run: () => {
        if (/^https?:/i.test(option.url ?? "")) open(option.url, "_blank", "noopener,noreferrer");
        void press(node, element, context, option.value);
      },
    })), { label: "More options", align: "end" }),
  }, icon("more"));
  return node;
}
