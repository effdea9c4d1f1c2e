/** The emoji that bots use most; others stay what they are: a name between colons. */

/** @type {Record<string, string>} */
const BY_NAME = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", wave: "👋", tada: "🎉", rocket: "🚀", eyes: "👀", fire: "🔥",
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", heavy_plus_sign: "➕", no_entry: "⛔",
  no_entry_sign: "🚫", warning: "⚠️", rotating_light: "🚨", information_source: "ℹ️", question: "❓", exclamation: "❗",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", stopwatch: "⏱️", clock1: "🕐", calendar: "📆", date: "📅", memo: "📝",
  page_facing_up: "📄", bar_chart: "📊", chart_with_upwards_trend: "📈", inbox_tray: "📥", outbox_tray: "📤", email: "✉️",
  envelope: "✉️", mailbox: "📫", link: "🔗", paperclip: "📎", lock: "🔒", key: "🔑", gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️",
  bulb: "💡", bell: "🔔", mag: "🔍", pushpin: "📌", star: "⭐", sparkles: "✨", heart: "❤️", smile: "😄", slightly_smiling_face: "🙂",
  thinking_face: "🤔", sweat_smile: "😅", sob: "😭", pray: "🙏", raised_hands: "🙌", clap: "👏", ok_hand: "👌", muscle: "💪",
  robot_face: "🤖", ghost: "👻", bug: "🐛", recycle: "♻️", repeat: "🔁", arrows_counterclockwise: "🔄", arrow_right: "➡️", point_right: "👉",
  green_circle: "🟢", large_green_circle: "🟢", large_yellow_circle: "🟡", red_circle: "🔴", large_blue_circle: "🔵", white_circle: "⚪",
  large_green_square: "🟩", large_red_square: "🟥", one: "1️⃣", two: "2️⃣", three: "3️⃣", "100": "💯", speech_balloon: "💬", bust_in_silhouette: "👤",
  busts_in_silhouette: "👥", office: "🏢", globe_with_meridians: "🌐", zzz: "💤", construction: "🚧", stop_button: "⏹️", double_vertical_bar: "⏸️",
};

/** @param {string} name */
export const emoji = (name) => BY_NAME[name.split("::")[0]] ?? `:${name}:`;
