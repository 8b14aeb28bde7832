// The simulated shoppers, and somebody new without a name.

import { $, h } from "./dom.js";
import { isKorean, shopNow, state } from "./store.js";
import { t } from "./i18n.js";

const SHAPE = { ko: /손님\s+([^:：]+)[:：]\s*(.*)$/, en: /shopper\s+([^:]+):\s*(.*)$/i };

/** A persona's name and what is said of it: “가상의 손님 민서: 오래 다닌 단골이고 …”. */
export function described(persona) {
  const text = (isKorean() ? persona.ko : persona.en) ?? "";
  const found = SHAPE[isKorean() ? "ko" : "en"].exec(text);
  if (!found) return { name: persona.user_id, note: text };
  return { name: found[1].trim(), note: found[2].slice(0, 1).toUpperCase() + found[2].slice(1) };
}

export function nameOf(user) {
  const persona = shopNow()?.personas?.find((one) => one.user_id === user);
  return persona ? described(persona).name : user;
}

export function showPeople(choose) {
  const personas = shopNow()?.personas ?? [];
  const rows = personas.map((persona) => row(persona.user_id, described(persona), choose));
  $("simulated").hidden = !shopNow()?.simulated;
  $("people").replaceChildren(...rows, row(null, { name: t("stranger"), note: t("stranger_note") }, choose));
}

/** Native radio buttons: arrow keys, focus and announcement come with them. */
function row(user, { name, note }, choose) {
  const id = `person-${user ?? "none"}`;
  const input = h("input", { type: "radio", name: "person", id, value: user ?? "", "aria-describedby": `${id}-note` });
  input.checked = state.user === user;
  input.addEventListener("change", () => choose(user));
  return h(
    "div",
    { class: "person" },
    input,
    h("label", { for: id }, h("span", { class: "person-name" }, name), h("span", { class: "person-note", id: `${id}-note` }, note)),
  );
}
