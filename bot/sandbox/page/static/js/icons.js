/** Line icons of our own, drawn on a grid of 20. They are decoration: the words stand beside them or in a label. */

const PATHS = {
  hash: "M7.500 3 6 17M14 3l-1.500 14M3.500 7.500h13.500M3 12.500h13.500",
  lock: "M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9",
  chat: "M3 4h14v10H8.500L5 17v-3H3z",
  home: "M3 9.500 10 3.500l7 6M5 8.500V16.500h10V8.500M8.500 16.500v-4.500h3v4.500",
  send: "M3.500 3.500 17 10 3.500 16.500 5.500 10zM5.500 10H11",
  clip: "M14.500 9.500 9 15a3.200 3.200 0 0 1-4.500-4.500l6-6a2.200 2.200 0 0 1 3.100 3.100l-5.800 5.800a1 1 0 0 1-1.500-1.500l5-5",
  close: "M5 5l10 10M15 5 5 15",
  down: "M5 8l5 5 5-5",
  up: "M5 12l5-5 5 5",
  back: "M12 5l-5 5 5 5",
  next: "M8 5l5 5-5 5",
  more: "M4.600 10a.4.4 0 1 0 .8 0a.4.4 0 1 0-.8 0M9.600 10a.4.4 0 1 0 .8 0a.4.4 0 1 0-.8 0M14.600 10a.4.4 0 1 0 .8 0a.4.4 0 1 0-.8 0",
  reply: "M8 5 3.500 9.500 8 14M3.500 9.500H12a4.500 4.500 0 0 1 4.500 4.500v1.500",
  eye: "M2 10s3-5.500 8-5.500S18 10 18 10s-3 5.500-8 5.500S2 10 2 10zM10 12.300a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600z",
  table: "M3 4.500h14v11H3zM3 8.200h14M3 11.800h14M8 4.500v11",
  download: "M10 3.500v9M6 9l4 4 4-4M4 16.500h12",
  file: "M5 2.500h6.500L15.500 6.500v11H5zM11.500 2.500v4h4",
  share: "M12 4.500 16.500 9 12 13.500M16.500 9H9a5.500 5.500 0 0 0-5.500 5.500v1",
  sun: "M10 13.200a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400zM10 2.500v1.500M10 16v1.500M2.500 10H4M16 10h1.500M4.700 4.700l1 1M14.300 14.300l1 1M15.300 4.700l-1 1M5.700 14.300l-1 1",
  moon: "M16.500 11.800A6.800 6.800 0 0 1 8.200 3.500a6.800 6.800 0 1 0 8.300 8.300z",
  gauge: "M3.500 14.500a7 7 0 1 1 13 0M10 12l3-3.500M6 14.500h8",
  alert: "M10 3 18 16.500H2zM10 8v4M10 14.300v.1",
  info: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.200v4.300M10 6.500v.1",
  check: "M4 10.500 8 14.500 16 5.500",
  pin: "M7 3h6l-.7 5 2.200 2.500H5.500L7.700 8zM10 10.500V17",
  arrow: "M10 4v12M5 11l5 5 5-5",
  edit: "M4 16l.8-3.500L13 4.300l2.700 2.700-8.200 8.200z",
  trash: "M4 6h12M8 6V4h4v2M5.500 6l.8 10.500h7.400L14.500 6",
  search: "M9 14.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11zM13 13l4 4",
  shortcut: "M11 2.500 4.500 11.500H10L9 17.500l6.500-9H10z",
  people: "M7.500 9.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 16.500c.5-3 2.500-4.500 5.500-4.500s5 1.500 5.500 4.500M13 4a2.700 2.700 0 0 1 0 5.200M15 12.300c1.700.7 2.700 2.100 3 4.200",
};

/**
 * @param {keyof typeof PATHS} name
 * @param {number} [size]
 */
export function icon(name, size = 18) {
  const svg = svgNode("svg", { viewBox: "0 0 20 20", width: size, height: size, class: "icon", "aria-hidden": "true" });
  svg.append(svgNode("path", { d: PATHS[name] }));
  return svg;
}

/** @param {string} tag @param {Record<string, any>} attributes @param {...Node} children */
export function svgNode(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}
