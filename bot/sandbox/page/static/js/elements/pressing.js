/** Pressing: ask if the app wants it asked, tell the app, wait until it has heard, and say so if it has not. */
import { act } from "../api.js";
import { confirmed } from "../dialogs.js";
import { attempt } from "../toasts.js";

/**
 * @param {HTMLElement} control what was pressed; it is busy meanwhile
 * @param {any} element
 * @param {import("./context.js").Context} context
 * @param {any} [option] what was chosen
 * @returns {Promise<boolean>} whether the app heard of it
 */
export async function press(control, element, context, option) {
  if (control.getAttribute("aria-busy") === "true") return false;
  if (element.confirm && !(await confirmed(element.confirm))) return false;
  control.setAttribute("aria-busy", "true");
  const heard = await attempt(async () => {
    await act("click", { target: context.target, action_id: element.action_id, option, value: element.value, values: context.form?.answers() });
    return true;
  });
  control.removeAttribute("aria-busy");
  return heard ?? false;
}
