// Controls that a screen reader could not name.
() => [...document.querySelectorAll("button, a[href], input, textarea, [role=dialog], [role=listbox]")]
  .filter((node) => node.offsetParent !== null && !node.closest("[aria-hidden=true]"))
  .filter((node) => !(node.ariaLabel || node.getAttribute("aria-labelledby") || node.closest("label")
    || (node.textContent ?? "").trim() || node.title))
  .map((node) => node.outerHTML.slice(0, 200))
