/** Faces: initials on a colour of the person's own; the app has its sign. */
import { h } from "./dom.js";
import { svgNode } from "./icons.js";
import { person, state } from "./store.js";

const COLOURS = 6;

/** @param {string} id @param {"small"|"medium"|"large"} [size] */
export function avatar(id, size = "large") {
  const who = person(id);
  if (who.bot) return h("span", { class: `avatar app ${size}`, "aria-hidden": "true" }, sign());
  const initials = who.name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  const colour = [...state.people.keys()].indexOf(id) % COLOURS;
  return h("span", { class: `avatar ${size} colour-${colour}`, "aria-hidden": "true" }, initials);
}

function sign() {
  return svgNode("svg", { viewBox: "0 0 32 32" },
    svgNode("path", { d: "M8 10h10M8 16h6M8 22h4", class: "lines" }),
    svgNode("path", { d: "M22 15v10M17 20h10", class: "plus" }));
}
