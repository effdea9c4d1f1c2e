/** Fields to type into: text, e-mail, URL, number; and pickers of dates and times. */
import { h } from "../dom.js";
import { plain } from "../mrkdwn.js";
import { press } from "./pressing.js";

/** @type {Record<string, string>} */
const TYPES = {
  plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "number", rich_text_input: "text",
  datepicker: "date", timepicker: "time", datetimepicker: "datetime-local",
};

/** @param {any} element @param {import("./context.js").Context} context */
export function typed(element, context) {
  const area = element.multiline || element.type === "rich_text_input";
  const picker = element.type.endsWith("picker");
  const held = context.initial ?? element.initial_value ?? element.initial_date ?? element.initial_time ?? element.initial_date_time;
  const node = h(area ? "textarea" : "input", {
    type: area ? null : TYPES[element.type],
    rows: area ? 4 : null,
    class: "field",
    dataset: { action: element.action_id },
    placeholder: plain(element.placeholder?.text),
    maxlength: element.max_length,
    step: element.is_decimal_allowed ? "any" : null,
    "aria-labelledby": context.labelledby,
    "aria-describedby": context.described,
    "aria-label": context.labelledby ? null : plain(element.placeholder?.text ?? "Value"),
    value: element.type === "datetimepicker" && held ? local(held) : held ?? "",
    oninput: () => context.keep?.(value()),
    onchange: () => picker && !context.input && void press(node, element, context, value()),
  });
  return node;

  function value() {
    return element.type === "datetimepicker" ? Math.floor(new Date(node.value).getTime() / 1000) : node.value;
  }
}

/** Seconds as a date field takes them. @param {number} seconds */
function local(seconds) {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}
