// The list: asked for, shown, and gently rearranged when the next answer differs.

import * as api from "./api.js";
import { $, h } from "./dom.js";
import { entry } from "./entry.js";
import { has, t } from "./i18n.js";
import { atOf } from "./hour.js";
import { nameOf } from "./people.js";
import { byKind, isKorean, set, state } from "./store.js";
import { showTrouble } from "./trouble.js";

const K = 10;
const SIGNALS = ["history", "session", "time", "context", "mood"];
let asked = 0; // only the newest question may change the page

function question() {
  const body = {
    user_id: state.user,
    session_id: state.session,
    shop: state.shop,
    k: K,
    tz: "Asia/Seoul",
    surface: "home",
    channel: "web",
    locale: state.locale,
    voice: state.voice,
  };
  if (state.hour !== null) body.at = atOf(state.hour);
  if (state.mood) body.mood = state.mood;
  if (state.mood && state.intent) body.intent = state.intent;
  // Persons narrow by their consents; a nameless visit has no ledger, so that it narrows by the request itself.
  if (state.user === null && state.narrowed.size) body.use = SIGNALS.filter((name) => !state.narrowed.has(name));
  return body;
}

/** Ask for the list and show it. Returns how many items came in, or null when there was trouble or a newer question. */
export async function refresh({ act, isNewList = false }) {
  asked += 1;
  const mine = asked;
  const list = $("entries");
  list.setAttribute("aria-busy", "true");
  if (isNewList) skeletons(list);
  try {
    const answer = await api.recommend(question());
    if (mine !== asked) return null;
    const before = isNewList ? null : new Set(state.answer?.items.map((item) => item.item_id));
    set({ answer });
    $("trouble").hidden = true;
    return show(answer, before, act);
  } catch (error) {
    if (mine !== asked) return null;
    list.replaceChildren();
    for (const id of ["message", "message-end", "care"]) $(id).hidden = true;
    $("signals").textContent = "";
    showTrouble($("trouble"), error, () => refresh({ act, isNewList: true }));
    return null;
  } finally {
    if (mine === asked) list.removeAttribute("aria-busy");
  }
}

function show(answer, before, act) {
  headline();
  $("signals").textContent = signalsLine(answer);
  message(answer.message);
  care(answer.care);
  const list = $("entries");
  const places = placesOf(list);
  const isFresh = (item) => before !== null && !before.has(item.item_id);
  list.replaceChildren(...answer.items.map((item) => entry(item, { act, isFresh: isFresh(item) })));
  if (answer.items.length === 0 && !answer.message) list.append(h("li", { class: "empty" }, t("empty")));
  if (before !== null) settle(list, places);
  return answer.items.filter(isFresh).length;
}

export function headline() {
  const name = nameOf(state.user);
  $("headline").textContent = name ? t(byKind("headline"), { name }) : t(byKind("headline_none"));
  document.title = `${t("title")} · ${$("headline").textContent}`;
}

function signalsLine(answer) {
  const used = answer.used_signals.filter((name) => has(`signal_${name}`)).map((name) => t(`signal_${name}`));
  if (used.length === 0) return t("signals_none");
  if (!isKorean()) return t("signals_used", { signals: new Intl.ListFormat("en").format(used) });
  // Only two or more need a link: the particle follows the last sound of the words, which are ours and end in Hangul.
  const linked = used.slice(0, -1).map((word) => `${word}${closes(word) ? "과" : "와"} `).join("") + used.at(-1);
  return t("signals_used", { signals: `${linked}${closes(linked) ? "을" : "를"}` });
}

/** Whether a word ends in a consonant. */
const closes = (word) => (word.charCodeAt(word.length - 1) - 0xac00) % 28 !== 0;

function message(told) {
  for (const [id, position] of [["message", "top"], ["message-end", "end"]]) {
    const isHere = told && (told.position ?? "top") === position;
    $(id).hidden = !isHere;
    $(id).textContent = isHere ? told.text : "";
  }
}

/** The fixed help card, word for word as the service gives it; closed by whoever reads it, and by nothing else. */
function care(told, closed) {
  const box = $("care");
  box.hidden = !told;
  const close = closed ? h("button", { type: "button", class: "button", onclick: closed }, t("close")) : null;
  box.replaceChildren(...(told ? [h("p", {}, told.text), ...told.lines.map((line) => h("p", { class: "note" }, line)), close].filter(Boolean) : []));
}

/** The card alone, with no list under it, until it is closed. */
export function showCare(told, closed) {
  asked += 1; // an answer still on its way must not put a list under the card
  $("entries").replaceChildren();
  $("entries").removeAttribute("aria-busy");
  $("signals").textContent = "";
  $("headline").textContent = t("care");
  message(null);
  care(told, closed);
  $("care").focus();
}

function skeletons(list) {
  const bone = () => h("li", { class: "entry bone", "aria-hidden": "true" }, h("div", { class: "entry-in" }, h("span", { class: "cover" }), h("div", { class: "entry-body" }, h("span", {}), h("span", {}), h("span", {}))));
  list.replaceChildren(h("li", { class: "hidden" }, t("loading")), ...Array.from({ length: 4 }, bone));
}

function placesOf(list) {
  return new Map([...list.querySelectorAll("[data-item]")].map((node) => [node.dataset.item, node.getBoundingClientRect().top]));
}

/** Moved lines glide from where they were, new ones fade in; nothing moves for people who asked for less motion. */
function settle(list, places) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const node of list.querySelectorAll("[data-item]")) {
    const was = places.get(node.dataset.item);
    const timing = { duration: 420, easing: "cubic-bezier(.2, .7, .2, 1)" };
    if (was === undefined) node.animate([{ opacity: 0 }, { opacity: 1 }], { ...timing, duration: 600 });
    else {
      const moved = was - node.getBoundingClientRect().top;
      if (moved) node.animate([{ transform: `translateY(${moved}px)` }, { transform: "none" }], timing);
    }
  }
}
