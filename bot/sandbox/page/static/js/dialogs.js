/** Dialogs of the page: the browser's own, which keep the focus inside and close with Escape. */
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { plain, textObject } from "./mrkdwn.js";

/**
 * Ask before a button does what it does. True if the person agrees.
 * @param {any} confirm Slack's confirmation object
 * @returns {Promise<boolean>}
 */
export function confirmed(confirm) {
  return new Promise((resolve) => {
    const title = freshId("confirm-title");
    const text = freshId("confirm-text");
    const danger = confirm.style === "danger";
    const deny = h("button", { type: "button", class: "button", value: "deny" }, plain(confirm.deny.text));
    const agree = h("button", { type: "button", class: danger ? "button danger" : "button primary" }, plain(confirm.confirm.text));
    const dialog = h("dialog", { class: "dialog confirm", role: "alertdialog", "aria-labelledby": title, "aria-describedby": text },
      h("h2", { id: title }, plain(confirm.title.text)),
      h("div", { class: "dialog-text", id: text }, textObject(confirm.text)),
      h("div", { class: "dialog-buttons" }, deny, agree));
    let answer = false;
    deny.onclick = () => dialog.close();
    agree.onclick = () => {
      answer = true;
      dialog.close();
    };
    closeBehind(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    (danger ? deny : agree).focus();
  });
}

/** Something to look at, with a title and a way out. @param {string} title @param {Node} content @param {{wide?: boolean}} [options] */
export function showDialog(title, content, { wide = false } = {}) {
  const id = freshId("dialog-title");
  const close = h("button", { type: "button", class: "bare", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"));
  const dialog = h("dialog", { class: wide ? "dialog wide" : "dialog", "aria-labelledby": id },
    h("header", { class: "dialog-head" }, h("h2", { id }, title), close), content);
  closeBehind(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A click on what is behind closes. @param {HTMLDialogElement} dialog */
function closeBehind(dialog) {
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
