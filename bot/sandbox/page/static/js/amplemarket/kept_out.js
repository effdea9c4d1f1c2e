/** Whom Amplemarket keeps out: the exclusion list, and people contacted recently. Both can grow. */
import { amplemarket } from "../api.js";
import { h } from "../dom.js";
import { state } from "../store.js";
import { attempt } from "../toasts.js";

export function keptOut() {
  const lists = [
    list("Exclusion list", "Unsubscribed, customers, competitors: addresses or whole domains", "address or domain", "exclude", () => state.amplemarket.excluded),
    list("Recently contacted", "Somebody wrote to them not long ago", "address or LinkedIn URL", "contacted-recently", () => state.amplemarket.contacted),
  ];
  return { node: h("div", {}, lists.map((one) => one.node)), update: () => lists.forEach((one) => one.update()) };
}

/** @param {string} title @param {string} words @param {string} placeholder @param {string} order @param {() => string[]} names */
function list(title, words, placeholder, order, names) {
  const count = h("span", { class: "pill" });
  const people = h("ul", { class: "people" });
  const field = h("input", { class: "field small", placeholder, "aria-label": `Add to ${title}: ${placeholder}`, autocomplete: "off", spellcheck: "false" });
  const add = h("form", { class: "add-row", onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    if (field.value.trim()) void attempt(async () => {
      await amplemarket(order, { who: [field.value.trim()] });
      field.value = "";
    });
  } }, field, h("button", { type: "submit", class: "button small" }, "Add"));
  let told = "";
  return {
    node: h("section", { class: "kept" }, h("h3", { class: "pane-title" }, title, " ", count), h("p", { class: "muted small" }, words), add, people),
    update() {
      const now = names().map(readable);
      if (now.join() === told) return;
      told = now.join();
      count.textContent = String(now.length);
      people.replaceChildren(...now.map((name) => h("li", {}, h("span", { class: "person-name" }, name))));
    },
  };
}

/** The sandbox's keys as people know them. @param {string} key */
function readable(key) {
  return key.replace(/^email:/, "").replace(/^in:/, "linkedin.com/in/").replace(/^(urn|pub):/, "linkedin.com/");
}
