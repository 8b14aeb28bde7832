// What the lists are drawn towards, with a way to take each out, and what was taken out, with a way back.

import * as api from "./api.js";
import { $, h } from "./dom.js";
import { languageOf, t } from "./i18n.js";
import { state } from "./store.js";
import { say } from "./say.js";
import { words } from "./trouble.js";

const KINDS = ["category", "tag", "creator"];

/** The content of the panel; `changed(text)` refreshes the list. */
export async function interests({ changed }) {
  const place = h("div", { class: "interests" });
  const show = async () => {
    const told = await api.interests(state.user);
    place.replaceChildren(...shown(told, choose));
  };
  const choose = async (key, value, button) => {
    button.disabled = true;
    try {
      const told = await api.happened("preference", null, { key, value });
      await show();
      focusOn(place, value);
      await changed(told.not_stored ? t("done_not_stored") : t(`done_${key}`, { value }));
    } catch (error) {
      button.disabled = false;
      say(words(error));
    }
  };
  try {
    await show();
  } catch (error) {
    place.replaceChildren(h("p", { class: "note" }, words(error)));
  }
  return place;
}

function shown({ interests: found, off }, choose) {
  const groups = KINDS.map((kind) => [kind, found.filter((one) => one.kind === kind)]).filter(([, ones]) => ones.length);
  const lists = groups.map(([kind, ones]) => group(t(`interest_${kind}`), ones.map((one) => chip(one.value, "interest_off", choose))));
  const removed = off.length ? [group(t("interest_removed"), off.map((value) => chip(value, "interest_on", choose)))] : [];
  return lists.length + removed.length ? [...lists, ...removed] : [h("p", { class: "note" }, t("interest_none"))];
}

function group(title, chips) {
  const id = `interests-${title.replaceAll(/\s+/g, "-")}`;
  return h("div", {}, h("h4", { id }, title), h("ul", { class: "chips", "aria-labelledby": id }, chips));
}

/** A value and its button as one: pressing it takes the value out, or back in. */
function chip(value, key, choose) {
  const isOut = key === "interest_on";
  const button = h(
    "button",
    { type: "button", class: isOut ? "chip chip-out" : "chip", "data-value": value, "aria-label": t(`${key}_do`, { value }) },
    h("span", { lang: languageOf(value) }, value),
    h("span", { class: "chip-mark", "aria-hidden": "true" }, isOut ? "↺" : "×"),
  );
  button.addEventListener("click", () => choose(key, value, button));
  return h("li", {}, button);
}

/** The same value, now in the other list; without it (a kind may show its strongest only) the panel itself. */
function focusOn(place, value) {
  const same = [...place.querySelectorAll("button")].find((node) => node.dataset.value === value);
  (same ?? place.querySelector("button") ?? $("settings").querySelector(".close")).focus();
}
