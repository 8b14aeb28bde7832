// Why an item stands where it stands: the causes of its score as parts of one bar, in words, adding up exactly.

import { placesFor, shownParts, signed } from "./amounts.js";
import { why } from "./api.js";
import { h } from "./dom.js";
import { has, marked, t } from "./i18n.js";
import { byKind, state } from "./store.js";

const NAMED = 6; // causes told one by one; all others are one line

/** The panel's content for an item of the answer; throws `Trouble`. */
export async function causesPanel(item) {
  const told = await why(state.answer.request_id, item.item_id);
  const rows = rowsOf(told);
  if (rows.length === 0) return [h("p", { class: "note" }, t("causes_none"))];
  const score = told.score ?? item.score;
  const parts = grouped(rows, item);
  const places = placesFor(score);
  const most = largest(parts.filter((part) => !part.isRest)); // the sum of many small ones is no measure for one
  const amounts = shownParts(parts.map((part) => part.value), score, places);
  return [
    h("h3", { class: "causes-title" }, t("causes_title")),
    bar(parts),
    h("ol", { class: "causes-list" }, parts.map((part, i) => line(part, signed(amounts[i], places), i, most))),
    h(
      "p",
      { class: "causes-sum" },
      h("span", {}, t("causes_total")),
      h("output", { class: "causes-total", "data-score": score, title: String(score) }, score.toFixed(places)),
    ),
    item.reason?.verified ? h("p", { class: "note note-verified" }, t("verified"), ".") : null,
    h("p", { class: "note" }, t("causes_made")),
  ].filter(Boolean);
}

function rowsOf(told) {
  return told.factors.filter((row) => row.contribution !== 0).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}

/** The named causes one by one and the rest as one part; what the service itself summed ("rest") joins the rest. */
function grouped(rows, item) {
  const single = rows.filter((row) => row.cause !== "rest");
  const named = single.slice(0, NAMED).map((row) => ({
    words: wordsOf(row, item),
    value: row.contribution,
  }));
  const others = [...single.slice(NAMED), ...rows.filter((row) => row.cause === "rest")];
  if (others.length === 0) return named;
  const isCounted = others.every((row) => row.cause !== "rest");
  const words = isCounted ? t("causes_rest", { count: others.length }) : t("causes_rest_open");
  return [...named, { words, value: sum(others.map((row) => row.contribution)), isRest: true }];
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const largest = (parts) => Math.max(...parts.map((part) => Math.abs(part.value)));

/** “『A』 · 이어 고른 순서”: the item of the person's past, then what links it, in kind words. */
function wordsOf(row, item) {
  const [name, cited] = split(row.cause);
  const link = linkOf(row.scorer, name);
  const title = row.title ?? quoted(row.label);
  return cited ? `${marked(title || cited, item.kind)} · ${link}` : link;
}

/** The title within the service's own label: “함께 고른 기록: 『제목』”. */
const quoted = (label) => /[『“](.+)[』”]$/.exec(label ?? "")?.[1];

function split(cause) {
  const at = cause.indexOf(":");
  return at < 0 ? [cause, null] : [cause.slice(0, at), cause.slice(at + 1)];
}

function linkOf(scorer, name) {
  for (const key of [byKind(`cause_${name}`), `cause_${name}`, byKind(`cause_${scorer}`), `cause_${scorer}`]) {
    if (has(key)) return t(key);
  }
  return t("cause_other");
}

/** Positive parts side by side; negative ones hatched beneath, from the right end back to the score. */
function bar(parts) {
  const plus = parts.filter((part) => part.value > 0);
  const minus = parts.filter((part) => part.value < 0);
  const whole = sum(plus.map((part) => part.value)) || 1;
  const row = (some, name) =>
    h("span", { class: `bar-row ${name}` }, some.map((part) => segment(part, Math.abs(part.value) / whole, parts.indexOf(part))));
  return h(
    "div",
    { class: "bar", role: "img", "aria-label": t("causes_bar") },
    row(plus, "bar-plus"),
    minus.length ? row(minus, "bar-minus") : null,
  );
}

function segment(part, share, place) {
  const node = h("span", { class: part.isRest ? "segment segment-rest" : "segment", "data-place": place, "data-part": part.value });
  node.style.flexBasis = `${share * 100}%`; // through the CSSOM: the page's policy allows no style attributes
  return node;
}

function line(part, amount, place, most) {
  const mark = h("span", { class: "key", "data-place": place, "data-rest": Boolean(part.isRest), "data-minus": part.value < 0 });
  const kind = part.isRest ? "meter-none" : part.value < 0 ? "meter meter-minus" : "meter";
  const meter = h("span", { class: kind, "aria-hidden": "true" });
  meter.style.setProperty("--share", String(Math.abs(part.value) / most));
  return h(
    "li",
    { class: "cause" },
    mark,
    h("span", { class: "cause-words" }, part.words),
    meter,
    h("span", { class: "cause-value", "data-part": part.value, title: String(part.value) }, amount),
  );
}
