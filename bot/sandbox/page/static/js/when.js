/** Times as people read them, in the time zone of the browser. */

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const long = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long" });
const seconds = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** @param {string|number} ts */
export const at = (ts) => new Date(Number(ts) * 1000);
/** @param {string|number} ts */
export const time = (ts) => clock.format(at(ts));
/** @param {string|number} ts */
export const timeWithSeconds = (ts) => seconds.format(at(ts));
/** @param {string|number} ts */
export const full = (ts) => exact.format(at(ts));
/** @param {string|number} ts */
export const dayKey = (ts) => at(ts).toDateString();

/** Today, Yesterday, or the date. @param {string|number} ts */
export function day(ts) {
  const date = at(ts);
  const today = new Date();
  const yesterday = new Date(today);
  yesterday.setDate(today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return "Today";
  if (date.toDateString() === yesterday.toDateString()) return "Yesterday";
  return long.format(date);
}

/** Slack's `<!date^…>`: the tokens in braces become parts of the date. @param {number} ts @param {string} pattern */
export function formatted(ts, pattern) {
  const date = at(ts);
  /** @param {Intl.DateTimeFormatOptions} options */
  const by = (options) => new Intl.DateTimeFormat("en", options).format(date);
  const short = by({ day: "numeric", month: "short", year: "numeric" });
  const near = ["Today", "Yesterday"].includes(day(ts)) ? day(ts) : null;
  /** @type {Record<string, string>} */
  const tokens = {
    date_num: date.toLocaleDateString("sv"),
    date: by({ dateStyle: "long" }), date_pretty: near ?? by({ dateStyle: "long" }),
    date_short: short, date_short_pretty: near ?? short,
    date_long: by({ dateStyle: "full" }), date_long_pretty: near ?? by({ dateStyle: "full" }),
    time: time(ts), time_secs: timeWithSeconds(ts), ago: `${day(ts)} ${time(ts)}`,
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, token) => tokens[token] ?? whole);
}
