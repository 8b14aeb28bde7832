// What a person decides here: interests, which signals are used, the tone and language, taking the record along, erasing it.

import * as api from "./api.js";
import { $, closeFromBeside, h } from "./dom.js";
import { has, t } from "./i18n.js";
import { interests } from "./interests.js";
import { nameOf } from "./people.js";
import { say } from "./say.js";
import { newSession, set, state } from "./store.js";
import { words } from "./trouble.js";

const SIGNALS = ["history", "session", "time", "mood"];
const ASKED = ["why", "what", "until", "free"];
const OF_A_VISIT = ["session", "time"]; // a nameless visit has no past and no mood
export const NOTICE = "page-2"; // version of the texts below: which notice a person answered

/** Open the panel. `changed(text)` refreshes the list, `restarted(text)` begins it anew. */
export async function openSettings(then) {
  const dialog = $("settings");
  closeFromBeside(dialog);
  dialog.replaceChildren(
    h("div", { class: "drawer-in" }, ...(await panel(dialog, then))),
    h("div", { class: "status", role: "status", "aria-live": "polite" }),
  );
  if (!dialog.open) dialog.showModal();
}

async function panel(dialog, then) {
  const name = nameOf(state.user);
  const close = () => dialog.close();
  return [
    h("button", { type: "button", class: "close", "aria-label": t("close"), onclick: close }, "×"),
    h("h2", { id: "settings-title" }, name ? t("settings_of", { name }) : t("settings_stranger")),
    ...(state.user ? [section(t("interests_title"), note(t("interests_note")), await interests(then))] : []),
    await signals(then),
    tone(dialog, then),
    ...(state.user ? [download(), erase(then, close)] : [startOver(then, close)]),
  ];
}

const section = (title, ...children) => h("section", { class: "setting" }, h("h3", {}, title), ...children);
const note = (text) => h("p", { class: "note" }, text);

/** Two choices of the same size for each signal; what is chosen is what the ledger says. */
async function signals({ changed }) {
  if (state.user === null) {
    const rows = OF_A_VISIT.map((name) =>
      twoWay(name, !state.narrowed.has(name), async (isOn) => {
        if (isOn) state.narrowed.delete(name);
        else state.narrowed.add(name);
        await changed(t("used_done"));
      }),
    );
    return section(t("use_title"), note(t("use_note_stranger")), ...rows);
  }
  try {
    const ledger = await api.consents(state.user);
    const rows = SIGNALS.map((name) =>
      twoWay(name, ledger[name] === true, async (isOn) => {
        await api.consent(state.user, { [name]: isOn, text_version: NOTICE });
        await changed(t("used_done"));
      }),
    );
    return section(t("use_title"), note(t("use_note")), ...rows);
  } catch (error) {
    return section(t("use_title"), note(words(error)));
  }
}

function twoWay(name, isOn, choose) {
  const id = `use-${name}`;
  const option = (value, label) => {
    const input = h("input", { type: "radio", name: id, id: `${id}-${value}`, value });
    input.checked = (value === "on") === isOn;
    input.addEventListener("change", async () => {
      try {
        await choose(value === "on");
      } catch (error) {
        say(words(error));
        for (const one of document.getElementsByName(id)) one.checked = (one.value === "on") === isOn;
      }
    });
    return [input, h("label", { for: `${id}-${value}` }, label)];
  };
  const isMood = name === "mood";
  const answers = isMood ? [option("off", t("mood_refuse")), option("on", t("mood_agree"))] : [option("on", t("use_on")), option("off", t("use_off"))];
  const isLearned = state.answer?.unused_signals?.[name] !== "not_in_model";
  return h(
    "fieldset",
    { class: "two-way" },
    h("legend", {}, h("strong", {}, t(`signal_${name}`)), " ", t(`use_${name}`), isLearned ? null : h("span", { class: "note" }, ` ${t("use_not_yet")}`)),
    // A guess about a mood is asked for in full: why, what, how long, and that refusing costs nothing.
    isMood ? h("ul", { class: "notice" }, ASKED.map((part) => h("li", { class: "note" }, t(`mood_${part}`)))) : null,
    h("div", { class: "two" }, answers),
  );
}

/** The voices the service has, and the two languages; each choice speaks in the very next list. */
function tone(dialog, then) {
  const voices = state.vocabulary.names.voices;
  const voiceName = (voice) => (has(`voice_${voice}`) ? t(`voice_${voice}`) : voice);
  const chooseVoice = (value) => {
    set({ voice: value });
    then.changed();
  };
  const chooseLanguage = async (value) => {
    await then.chooseLocale(value);
    await openSettings(then); // the panel itself in the new language
    $("locale-" + value)?.focus();
  };
  return section(
    t("voice_title"),
    choices("voice", voices.map((voice) => [voice, voiceName(voice)]), state.voice, t("voice_title"), chooseVoice),
    h("h4", {}, t("language_title")),
    choices("locale", [["ko-KR", "한국어", "ko"], ["en-US", "English", "en"]], state.locale, t("language_title"), chooseLanguage),
  );
}

function choices(name, options, now, label, choose) {
  const one = ([value, text, lang]) => {
    const input = h("input", { type: "radio", name, id: `${name}-${value}`, value });
    input.checked = value === now;
    input.addEventListener("change", () => choose(value));
    return [input, h("label", { for: input.id, lang }, text)];
  };
  return h("div", { class: "two", role: "radiogroup", "aria-label": label }, options.map(one));
}

const button = (text, onclick, more = "") => h("button", { type: "button", class: `button ${more}`, onclick }, text);

function download() {
  const save = async () => {
    try {
      const told = await api.exported(state.user);
      const file = new Blob([JSON.stringify(told, null, 2)], { type: "application/json" });
      const link = h("a", { href: URL.createObjectURL(file), download: `gonggam-${state.shop}-${state.user}.json` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      say(t("export_done"));
    } catch (error) {
      say(words(error));
    }
  };
  return section(t("export_title"), note(t("export_note")), button(t("export_do"), save));
}

/** Asks once, in place; both answers are the same size and the careful one has the focus. */
function erase({ restarted }, close) {
  const place = h("div", { class: "erase" });
  const ask = () => {
    const keep = button(t("erase_no"), first);
    const sure = h("p", { id: "erase-sure" }, t("erase_sure", { name: nameOf(state.user) }));
    place.replaceChildren(sure, h("div", { class: "two", role: "group", "aria-labelledby": "erase-sure" }, keep, button(t("erase_yes"), forget, "button-grave")));
    keep.focus();
  };
  const first = () => {
    const hadFocus = place.contains(document.activeElement);
    const open = button(t("erase_do"), ask);
    place.replaceChildren(open);
    if (hadFocus) open.focus();
  };
  const forget = async () => {
    try {
      await api.forget(state.user);
      set({ session: newSession() });
      close();
      await restarted(t("erase_done"));
    } catch (error) {
      say(words(error));
    }
  };
  first();
  return section(t("erase_title"), note(t("erase_note")), place);
}

function startOver({ restarted }, close) {
  const go = async () => {
    set({ session: newSession() });
    close();
    await restarted(t("fresh_done"));
  };
  return section(t("erase_title"), button(t("fresh_do"), go));
}
