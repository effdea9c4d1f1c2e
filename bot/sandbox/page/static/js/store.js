/** All that the page knows, and who wants to hear of changes. The stream writes, everything else reads. */

/**
 * @typedef {{id: string, handle: string, name: string, role: string, bot: boolean}} Person
 * @typedef {{id: string, name: string, dm: boolean, private: boolean, archived: boolean, members: string[]}} Channel
 * @typedef {{id: string, name: string, title: string, filetype: string, size: number, deleted: boolean}} SharedFile
 * @typedef {{channel: string, ts: string, user: string, text: string, blocks: any[], attachments: any[],
 *   files: SharedFile[], thread_ts: string|null, subtype: string|null, edited: number|null,
 *   reactions: {name: string, users: string[]}[], reply_count: number, reply_users: string[],
 *   latest_reply: string|null, ephemeral?: boolean}} Message
 */

export const state = {
  /** Whom the visitor acts as. */
  me: "",
  online: false,
  fixed: /** @type {any} */ ({ commands: [], shortcuts: [], actors: [], pins: [], team: "", bot: "", home: true, start: null, share_text: "" }),
  /** The app is still being loaded; what is done meanwhile is held. */
  starting: false,
  connected: false,
  people: /** @type {Map<string, Person>} */ (new Map()),
  channels: /** @type {Channel[]} */ ([]),
  messages: /** @type {Map<string, Map<string, Message>>} */ (new Map()),
  ephemerals: /** @type {Message[]} */ ([]),
  views: /** @type {any[]} */ ([]),
  home: /** @type {any} */ (null),
  amplemarket: /** @type {any} */ ({ key_works: true, faults: [], excluded: [], contacted: [], sequences: [] }),
  calls: /** @type {Map<number, any>} */ (new Map()),
};

/** @type {Set<(changed: Set<string>) => void>} */
const listeners = new Set();

/** Be told after every change, with the names of what changed. @param {(changed: Set<string>) => void} listener */
export function subscribe(listener) {
  listeners.add(listener);
}

/** @param {...string} names */
export function notify(...names) {
  const changed = new Set(names);
  for (const listener of listeners) listener(changed);
}

/** Forget what was seen through other eyes. */
export function becomes() {
  Object.assign(state, { online: false, channels: [], ephemerals: [], views: [], home: null });
  state.messages = new Map();
  state.calls = new Map();
  dismissed.clear();
}

/** Take news from the stream. @param {any} news */
export function take(news) {
  const { people, messages, gone, calls, ...sections } = news;
  Object.assign(state, sections);
  if (people) state.people = new Map(people.map((/** @type {Person} */ one) => [one.id, one]));
  for (const one of messages ?? []) shelf(one.channel).set(one.ts, one);
  for (const [channel, ts] of gone ?? []) shelf(channel).delete(ts);
  for (const call of calls ?? []) state.calls.set(call.number, call);
  state.online = true;
  notify("online", ...Object.keys(news));
}

/** @param {string} channel */
function shelf(channel) {
  const found = state.messages.get(channel);
  if (found) return found;
  /** @type {Map<string, Message>} */
  const fresh = new Map();
  state.messages.set(channel, fresh);
  return fresh;
}

/** Ephemeral messages that the person has sent away. @type {Set<string>} */
const dismissed = new Set();

/** @param {string} ts */
export function dismiss(ts) {
  dismissed.add(ts);
  notify("ephemerals");
}

/** What stands in the channel itself, oldest first. @param {string} channel @returns {Message[]} */
export function inChannel(channel) {
  const standing = [...(state.messages.get(channel)?.values() ?? [])];
  return sorted([...standing.filter(isTopLevel), ...whispers(channel, null)]);
}

/** A thread's parent and replies. @param {string} channel @param {string} ts @returns {Message[]} */
export function inThread(channel, ts) {
  const standing = [...(state.messages.get(channel)?.values() ?? [])];
  return sorted([...standing.filter((one) => one.ts === ts || one.thread_ts === ts), ...whispers(channel, ts)]);
}

/** @param {Message} one */
function isTopLevel(one) {
  return !one.thread_ts || one.thread_ts === one.ts || one.subtype === "thread_broadcast";
}

/** @param {string} channel @param {string|null} thread @returns {Message[]} */
function whispers(channel, thread) {
  return state.ephemerals
    .filter((one) => one.channel === channel && (one.thread_ts ?? null) === thread && !dismissed.has(one.ts))
    .map(whisper);
}

/** One object per whisper, so that lists see whether it changed. @type {WeakMap<object, Message>} */
const whispered = new WeakMap();

/** @param {Message} one @returns {Message} */
function whisper(one) {
  let made = whispered.get(one);
  if (!made) {
    made = { ...one, user: state.fixed.bot, files: [], reactions: [], subtype: null, edited: null, reply_count: 0, reply_users: [], latest_reply: null, ephemeral: true };
    whispered.set(one, made);
  }
  return made;
}

/** @param {Message[]} messages */
function sorted(messages) {
  return messages.sort((a, b) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0));
}

/** @param {string} id @returns {Person} */
export function person(id) {
  return state.people.get(id) ?? { id, handle: id, name: id, role: "Member", bot: false };
}

/** @param {string} id */
export const channel = (id) => state.channels.find((one) => one.id === id);

/** The conversation with the bot. */
export const botChannel = () => state.channels.find((one) => one.dm);

/** @param {Channel|undefined} one */
export function channelTitle(one) {
  return !one ? "" : one.dm ? person(state.fixed.bot).name : one.name;
}
