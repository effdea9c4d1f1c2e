/** One message: who, when, what, files, reactions, replies. */
import { blocks } from "./blocks/index.js";
import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { fileCard } from "./files.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { go } from "./route.js";
import { dismiss, person, state } from "./store.js";
import { day, full, time } from "./when.js";

/** @typedef {import("./store.js").Message} Message */

/**
 * @param {Message} one
 * @param {{compact: boolean, thread: string|null}} how compact: the author stands above already; thread: where it is shown
 */
export function messageNode(one, { compact, thread }) {
  const who = person(one.user);
  const pinned = state.fixed.pins.some((/** @type {string[]} */ [channel, ts]) => channel === one.channel && ts === one.ts);
  const node = h("li", {
    class: ["message", compact && "compact", one.ephemeral && "ephemeral", pinned && "pinned"].filter(Boolean).join(" "),
    tabindex: "-1",
    dataset: { ts: one.ts },
    "aria-label": `${who.name}, ${time(one.ts)}${one.ephemeral ? ", only visible to you" : ""}`,
  },
  one.ephemeral ? h("div", { class: "message-note" }, icon("eye", 14), "Only visible to you",
    h("button", { type: "button", class: "link", onclick: () => dismiss(one.ts) }, "Dismiss")) : null,
  pinned ? h("div", { class: "message-note" }, icon("pin", 14), `Pinned by ${who.name}`) : null,
  h("div", { class: "gutter" }, compact ? h("time", { class: "hover-time", title: full(one.ts) }, time(one.ts)) : avatar(one.user)),
  h("div", { class: "message-body" },
    compact ? null : h("div", { class: "message-head" },
      h("span", { class: "author" }, who.name), who.bot ? h("span", { class: "badge" }, "App") : null,
      h("time", { class: "muted", title: full(one.ts) }, time(one.ts))),
    content(one),
    one.files.length ? h("div", { class: "files" }, one.files.map((file) => fileCard(file, { channel: one.channel, thread }))) : null,
    one.reactions.length ? reactions(one) : null,
    thread === null && one.reply_count ? replies(one) : null));
  return node;
}

/** @param {Message} one */
function content(one) {
  const context = /** @type {const} */ ({ target: one.ts, surface: "message", input: false });
  const body = one.blocks.length ? blocks(one.blocks, context) : one.text ? [h("div", { class: "block text" }, mrkdwn(one.text))] : [];
  const edited = one.edited ? h("span", { class: "edited", title: full(one.edited) }, "(edited)") : null;
  if (!body.length && !one.attachments.length) return null;
  const node = h("div", { class: "content" }, body, one.attachments.map((attachment) => attached(attachment, context)));
  if (edited) ([...node.querySelectorAll(".line, .rich-section, .block.header")].at(-1) ?? node).append(" ", edited);
  return node;
}

/** @param {any} attachment @param {import("./elements/context.js").Context} context */
function attached(attachment, context) {
  const node = h("div", { class: "attachment" },
    attachment.blocks ? blocks(attachment.blocks, context) : [
      attachment.title ? h("strong", {}, attachment.title) : null,
      h("div", { class: "text" }, mrkdwn(attachment.text ?? attachment.fallback ?? "")),
    ]);
  if (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? "")) node.style.borderInlineStartColor = `#${attachment.color.replace("#", "")}`;
  return node;
}

/** @param {Message} one */
function reactions(one) {
  return h("ul", { class: "reactions", "aria-label": "Reactions" }, one.reactions.map(({ name, users }) => {
    const names = users.map((id) => person(id).name).join(", ");
    return h("li", { class: users.includes(state.me) ? "reaction mine" : "reaction", title: `${names} reacted with :${name}:` },
      h("span", { "aria-hidden": "true" }, emoji(name)), h("span", { "aria-hidden": "true" }, users.length),
      h("span", { class: "unseen" }, `${name}: ${names}`));
  }));
}

/** @param {Message} one */
function replies(one) {
  const last = one.latest_reply ?? one.ts;
  return h("button", { type: "button", class: "replies", onclick: () => go(one.channel, one.ts) },
    h("span", { class: "faces" }, one.reply_users.map((id) => avatar(id, "small"))),
    h("strong", {}, one.reply_count === 1 ? "1 reply" : `${one.reply_count} replies`),
    h("span", { class: "muted" }, `Last reply ${day(last).replace(/^[TY]/, (letter) => letter.toLowerCase())} at ${time(last)}`));
}
