// Words of the page itself, in both languages. Reasons and messages come from the service, already in words.

import { isKorean } from "./store.js";
import { EN } from "./words-en.js";
import { KO } from "./words-ko.js";

/** The words of `key`, with {name} slots filled. An unknown key shows itself: a missing word must be seen. */
export function t(key, slots = {}) {
  const words = (isKorean() ? KO : EN)[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => slots[name] ?? whole);
}

export const has = (key) => key in (isKorean() ? KO : EN);

/** Put the words into the fixed parts of the document. */
export function translateDocument() {
  document.documentElement.lang = isKorean() ? "ko" : "en";
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
}

/** A title in the marks of its kind, shortened inside the marks where it is long. */
export function marked(title, kind) {
  const short = title.length > 24 ? `${title.slice(0, 22)}…` : title;
  if (!isKorean()) return kind === "track" ? `“${short}”` : short;
  return kind === "track" ? `「${short}」` : `『${short}』`;
}

/** "ko" or "en" for a title, by its letters; null when it is in the page's own language. */
export function languageOf(text) {
  const found = /[\u3131-\uD79D]/.test(text) ? "ko" : /[A-Za-z]/.test(text) ? "en" : null;
  return found === document.documentElement.lang ? null : found;
}

const PARTS_KO = [[5, "새벽"], [11, "아침"], [12, "낮"], [18, "오후"], [21, "저녁"], [24, "밤"]];

/** An hour as people say it: 밤 11시, 11 pm. */
export function hourName(hour) {
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  if (!isKorean()) return hour === 0 ? "midnight" : hour === 12 ? "noon" : `${twelve} ${hour < 12 ? "am" : "pm"}`;
  if (hour === 0) return "밤 12시";
  const part = PARTS_KO.find(([end]) => hour < end)[1];
  return `${hour === 12 ? "낮" : part} ${twelve}시`;
}
