/** The sequences, and who is in them. */
import { look } from "../api.js";
import { h } from "../dom.js";
import { state } from "../store.js";
import { attempt } from "../toasts.js";

export function sequenceList() {
  const node = h("div", { class: "sequences" });
  /** @type {Map<string, {frame: HTMLDetailsElement, head: HTMLElement, members: HTMLElement, size: number}>} */
  const drawn = new Map();
  return { node, update };

  function update() {
    for (const one of state.amplemarket.sequences) {
      const known = drawn.get(one.id) ?? make(one);
      known.head.replaceChildren(h("span", { class: "sequence-name" }, one.name), h("span", { class: `pill ${one.status === "active" ? "good" : ""}` }, one.status),
        h("span", { class: "spacer" }), h("span", { class: "muted" }, one.size === 1 ? "1 person" : `${one.size.toLocaleString("en")} people`));
      if (known.frame.open && known.size !== one.size) void fill(one.id, known);
    }
  }

  /** @param {any} one */
  function make(one) {
    const head = h("summary", {});
    const members = h("div");
    const frame = h("details", { class: "sequence", ontoggle: () => frame.open && void fill(one.id, known) }, head,
      h("div", { class: "muted small mono" }, one.id), members);
    const known = { frame, head, members, size: -1 };
    drawn.set(one.id, known);
    node.append(frame);
    return known;
  }

  /** @param {string} id @param {{members: HTMLElement, size: number}} known */
  async function fill(id, known) {
    await attempt(async () => {
      const { members, size } = await look(`/api/amplemarket/sequences/${id}`);
      known.size = size;
      known.members.replaceChildren(members.length ? h("ol", { class: "people", reversed: true }, members.map(member)) : h("p", { class: "muted" }, "Nobody yet."));
      if (size > members.length) known.members.append(h("p", { class: "muted" }, `… and ${(size - members.length).toLocaleString("en")} who came before.`));
    });
  }
}

/** @param {any} one */
function member(one) {
  const data = Object.entries(one.data).map(([name, value]) => `${name}: ${value}`).join(", ");
  return h("li", { title: data }, h("span", { class: "person-name" }, one.email ?? shortProfile(one.linkedin_url)),
    h("span", { class: "muted small" }, one.call === null ? "was there before" : `call #${one.call}`));
}

/** @param {string} url */
export const shortProfile = (url) => url.replace(/^https?:\/\/(www\.)?/, "");
