// The way a playlist takes, drawn over the plane of mood: words on its sides, no numbers, and a sentence for the ear.

import { t } from "./i18n.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 320;
const HEIGHT = 220;
const EDGE = { left: 16, right: 16, top: 30, bottom: 30 };
const NEAR = 0.15; // closer to an axis than this, a point is called neither one nor the other

/** A picture of the points (`{valence, arousal}`), the one at `now` marked; `start` is where the listener began. */
export function playlistMap({ points, start }, now) {
  const svg = make("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "way-map", role: "img", "aria-label": wayInWords(points) });
  svg.append(make("rect", { x: EDGE.left, y: EDGE.top, width: WIDTH - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom, rx: 6, class: "way-plane" }));
  svg.append(line("way-axis", [[-1, 0], [1, 0]]), line("way-axis", [[0, -1], [0, 1]]));
  svg.append(...words());
  if (start) svg.append(dot(start, 9, "way-start"));
  svg.append(make("path", { d: curve(points.map(place)), class: "way-line" }));
  points.forEach((point, at) => svg.append(dot(point, at === now ? 7 : 4, `way-dot${at === now ? " is-now" : at < now ? " is-past" : ""}`)));
  return svg;
}

/** “가라앉고 잔잔한 쪽에서 밝은 쪽으로 가는 8곡의 길” */
export function wayInWords(points) {
  if (points.length === 0) return t("way_none");
  const [from, to] = [points[0], points.at(-1)].map(region);
  return t(from === to ? "way_stays" : "way_goes", { from, to, count: points.length });
}

const side = (value) => (value < -NEAR ? "low" : value > NEAR ? "high" : "mid");
const region = ({ valence, arousal }) => t(`region_${side(valence)}_${side(arousal)}`);

function place({ valence, arousal }) {
  const x = EDGE.left + ((valence + 1) / 2) * (WIDTH - EDGE.left - EDGE.right);
  const y = EDGE.top + ((1 - arousal) / 2) * (HEIGHT - EDGE.top - EDGE.bottom);
  return [round(x), round(y)];
}

const round = (value) => Math.round(value * 10) / 10;

function line(name, ends) {
  const [[x1, y1], [x2, y2]] = ends.map(([valence, arousal]) => place({ valence, arousal }));
  return make("line", { x1, y1, x2, y2, class: name });
}

function dot(point, r, name) {
  const [cx, cy] = place(point);
  return make("circle", { cx, cy, r, class: name });
}

/** A smooth line through all points (Catmull-Rom as cubic Béziers). */
function curve(points) {
  if (points.length === 0) return "";
  const at = (i) => points[Math.min(Math.max(i, 0), points.length - 1)];
  const parts = points.slice(1).map((end, i) => {
    const [before, from, after] = [at(i - 1), at(i), at(i + 2)];
    const bend = (a, b, c, sign) => [0, 1].map((axis) => round(c[axis] + (sign * (b[axis] - a[axis])) / 6));
    return `C${bend(before, end, from, 1)} ${bend(from, after, end, -1)} ${end}`;
  });
  return `M${points[0]}${parts.join("")}`;
}

/** The four sides in words. The picture's own sentence says it for screen readers. */
function words() {
  const middle = (HEIGHT - EDGE.bottom + EDGE.top) / 2;
  return [
    text(t("axis_lively"), WIDTH / 2, EDGE.top - 11, "middle"),
    text(t("axis_calm"), WIDTH / 2, HEIGHT - 9, "middle"),
    text(t("axis_low"), EDGE.left + 7, middle - 6, "start"),
    text(t("axis_bright"), WIDTH - EDGE.right - 7, middle - 6, "end"),
  ];
}

function text(words, x, y, anchor) {
  const node = make("text", { x, y, "text-anchor": anchor, class: "way-word" });
  node.textContent = words;
  return node;
}

function make(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
