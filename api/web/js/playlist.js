// Playlists of the music shop: what the list should be, asked for and shown. The start is the mood that was said, if one was.

import * as api from "./api.js";
import { $, h } from "./dom.js";
import { atOf } from "./hour.js";
import { t } from "./i18n.js";
import { player } from "./playlist-player.js";
import { isTrack, state } from "./store.js";
import { showTrouble } from "./trouble.js";

const INTENTS = ["match", "lift", "focus", "sleep"];
const MINUTES = [15, 30, 60];
const wish = { intent: null, minutes: 30 };
let whose = ""; // the shop, person, visit and language the list on the page is for
let asked = 0; // only the newest question may change the page

/** The section as it fits the shop, the person and the language; a list made for somebody else goes. */
export function showPlaylist() {
  const section = $("playlist");
  section.hidden = !isTrack();
  const key = [state.shop, state.user, state.session, state.locale].join("|");
  if (key !== whose) clear();
  whose = key;
  if (section.hidden) return;
  $("playlist-wish").replaceChildren(
    group(t("playlist_intent"), INTENTS.map((intent) => [intent, t(`playlist_${intent}`)]), "intent"),
    group(t("playlist_minutes"), MINUTES.map((minutes) => [minutes, t("playlist_length", { minutes })]), "minutes"),
    h("button", { type: "button", id: "playlist-make", class: "button", onclick: () => make() }, t("playlist_make")),
  );
}

function clear() {
  asked += 1;
  wish.intent = null;
  $("playlist-list").replaceChildren();
}

/** A row of choices of which at most one holds. */
function group(label, choices, name) {
  const chip = ([value, words]) =>
    h(
      "button",
      {
        type: "button",
        class: "chip mood-chip",
        "aria-pressed": String(wish[name] === value),
        onclick: (event) => {
          wish[name] = wish[name] === value && name === "intent" ? null : value;
          for (const one of event.currentTarget.parentElement.children) one.setAttribute("aria-pressed", "false");
          event.currentTarget.setAttribute("aria-pressed", String(wish[name] === value));
        },
      },
      words,
    );
  return h("div", { class: "moods", role: "group", "aria-label": label }, choices.map(chip));
}

function question(more) {
  const body = { user_id: state.user, session_id: state.session, shop: state.shop, minutes: wish.minutes, tz: "Asia/Seoul", locale: state.locale, ...more };
  if (wish.intent) body.intent = wish.intent;
  if (state.mood && !body.continue_from) body.start = state.mood;
  if (state.hour !== null) body.at = atOf(state.hour);
  if (state.user === null && state.narrowed.size) body.use = ["history", "session", "time", "context", "mood"].filter((name) => !state.narrowed.has(name));
  return body;
}

async function make(more = {}) {
  asked += 1;
  const mine = asked;
  const box = $("playlist-list");
  box.setAttribute("aria-busy", "true");
  try {
    const made = await api.playlist(question(more));
    if (mine === asked) show(box, made);
  } catch (error) {
    if (mine !== asked) return;
    const trouble = h("div", { class: "trouble", role: "alert" });
    showTrouble(trouble, error, () => make(more));
    box.replaceChildren(trouble);
  } finally {
    if (mine === asked) box.removeAttribute("aria-busy");
  }
}

function show(box, made) {
  const title = h("h3", { class: "playlist-name", id: "playlist-name", tabindex: "-1" }, made.title || t("playlist_empty"));
  const lines = [
    made.reason ? h("p", { class: "playlist-reason" }, made.reason.text) : null,
    made.message ? h("p", { class: "message playlist-message" }, made.message.text) : null,
  ].filter(Boolean);
  const list = made.tracks.length ? player(made, { more: (last) => make({ continue_from: last.request_id }), other: () => make() }) : [];
  box.replaceChildren(title, ...lines, ...list);
  title.focus({ preventScroll: false });
}
