// One line of the list: cover, title, the reason under it, its causes on demand, and what a person can say to it.

import { causesPanel } from "./causes.js";
import { cover } from "./cover.js";
import { h, icon, ICONS } from "./dom.js";
import { languageOf, marked, t } from "./i18n.js";
import { byKind, isTrack, state } from "./store.js";
import { words } from "./trouble.js";

/** `act(name, item, button)` is told what the person did. */
export function entry(item, { act, isFresh }) {
  const title = h("button", { type: "button", class: "title", lang: languageOf(item.title), "data-act": "open" }, item.title);
  title.addEventListener("click", () => act("open", item, title));
  const picture = cover(item);
  picture.addEventListener("click", () => act("open", item, title)); // for the mouse; the title is the button
  return h(
    "li",
    { class: "entry", "data-item": item.item_id, "data-score": item.score },
    h(
      "article",
      { class: "entry-in", "aria-labelledby": `t-${item.item_id}` },
      picture,
      h(
        "div",
        { class: "entry-body" },
        tags(item, isFresh),
        h("h2", { class: "entry-title", id: `t-${item.item_id}` }, title),
        h("p", { class: "by" }, byLine(item)),
        ...reason(item, act),
      ),
      buttons(item, act),
    ),
  );
}

function byLine(item) {
  const parts = [item.creator, item.category].filter(Boolean);
  return parts.flatMap((part, i) => [i ? h("span", { class: "dot", "aria-hidden": "true" }, " · ") : null, h("span", { lang: languageOf(part) }, part)]);
}

function tags(item, isFresh) {
  const label = item.reason && !isWrong(item) ? item.reason.label : "";
  if (!label && !isFresh) return null;
  return h(
    "p",
    { class: "tags" },
    label ? h("span", { class: "label" }, label) : null,
    isFresh ? h("span", { class: "fresh" }, t("fresh")) : null,
  );
}

/** A reason is remembered as wrong for this item as long as it says the same thing. */
export const wrongKey = (item) => `${state.user}|${item.item_id}|${item.reason?.code}`;
const isWrong = (item) => state.wrong.has(wrongKey(item));

function reason(item, act) {
  if (!item.reason) return [h("p", { class: "note" }, t("no_reason"))];
  if (isWrong(item)) return [h("p", { class: "note" }, t("hidden_reason"))];
  const id = `causes-${item.item_id}`;
  const panel = h("div", { class: "causes", id, role: "region", "aria-label": t("causes_title"), hidden: true });
  const button = h(
    "button",
    { type: "button", class: "reason", "aria-expanded": "false", "aria-controls": id, "data-act": "why", lang: localeShort(item) },
    ...sentence(item.reason),
    h("span", { class: "hidden" }, ` ${t("why_open")}`),
  );
  button.addEventListener("click", () => toggle(button, panel, item));
  return [button, isGuess(item) ? guess(item, act) : null, panel].filter(Boolean);
}

const isGuess = (item) => item.reason?.code === "mood_believed";

/** Beside a guess about a mood stands the way to say no, to this one and to all of them. */
function guess(item, act) {
  const answers = [["reason_wrong", t("guess_wrong")], ["mood_off", t("mood_off")]];
  return h("div", { class: "guess", role: "group", "aria-label": t("guess_answers") }, answers.map(([name, label]) => answer(name, label, item, act)));
}

function answer(name, label, item, act, ...marks) {
  const node = h("button", { type: "button", class: `act act-${name}`, "data-act": name }, ...marks, h("span", {}, label));
  node.addEventListener("click", () => act(name, item, node));
  return node;
}

/** The last word and the marks stay on one line: marks alone on a line of their own would belong to nothing. */
function sentence({ text, verified }) {
  const last = text.lastIndexOf(" ") + 1;
  return [
    last ? h("span", { class: "reason-text" }, text.slice(0, last)) : null,
    h(
      "span",
      { class: "reason-tail" },
      h("span", { class: "reason-text" }, text.slice(last)),
      h("span", { class: "reason-marks" }, verified ? checked() : null, icon(...ICONS.chevron)),
    ),
  ];
}

function localeShort(item) {
  const short = (item.reason.locale ?? "").slice(0, 2);
  return short && short !== document.documentElement.lang ? short : null;
}

/** A quiet tick: the sentence names a cause whose removal lowers the rank. */
function checked() {
  return h("span", { class: "checked", title: t("verified") }, icon(...ICONS.check), h("span", { class: "hidden" }, ` (${t("verified")})`));
}

async function toggle(button, panel, item) {
  const opens = panel.hidden;
  panel.hidden = !opens;
  button.setAttribute("aria-expanded", String(opens));
  if (!opens || panel.dataset.done) return;
  panel.replaceChildren(h("p", { class: "note" }, t("loading_why")));
  try {
    panel.replaceChildren(...(await causesPanel(item)));
    panel.dataset.done = "yes";
  } catch (error) {
    panel.replaceChildren(h("p", { class: "note" }, words(error)));
  }
}

function buttons(item, act) {
  const button = (name, label, paths) => answer(name, label, item, act, icon(...paths));
  const group = t("acts", { title: marked(item.title, item.kind) });
  return h(
    "div",
    { class: "acts", role: "group", "aria-label": group },
    button("like", t("like"), ICONS.heart),
    button("not_interested", t("away"), ICONS.away),
    button("open", t(byKind("open")), isTrack() ? ICONS.listen : ICONS.open),
    item.reason && !isWrong(item) && !isGuess(item) ? button("reason_wrong", t("wrong"), ICONS.wrong) : null,
  );
}
