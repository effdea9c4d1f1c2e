/** Something that floats beside what opened it: placed to fit the window, closed by Escape or a click elsewhere. */
import { h } from "./dom.js";

const GAP = 4;
const EDGE = 8;

/** @type {(() => void)|null} */
let closeOpen = null;

/**
 * Open; only one is open at a time. Inside a dialog it belongs to the dialog, as all else is out of reach then.
 * @param {HTMLElement} anchor
 * @param {HTMLElement} content
 * @param {{align?: "start"|"end", wide?: boolean, onclose?: () => void}} [options]
 * @returns {() => void} closes it
 */
export function popover(anchor, content, { align = "start", wide = false, onclose } = {}) {
  closeOpen?.();
  const frame = h("div", { class: "popover", popover: "manual" }, content);
  (anchor.closest("dialog") ?? document.body).append(frame);
  frame.showPopover();
  if (wide) frame.style.minWidth = `${Math.max(anchor.offsetWidth, 220)}px`;
  place(anchor, frame, align);
  anchor.setAttribute("aria-expanded", "true");

  const elsewhere = (/** @type {Event} */ event) => {
    const target = /** @type {Node} */ (event.target);
    if (!frame.contains(target) && !anchor.contains(target)) close();
  };
  const escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close(true);
  };
  const resized = () => place(anchor, frame, align);

  function close(refocus = false) {
    if (closeOpen !== close) return;
    closeOpen = null;
    document.removeEventListener("pointerdown", elsewhere, true);
    document.removeEventListener("keydown", escape, true);
    removeEventListener("resize", resized);
    frame.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (refocus && anchor.isConnected) anchor.focus();
    onclose?.();
  }
  document.addEventListener("pointerdown", elsewhere, true);
  document.addEventListener("keydown", escape, true);
  addEventListener("resize", resized);
  closeOpen = close;
  return () => close(true);
}

export const closePopover = () => closeOpen?.();

/** @param {HTMLElement} anchor @param {HTMLElement} frame @param {"start"|"end"} align */
function place(anchor, frame, align) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = frame;
  const below = innerHeight - box.bottom - GAP - EDGE;
  const above = box.top - GAP - EDGE;
  const up = height > below && above > below;
  frame.style.maxHeight = `${Math.max(120, up ? above : below)}px`;
  frame.style.top = `${up ? Math.max(EDGE, box.top - GAP - Math.min(height, above)) : box.bottom + GAP}px`;
  const left = align === "end" ? box.right - width : box.left;
  frame.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
}
