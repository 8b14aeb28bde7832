// Puts the parts together: who, where, when; what a person did; the list that follows from it.

import * as api from "./api.js";
import { openDetail } from "./detail.js";
import { $, h } from "./dom.js";
import { wrongKey } from "./entry.js";
import { listenToHour, noteHour, showHour } from "./hour.js";
import { marked, t, translateDocument } from "./i18n.js";
import { headline, refresh, showCare } from "./list.js";
import { listenToMood, showMood } from "./mood.js";
import { listenToLook, showLook } from "./look.js";
import { showPeople } from "./people.js";
import { showPlaylist } from "./playlist.js";
import { say } from "./say.js";
import { NOTICE, openSettings } from "./settings.js";
import { isKorean, isTrack, newSession, set, shopNow, state } from "./store.js";
import { showTrouble, words } from "./trouble.js";

/** A whole new list: another shop, person or visit. */
async function start() {
  await refresh({ act, isNewList: true });
  noteHour(state.answer);
}

/** The same list after something changed; says what came of it. */
async function again(...lines) {
  const fresh = await refresh({ act });
  noteHour(state.answer);
  if (fresh === null) return;
  say(...lines, fresh ? t("changed", { count: fresh }) : t("unchanged"));
}

/** The list for another mood; only what came of it is said. */
const moved = () => again();

/** What a person did with an item. Every act is a fact for the service first; the page shows what follows. */
async function act(name, item, button) {
  if (name === "open") {
    // Looking is the page's business, the fact of it the service's: a refusal to store must not close the book.
    openDetail(item, () => focusNear(item, "open"));
    await post(isTrack() ? "play" : "view_item", item, isTrack() ? { seconds: 30 } : {});
    return;
  }
  button.disabled = true;
  if (name === "mood_off") {
    await withdrawMood();
    return;
  }
  const places = state.answer.items.map((one) => one.item_id);
  const extra = { request_id: state.answer.request_id, position: item.rank, surface: "home" };
  if (name === "reason_wrong") extra.code = item.reason.code;
  const done = await post(name, item, extra);
  button.disabled = false;
  if (!done) return;
  focusNear(item, name, places.indexOf(item.item_id));
}

/** No more guesses: the consent itself is withdrawn, and with it all that hinted at a mood. */
async function withdrawMood() {
  try {
    await api.consent(state.user, { mood: false, text_version: NOTICE });
    await again(t("mood_off_done"));
  } catch (error) {
    say(words(error));
  }
  $("list").focus({ preventScroll: true });
}

async function post(event, item, more) {
  try {
    const told = await api.happened(event, item.item_id, more);
    const title = marked(item.title, item.kind);
    if (event === "reason_wrong") state.wrong.add(wrongKey(item));
    const isGuess = event === "reason_wrong" && item.reason.code === "mood_believed";
    const done = isGuess ? t("done_guess_wrong") : t(`done_${event}`, { title });
    await again(told.not_stored ? t("done_not_stored") : done);
    return true;
  } catch (error) {
    say(words(error));
    return false;
  }
}

/** Keyboard focus stays where the person was: on the same item, else on the one that took its place. */
function focusNear(item, name, place = item.rank - 1) {
  const entries = [...$("entries").querySelectorAll("[data-item]")];
  const near = entries.find((node) => node.dataset.item === item.item_id) ?? entries[Math.min(Math.max(place, 0), entries.length - 1)];
  (near?.querySelector(`[data-act="${name}"]`) ?? near?.querySelector(".title") ?? $("list")).focus({ preventScroll: true });
}

function chooseShop(id) {
  set({ shop: id, hour: null, session: newSession(), mood: null, intent: null });
  set({ user: firstPerson() });
  showAll();
  start();
}

function choosePerson(user) {
  set({ user, session: newSession(), mood: null, intent: null });
  showMood(moved);
  showPlaylist();
  headline();
  start();
}

const firstPerson = () => shopNow()?.personas?.[0]?.user_id ?? null;

function showShops() {
  const tab = (shop) =>
    h(
      "button",
      { type: "button", class: "shop", "aria-current": shop.id === state.shop ? "page" : null, onclick: () => chooseShop(shop.id) },
      isKorean() ? shop.name_ko : shop.name_en,
    );
  $("shops").replaceChildren(...state.shops.map(tab));
}

/** Everything that has words or a choice in it, except the list. */
function showAll() {
  document.documentElement.dataset.shop = isTrack() ? "track" : "book";
  translateDocument();
  showShops();
  showPeople(choosePerson);
  showHour();
  showMood(moved);
  showPlaylist();
  showLook();
  $("language").textContent = isKorean() ? "English" : "한국어";
  $("language").lang = isKorean() ? "en" : "ko";
}

function chooseLocale(locale) {
  set({ locale });
  showAll();
  return refresh({ act }).then(() => noteHour(state.answer));
}

async function begin() {
  showAll();
  try {
    const [told, vocabulary] = await Promise.all([api.shops(), api.vocabulary()]);
    set({ shops: told.shops, vocabulary });
  } catch (error) {
    $("entries").replaceChildren();
    showTrouble($("trouble"), error, () => {
      $("trouble").hidden = true;
      begin();
    });
    return;
  }
  if (!state.shops.some((shop) => shop.id === state.shop)) set({ shop: state.shops[0]?.id ?? null });
  set({ user: firstPerson() });
  showAll();
  await start();
}

$("language").addEventListener("click", () => chooseLocale(isKorean() ? "en-US" : "ko-KR"));
$("settings-open").addEventListener("click", () =>
  openSettings({
    changed: again,
    restarted: (text) => start().then(() => say(text)),
    chooseLocale,
  }),
);
listenToHour(() => again());
listenToMood({ changed: moved, cared: (card) => showCare(card, start) });
listenToLook();
begin();
