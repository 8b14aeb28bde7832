// A playlist as something to play. There is no sound here: what a listener would do becomes events, and it moves on.

import * as api from "./api.js";
import { cover } from "./cover.js";
import { h, icon, ICONS } from "./dom.js";
import { languageOf, marked, t } from "./i18n.js";
import { playlistMap } from "./playlist-map.js";
import { say } from "./say.js";
import { words } from "./trouble.js";

const HEARD_SECONDS = 40; // what a play that is broken off counts as
const SKIPPED_SECONDS = 5;

/** The list's element; `more(made)` is asked for a list that goes on, `other()` for another one. */
export function player(made, { more, other }) {
  const map = h("div", { class: "way" });
  const rows = made.tracks.map((track, at) => row(track, at, () => choose(at)));
  const bar = h("div", { class: "player", role: "group", "aria-label": t("player") });
  const list = h("ol", { class: "tracks", "aria-label": made.title }, rows);
  const foot = h("div", { class: "playlist-foot" }, button(t("playlist_more"), () => more(made)), button(t("playlist_other"), other));
  let now = 0;
  let isPlaying = false;

  function show() {
    map.replaceChildren(playlistMap(made.trajectory, now));
    rows.forEach((node, at) => {
      node.classList.toggle("is-now", at === now);
      node.classList.toggle("is-past", at < now);
      node.querySelector("button").setAttribute("aria-current", String(at === now));
    });
    const track = made.tracks[now];
    const held = bar.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    bar.replaceChildren(...(track ? controls(track) : [h("p", { class: "player-now" }, t("playlist_over"))]));
    if (held) (bar.querySelector(`[data-act="${held}"]`) ?? bar.querySelector("button") ?? foot.querySelector("button")).focus();
  }

  function controls(track) {
    const main = isPlaying ? ["complete", t("heard"), ICONS.check] : ["play", t("play"), ICONS.listen];
    return [
      h("p", { class: "player-now" }, h("span", { class: "note" }, t("player_place", { place: now + 1, count: rows.length })), " ", marked(track.title, "track")),
      h(
        "div",
        { class: "player-acts" },
        act(...main, () => (isPlaying ? finish() : play())),
        act("skip", t("skip_track"), ICONS.skip, skip),
      ),
    ];
  }

  async function play() {
    isPlaying = true;
    await told("play", HEARD_SECONDS);
  }

  async function finish() {
    if (await told("complete")) await step();
  }

  async function skip() {
    if (await told("skip", SKIPPED_SECONDS)) await step();
  }

  /** On to the next track, which begins by itself as records do: nothing more is posted for that. */
  async function step() {
    now += 1;
    isPlaying = now < rows.length;
    show();
    const track = made.tracks[now];
    say(track ? t("now_playing", { title: marked(track.title, "track") }) : t("playlist_over"));
  }

  function choose(at) {
    now = at;
    play();
  }

  async function told(event, seconds) {
    const track = made.tracks[now];
    const extra = { request_id: made.request_id, position: now + 1, surface: "playlist" };
    if (seconds !== undefined) extra.seconds = seconds;
    show();
    try {
      const answer = await api.happened(event, track.item_id, extra);
      say(answer.not_stored ? t("done_not_stored") : t(`done_${event}_track`, { title: marked(track.title, "track") }));
      return true;
    } catch (error) {
      say(words(error));
      return false;
    }
  }

  show();
  return [map, bar, h("p", { class: "note player-note" }, t("player_note")), list, foot];
}

function row(track, at, chosen) {
  return h(
    "li",
    { class: "track", "data-track": track.item_id },
    h(
      "button",
      { type: "button", class: "track-in", onclick: chosen },
      h("span", { class: "track-number", "aria-hidden": "true" }, String(at + 1)),
      cover({ ...track, kind: "track" }, "cover-small"),
      h(
        "span",
        { class: "track-words" },
        h("span", { class: "track-title", lang: languageOf(track.title) }, track.title),
        h("span", { class: "track-by", lang: languageOf(track.creator) }, track.creator),
      ),
      track.duration_seconds ? h("span", { class: "track-length" }, clock(track.duration_seconds)) : null,
    ),
    track.reason ? h("p", { class: "track-reason" }, track.reason.text) : null,
  );
}

function act(name, label, paths, onclick) {
  return h("button", { type: "button", class: `button player-act player-${name}`, "data-act": name === "complete" ? "play" : name, onclick }, icon(...paths), h("span", {}, label));
}

const button = (label, onclick) => h("button", { type: "button", class: "button", onclick }, label);

/** Minutes and seconds: 3:05. */
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;
