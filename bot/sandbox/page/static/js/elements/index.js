/** From an element's type to what shows it. */
import { h } from "../dom.js";
import { button, overflow } from "./button.js";
import { choices } from "./choices.js";
import { fileInput } from "./file_input.js";
import { select } from "./select.js";
import { typed } from "./typed.js";

/** @param {any} one @param {import("./context.js").Context} context @returns {HTMLElement} */
export function element(one, context) {
  switch (one.type) {
    case "button":
      return button(one, context);
    case "overflow":
      return overflow(one, context);
    case "checkboxes":
    case "radio_buttons":
      return choices(one, context);
    case "file_input":
      return fileInput(one, context);
    case "image":
      return picture(one);
    default:
      if (one.type.endsWith("_select")) return select(one, context);
      if (/(_input|picker)$/.test(one.type)) return typed(one, context);
      return h("span", { class: "unknown" }, `(${one.type})`);
  }
}

/** Pictures from elsewhere are not fetched: their words stand for them. @param {any} image */
export function picture(image) {
  return h("span", { class: "picture", role: "img", "aria-label": image.alt_text, title: image.alt_text }, image.alt_text);
}
