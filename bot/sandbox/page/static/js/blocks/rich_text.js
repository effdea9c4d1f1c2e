/** rich_text: sections, lists, quotes and preformatted parts, made of typed pieces. */
import { h, link } from "../dom.js";
import { emoji } from "../emoji.js";
import { channelMention, mention } from "../mrkdwn.js";
import { formatted, full } from "../when.js";

/** @param {any} block @returns {Node[]} */
export function richText(block) {
  return block.elements.map(container);
}

/** @param {any} one @returns {Node} */
function container(one) {
  switch (one.type) {
    case "rich_text_list":
      return list(one);
    case "rich_text_quote":
      return h("blockquote", {}, one.elements.map(piece));
    case "rich_text_preformatted":
      return h("pre", {}, one.elements.map(piece));
    default:
      return h("div", { class: "rich-section" }, one.elements.map(piece));
  }
}

/** @param {any} one */
function list(one) {
  const node = h(one.style === "ordered" ? "ol" : "ul", { start: one.offset ? one.offset + 1 : null },
    one.elements.map((/** @type {any} */ item) => h("li", {}, item.elements.map(piece))));
  node.style.marginInlineStart = `${(one.indent ?? 0) * 1.5}em`;
  return node;
}

/** @param {any} one @returns {Node} */
function piece(one) {
  return styled(words(one), one.style ?? {});
}

/** @param {any} one @returns {Node} */
function words(one) {
  switch (one.type) {
    case "text":
      return document.createTextNode(one.text);
    case "link":
      return link(one.url, one.text || one.url.replace(/^mailto:/, ""));
    case "user":
      return mention(one.user_id);
    case "channel":
      return channelMention(one.channel_id);
    case "emoji":
      return document.createTextNode(emoji(one.name));
    case "date":
      return h("time", { title: full(one.timestamp) }, formatted(one.timestamp, one.format));
    case "color":
      return h("code", {}, one.value);
    default:
      return h("span", { class: "mention" }, `@${one.range ?? one.usergroup_id ?? one.team_id ?? one.type}`);
  }
}

/** @param {Node} node @param {Record<string, boolean>} style @returns {Node} */
function styled(node, style) {
  /** @type {[string, string][]} */
  const tags = [["code", "code"], ["strike", "s"], ["underline", "u"], ["italic", "em"], ["bold", "strong"]];
  return tags.reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}
