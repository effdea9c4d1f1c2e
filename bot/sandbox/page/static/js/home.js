/** The app's Home tab. */
import { avatar } from "./avatar.js";
import { blocks } from "./blocks/index.js";
import { h } from "./dom.js";
import { Form } from "./form.js";
import { person, state } from "./store.js";

/** What stands in its inputs outlives what the app publishes anew. */
let form = { view: "", held: new Form() };

/** @param {any} view */
export function homeNode(view) {
  const bot = person(state.fixed.bot);
  if (!view) {
    return h("div", { class: "empty" }, avatar(bot.id, "large"), h("h2", {}, "Nothing here yet"), h("p", { class: "muted" }, `${bot.name} has not put anything on its Home tab.`));
  }
  if (form.view !== view.id) form = { view: view.id, held: new Form() };
  form.held.inputs.clear();
  return h("div", { class: "home-blocks" }, blocks(view.blocks, { target: view.id, surface: "home", input: false, form: form.held }));
}
