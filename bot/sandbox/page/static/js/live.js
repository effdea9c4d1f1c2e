/** Reading out what others write, for those who do not see it. Edits are not read: a progress bar would never end. */

const LONGEST = 300;
const KEPT = 5;

/** @param {string} words */
export function announce(words) {
  const log = document.getElementById("live");
  if (!log) return;
  const line = document.createElement("p");
  line.textContent = words.length > LONGEST ? `${words.slice(0, LONGEST)} …` : words;
  log.append(line);
  while (log.children.length > KEPT) log.firstChild?.remove();
}
