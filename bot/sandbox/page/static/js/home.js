/** The app's Home tab. */
import { avatar } from "./avatar.js";
import { blocks } from "./blocks/index.js";
import { h } from "./dom.js";
import { person, state } from "./store.js";

/** @param {any} view */
export function homeNode(view) {
  const bot = person(state.fixed.bot);
  if (!view) {
    return h("div", { class: "empty" }, avatar(bot.id, "large"), h("h2", {}, "Nothing here yet"), h("p", { class: "muted" }, `${bot.name} has not put anything on its Home tab.`));
  }
  return h("div", { class: "home-blocks" }, blocks(view.blocks, { target: view.id, surface: "home", input: false }));
}
