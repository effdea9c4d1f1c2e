/** Where the visitor is: a channel, perhaps a thread, the Home tab; kept in the address, so that Back works. */

/**
 * @typedef {{channel: string, thread: string|null, home: boolean}} Route
 */

/** @returns {Route} */
export function route() {
  const [, channel = "", kind = "", thread = ""] = location.hash.split("/");
  return { channel, thread: kind === "t" && thread ? thread : null, home: kind === "home" };
}

/** @param {string} channel @param {string|null} [thread] */
export function go(channel, thread = null) {
  location.hash = thread ? `#/${channel}/t/${thread}` : `#/${channel}`;
}

/** Where a link to a message of the workspace leads on this page; null for any other. @param {string} url */
export function permalink(url) {
  const [, channel, seconds, rest, query] = /^https:\/\/[\w-]+\.slack\.com\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?(.*))?$/.exec(url) ?? [];
  if (!channel) return null;
  const parent = new URLSearchParams(query).get("thread_ts") ?? `${seconds}.${rest}`;
  return `#/${channel}/t/${parent}`;
}

/** @param {string} channel */
export function goHome(channel) {
  location.hash = `#/${channel}/home`;
}

/** Which column a narrow window shows. @param {"sidebar"|"channel"|"thread"|"amplemarket"} screen */
export function showScreen(screen) {
  document.body.dataset.screen = screen;
}
