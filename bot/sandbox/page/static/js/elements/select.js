/** Select menus: one choice or several, from a fixed list, from the app, or from the workspace. With a search field. */
import { act } from "../api.js";
import { freshId, h } from "../dom.js";
import { icon } from "../icons.js";
import { plain } from "../mrkdwn.js";
import { popover } from "../popover.js";
import { channelTitle, person, state } from "../store.js";
import { press } from "./pressing.js";

const PAUSE = 180; // ms without typing before the app is asked
const MIN_QUERY = 3; // Slack's own, unless the app says otherwise

/**
 * @typedef {{label: string, hint?: string, value: any, key: string}} Option
 * @typedef {{label?: string, options: Option[]}} Group
 */

/** @param {any} element @param {import("./context.js").Context} context */
export function select(element, context) {
  const multi = element.type.startsWith("multi_");
  const source = sourceOf(element, context);
  /** @type {Option[]} */
  let chosen = initial(element, context);
  const words = h("span", { class: "select-words" });
  const node = h("button", {
    type: "button",
    class: "select",
    dataset: { action: element.action_id },
    "aria-haspopup": "listbox",
    "aria-expanded": "false",
    "aria-describedby": context.described,
    onclick: () => openList(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (["ArrowDown", "ArrowUp"].includes(event.key)) {
        event.preventDefault();
        openList();
      }
    },
  }, words, icon("down", 16));
  show();
  return node;

  function show() {
    const placeholder = plain(element.placeholder?.text ?? (multi ? "Choose some" : "Choose one"));
    const told = chosen.map((one) => one.label).join(", ");
    words.textContent = told || placeholder;
    words.classList.toggle("unchosen", !told);
    node.setAttribute("aria-label", told && !context.labelledby ? `${placeholder}: ${told}` : told || placeholder);
  }

  function openList() {
    list(node, source, {
      label: plain(element.placeholder?.text ?? "Options"),
      multi,
      chosen: () => chosen,
      choose: (option, close) => void take(option, close),
    });
  }

  /** @param {Option} option @param {() => void} close */
  async function take(option, close) {
    const before = chosen;
    if (multi) chosen = chosen.some((one) => one.key === option.key) ? chosen.filter((one) => one.key !== option.key) : [...chosen, option];
    else chosen = [option];
    if (element.max_selected_items && chosen.length > element.max_selected_items) chosen = before;
    show();
    if (!multi) close();
    const value = multi ? chosen.map((one) => one.value) : option.value;
    context.keep?.(value);
    if (!context.input && !(await press(node, element, context, value))) {
      chosen = before;
      show();
    }
  }
}

/** @param {any} element @param {import("./context.js").Context} context @returns {Option[]} */
function initial(element, context) {
  const held = context.initial ?? element.initial_options ?? element.initial_option
    ?? element.initial_users ?? element.initial_user ?? element.initial_conversations ?? element.initial_conversation
    ?? element.initial_channels ?? element.initial_channel;
  const several = held === undefined || held === null ? [] : Array.isArray(held) ? held : [held];
  const known = fixedGroups(element).flatMap((group) => group.options);
  return several.map((one) => (typeof one === "object" ? optionOf(one, element) : known.find((other) => other.value === one)))
    .filter((one) => one !== undefined);
}

/** @param {any} option @param {any} element @returns {Option} */
function optionOf(option, element) {
  return {
    label: plain(option.text.text),
    hint: option.description ? plain(option.description.text) : undefined,
    value: element.type.includes("external") ? option : option.value,
    key: option.value,
  };
}

/** @param {any} element @returns {Group[]} */
function fixedGroups(element) {
  const kind = element.type.replace("multi_", "");
  const options = (/** @type {any[]} */ list) => list.map((one) => optionOf(one, element));
  const entry = (/** @type {string} */ id, /** @type {string} */ label, /** @type {string} */ hint = "") => ({ label, hint, value: id, key: id });
  if (kind === "users_select") {
    return [{ options: [...state.people.values()].map((one) => entry(one.id, one.name, `@${one.handle}`)) }];
  }
  if (kind === "channels_select" || kind === "conversations_select") {
    const listed = state.channels.filter((one) => kind === "conversations_select" || !one.dm);
    return [{ options: listed.map((one) => entry(one.id, one.dm ? person(state.fixed.bot).name : `#${channelTitle(one)}`)) }];
  }
  if (element.option_groups) {
    return element.option_groups.map((/** @type {any} */ group) => ({ label: plain(group.label.text), options: options(group.options) }));
  }
  return [{ options: options(element.options ?? []) }];
}

/**
 * Where options come from: `find` gives them for what was typed, or words to show instead.
 * @typedef {{find: (query: string) => Promise<Group[]|string>, asks: boolean}} Source
 * @param {any} element @param {import("./context.js").Context} context @returns {Source}
 */
function sourceOf(element, context) {
  if (!element.type.includes("external")) {
    return {
      asks: false,
      find: async (query) => fixedGroups(element).map((group) => ({
        ...group, options: group.options.filter((one) => one.label.toLowerCase().includes(query.toLowerCase())),
      })),
    };
  }
  const least = element.min_query_length ?? MIN_QUERY;
  return {
    asks: true,
    find: async (query) => {
      if (query.length < least) return `Type ${least === 1 ? "a character" : `${least} characters`} to search`;
      const found = await act("suggestions", { target: context.target, action_id: element.action_id, query });
      return found.groups.map((/** @type {any} */ group) => ({ label: plain(group.label), options: group.options.map((/** @type {any} */ one) => optionOf(one, element)) }));
    },
  };
}

/**
 * The open list: a search field that keeps the focus, and the options below it.
 * @param {HTMLElement} anchor
 * @param {Source} source
 * @param {{label: string, multi: boolean, chosen: () => Option[], choose: (option: Option, close: () => void) => void}} options
 */
function list(anchor, source, { label, multi, chosen, choose }) {
  const id = freshId("options");
  const box = h("div", { class: "options", role: "listbox", id, "aria-label": label, "aria-multiselectable": multi ? "true" : null });
  const search = h("input", {
    type: "text", class: "search", role: "combobox", placeholder: "Search", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "true", "aria-controls": id, "aria-label": `Search: ${label}`, "aria-autocomplete": "list",
  });
  const close = popover(anchor, h("div", { class: "select-list" }, h("div", { class: "search-row" }, icon("search", 16), search), box), { wide: true });
  /** @type {{option: Option, node: HTMLElement}[]} */
  let shown = [];
  let active = 0;
  let round = 0;
  /** @type {any} */
  let timer;

  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refill, source.asks ? PAUSE : 0);
  });
  search.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      activate((active + step + shown.length) % Math.max(1, shown.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (shown[active]) pick(shown[active].option);
    } else if (event.key === "Tab") close();
  });
  search.focus();
  void refill();

  async function refill() {
    const mine = ++round;
    if (source.asks && search.value) box.replaceChildren(h("div", { class: "options-note" }, "Searching …"));
    const found = await source.find(search.value).catch((error) => /** @type {Error} */ (error).message);
    if (mine !== round) return;
    shown = [];
    box.replaceChildren();
    if (typeof found === "string") return box.append(h("div", { class: "options-note", role: "status" }, found));
    for (const group of found) fill(group);
    if (!shown.length) box.append(h("div", { class: "options-note", role: "status" }, "Nothing found"));
    activate(Math.max(0, shown.findIndex(({ option }) => isChosen(option))));
  }

  /** @param {Group} group */
  function fill(group) {
    if (!group.options.length) return;
    const frame = group.label ? h("div", { role: "group", "aria-label": group.label }, h("div", { class: "group-label", "aria-hidden": "true" }, group.label)) : box;
    for (const option of group.options) {
      const place = shown.length;
      const node = h("div", {
        class: "option", role: "option", id: freshId("option"), "aria-selected": String(isChosen(option)),
        onpointermove: () => activate(place, false),
        onclick: () => pick(option),
      }, h("span", { class: "tick" }, icon("check", 16)), h("span", { class: "menu-words" }, h("span", {}, option.label), option.hint ? h("small", {}, option.hint) : null));
      frame.append(node);
      shown.push({ option, node });
    }
    if (frame !== box) box.append(frame);
  }

  /** @param {Option} option */
  function isChosen(option) {
    return chosen().some((one) => one.key === option.key);
  }

  /** @param {Option} option */
  function pick(option) {
    choose(option, close);
    for (const one of shown) one.node.setAttribute("aria-selected", String(isChosen(one.option)));
  }

  /** @param {number} place @param {boolean} [scroll] */
  function activate(place, scroll = true) {
    shown[active]?.node.classList.remove("active");
    active = place;
    const node = shown[place]?.node;
    search.setAttribute("aria-activedescendant", node?.id ?? "");
    node?.classList.add("active");
    if (scroll) node?.scrollIntoView({ block: "nearest" });
  }
}
