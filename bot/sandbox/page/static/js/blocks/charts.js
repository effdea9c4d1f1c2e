/** The `data_visualization` block: pie, bar, area and line charts as SVG, with the same numbers as a table for ears. */
import { h, unseen } from "../dom.js";
import { svgNode } from "../icons.js";

const WIDTH = 460;
const HEIGHT = 200;
const LEFT = 44;
const BOTTOM = 26;
const TOP = 10;

/** @param {any} block */
export function chart(block) {
  const pie = block.chart.type === "pie";
  const series = pie ? [] : block.chart.series;
  const names = pie ? block.chart.segments.map((/** @type {any} */ one) => one.label) : series.map((/** @type {any} */ one) => one.name);
  return h("figure", { class: "block chart" },
    h("figcaption", {}, block.title),
    h("div", { class: "chart-body" }, pie ? pieOf(block.chart.segments) : axesOf(block.chart.type, series), legend(names, pie ? block.chart.segments : null)),
    spoken(block));
}

/** @param {string[]} names @param {any[]|null} segments */
function legend(names, segments) {
  if (!segments && names.length < 2) return null;
  const total = (segments ?? []).reduce((sum, one) => sum + one.value, 0);
  return h("ul", { class: "legend", "aria-hidden": "true" }, names.map((name, place) => h("li", {},
    h("span", { class: `swatch series-${place}` }), h("span", {}, name),
    segments ? h("span", { class: "muted" }, `${segments[place].value.toLocaleString("en")} · ${Math.round((100 * segments[place].value) / total)} %`) : null)));
}

/** @param {any[]} segments */
function pieOf(segments) {
  const total = segments.reduce((sum, one) => sum + one.value, 0);
  const svg = svgNode("svg", { viewBox: "-52 -52 104 104", class: "pie", "aria-hidden": "true" });
  let turn = -0.25;
  segments.forEach((one, place) => {
    const share = one.value / total;
    const [from, to] = [turn, turn + share].map((part) => [50 * Math.cos(part * 2 * Math.PI), 50 * Math.sin(part * 2 * Math.PI)]);
    turn += share;
    svg.append(share > 0.9999
      ? svgNode("circle", { r: 50, class: `fill series-${place}` })
      : svgNode("path", { d: `M0 0L${from.join(" ")}A50 50 0 ${share > 0.5 ? 1 : 0} 1 ${to.join(" ")}Z`, class: `fill series-${place}` }));
  });
  svg.append(svgNode("circle", { r: 28, class: "hole" }));
  return svg;
}

/** @param {string} type @param {any[]} series */
function axesOf(type, series) {
  const labels = series[0].data.map((/** @type {any} */ point) => point.label);
  const values = series.flatMap((one) => one.data.map((/** @type {any} */ point) => Number(point.value)));
  const top = niceTop(Math.max(...values, 0));
  const step = (WIDTH - LEFT) / labels.length;
  const y = (/** @type {number} */ value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const x = (/** @type {number} */ place) => LEFT + step * (place + 0.5);
  const svg = svgNode("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "axes", "aria-hidden": "true" });
  for (const part of [0, 0.5, 1]) {
    svg.append(svgNode("line", { x1: LEFT, x2: WIDTH, y1: y(top * part), y2: y(top * part), class: "grid" }), words((top * part).toLocaleString("en"), LEFT - 8, y(top * part) + 4, "end"));
  }
  const every = Math.ceil(labels.length / 8);
  labels.forEach((/** @type {string} */ label, /** @type {number} */ place) => place % every === 0 && svg.append(words(label, x(place), HEIGHT - 8, "middle")));
  series.forEach((one, place) => svg.append(...(type === "bar" ? bars(one, place, series.length, step, x, y) : curve(type, one, place, x, y))));
  return svg;
}

/** @param {any} one @param {number} place @param {number} of @param {number} step @param {(n: number) => number} x @param {(n: number) => number} y */
function bars(one, place, of, step, x, y) {
  const width = Math.min(48, (step * 0.7) / of);
  return one.data.map((/** @type {any} */ point, /** @type {number} */ index) => svgNode("rect", {
    x: x(index) + (place - of / 2) * width + 1, y: y(point.value), width: width - 2, height: Math.max(0, y(0) - y(point.value)), rx: 2, class: `fill series-${place}`,
  }));
}

/** @param {string} type @param {any} one @param {number} place @param {(n: number) => number} x @param {(n: number) => number} y */
function curve(type, one, place, x, y) {
  const points = one.data.map((/** @type {any} */ point, /** @type {number} */ index) => `${x(index)} ${y(point.value)}`);
  const line = svgNode("path", { d: `M${points.join("L")}`, class: `stroke series-${place}` });
  if (type !== "area") return [line];
  const floor = y(0);
  return [svgNode("path", { d: `M${x(0)} ${floor}L${points.join("L")}L${x(points.length - 1)} ${floor}Z`, class: `fill soft series-${place}` }), line];
}

/** @param {number} most */
function niceTop(most) {
  const power = 10 ** Math.floor(Math.log10(most || 1));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= most) ?? 10) * power;
}

/** @param {string} text @param {number} x @param {number} y @param {string} anchor */
function words(text, x, y, anchor) {
  const node = svgNode("text", { x, y, "text-anchor": anchor });
  node.textContent = text;
  return node;
}

/** @param {any} block */
function spoken(block) {
  const told = block.chart.type === "pie"
    ? block.chart.segments.map((/** @type {any} */ one) => `${one.label}: ${one.value}`)
    : block.chart.series.map((/** @type {any} */ one) => `${one.name}: ${one.data.map((/** @type {any} */ point) => `${point.label} ${point.value}`).join(", ")}`);
  return unseen(told.join("; "));
}
