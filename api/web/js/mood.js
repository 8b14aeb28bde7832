// How somebody is, if they care to say: a word or a line of their own, for this list alone. Nothing of it is kept.

import { readMood } from "./api.js";
import { $, h } from "./dom.js";
import { t } from "./i18n.js";
import { isKorean, set, state } from "./store.js";
import { say } from "./say.js";
import { words } from "./trouble.js";

const INTENTS = ["match", "lift"];
const LEAST_SURE = 0.3; // a line that speaks of no feeling is never read as surer than this

/** `changed()` asks for the list anew; `cared(card)` shows a help card in its place. */
export function listenToMood({ changed, cared }) {
  const form = $("mood-form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("mood-text").value.trim();
    if (text) tell(text, changed, cared);
  });
}

async function tell(text, changed, cared) {
  $("mood-text").value = "";
  try {
    const read = await readMood(text);
    if (read.care) {
      say(""); // nothing else speaks now
      choose(null, () => {});
      cared(read.care);
    } else if (read.confidence > LEAST_SURE) choose({ valence: read.valence, arousal: read.arousal }, changed);
    else say(t("mood_unread"));
  } catch (error) {
    say(words(error));
  }
}

/** The words to choose from, what was chosen, and where to go from there. */
export function showMood(changed) {
  const moods = state.vocabulary.terms?.moods ?? [];
  $("mood").hidden = moods.length === 0;
  $("mood-text").placeholder = t("mood_text");
  const labels = moods.map((term) =>
    chip(isKorean() ? term.ko : term.en, state.mood?.label === term.name, () => choose(state.mood?.label === term.name ? null : { label: term.name }, changed)),
  );
  const own = state.mood && !state.mood.label ? [chip(t("mood_own"), true, () => choose(null, changed))] : [];
  keepingFocus($("moods"), [...own, ...labels]);
  $("mood-way").hidden = state.mood === null;
  const ways = INTENTS.map((intent) =>
    chip(t(`intent_${intent}`), state.intent === intent, () => {
      set({ intent: state.intent === intent ? null : intent });
      showMood(changed);
      changed();
    }),
  );
  keepingFocus($("intents"), ways);
}

function choose(mood, changed) {
  set({ mood, intent: mood ? state.intent : null });
  showMood(changed);
  changed();
}

function chip(text, isChosen, onclick) {
  return h("button", { type: "button", class: "chip mood-chip", "aria-pressed": String(isChosen), onclick }, text);
}

/** The buttons are made anew; whoever is on one with the keyboard stays there. */
function keepingFocus(box, chips) {
  const place = [...box.children].indexOf(document.activeElement);
  const text = document.activeElement?.textContent;
  box.replaceChildren(...chips);
  if (place >= 0) (chips.find((one) => one.textContent === text) ?? chips[0])?.focus({ preventScroll: true });
}
