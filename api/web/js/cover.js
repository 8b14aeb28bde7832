// Covers drawn by CSS. The same item always has the same cover; items of a category share a family of colours.
// The cover says nothing that the text beside it does not say, so screen readers skip it.

import { h } from "./dom.js";

const PALETTES = 12;
const PATTERNS = 9;
const UPRIGHT = new Set([2, 5]); // patterns that leave the right side free for a title set upright
const FAMILY = 6; // neighbouring palettes that one category draws from

/** FNV-1a over UTF-16 units, then mixed: neighbouring ids (b010, b011) must not look alike. */
export function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  value ^= value >>> 12;
  return value >>> 0;
}

export function coverStyle(item) {
  const seed = hash(item.item_id ?? item.title ?? "");
  const family = hash(item.category || item.creator || "") % PALETTES;
  return { palette: (family + (seed % FAMILY)) % PALETTES, pattern: (seed >>> 5) % PATTERNS };
}

function sizeOf(title) {
  const length = [...title].length;
  return length <= 4 ? "s" : length <= 8 ? "m" : length <= 14 ? "l" : "xl";
}

export function cover(item, size = "") {
  const { palette, pattern } = coverStyle(item);
  const title = item.title || item.item_id;
  // Upright setting is for Hangul; digits and Latin would lie on their side.
  const upright = item.kind === "book" && /^[\uAC00-\uD7A3 ]{1,6}$/.test(title) && UPRIGHT.has(pattern);
  return h(
    "span",
    {
      class: `cover cover-${item.kind === "track" ? "track" : "book"} ${size}`,
      "data-palette": palette,
      "data-pattern": pattern,
      "data-size": sizeOf(title),
      "data-upright": upright,
      "aria-hidden": "true",
    },
    h("span", { class: "cover-art" }),
    h("span", { class: "cover-title", lang: /[\u3131-\uD79D]/.test(title) ? "ko" : "en" }, title),
    h("span", { class: "cover-by" }, item.creator ?? ""),
  );
}
