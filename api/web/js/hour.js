// The hour of the day a list is asked for.

import { $ } from "./dom.js";
import { has, hourName, t } from "./i18n.js";
import { set, state } from "./store.js";

const SEOUL = 9 * 3600 * 1000; // no summer time since 1988
const WAIT = 220;
let timer = 0;

const seoulNow = () => new Date(Date.now() + SEOUL); // its UTC fields read as Seoul's clock

/** The last time it was this hour in Seoul: today's, or yesterday's where today's has not come yet. */
export function atOf(hour) {
  const day = seoulNow();
  if (hour > day.getUTCHours()) day.setUTCDate(day.getUTCDate() - 1);
  return `${day.toISOString().slice(0, 10)}T${String(hour).padStart(2, "0")}:00:00+09:00`;
}

export function showHour() {
  const hour = state.hour ?? seoulNow().getUTCHours();
  $("hour").value = String(hour);
  $("hour").setAttribute("aria-valuetext", hourName(hour));
  $("hour-out").textContent = state.hour === null ? t("hour_now", { hour: hourName(hour) }) : hourName(hour);
  $("hour-now").hidden = state.hour === null;
}

/** Whether the last answer used the hour, as the answer itself says. */
export function noteHour(answer) {
  if (!answer) return;
  if (answer.used_signals.includes("time")) $("hour-note").textContent = t("hour_used");
  else {
    const key = `because_${answer.unused_signals?.time}`;
    $("hour-note").textContent = t("hour_unused", { because: has(key) ? t(key) : "" }).trim();
  }
}

export function listenToHour(changed) {
  const choose = (hour) => {
    set({ hour });
    showHour();
    clearTimeout(timer);
    timer = setTimeout(changed, WAIT);
  };
  $("hour").addEventListener("input", () => choose(Number($("hour").value)));
  $("hour-now").addEventListener("click", () => {
    choose(null);
    $("hour").focus(); // the button has gone
  });
}
