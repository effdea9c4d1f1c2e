// What stands out of the window to the right.
() => {
  const wide = document.documentElement.scrollWidth > innerWidth + 1 ? ["the page itself"] : [];
  const cut = [...document.querySelectorAll("#main *, #sidebar *, #thread *, #amplemarket *")]
    .filter((node) => node.checkVisibility() && !node.closest(".unseen, .table-frame, svg, .tools"))
    .filter((node) => node.getBoundingClientRect().width > 0 && node.getBoundingClientRect().right > innerWidth + 1);
  return [...wide, ...cut.map((node) => node.outerHTML.slice(0, 120))];
}
