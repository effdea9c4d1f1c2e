/** Light and dark: as the system has it, until somebody chooses. */

const KEY = "addleads-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";

export function startTheme() {
  const chosen = localStorage.getItem(KEY);
  if (chosen) document.documentElement.dataset.theme = chosen;
}

/** @param {() => void} changed */
export function toggleTheme(changed) {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  localStorage.setItem(KEY, document.documentElement.dataset.theme);
  changed();
}
