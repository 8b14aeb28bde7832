// What the page knows now. One object, changed only through `set`; what survives a visit is kept in the browser.

const KEPT = ["shop", "locale", "theme", "voice"];

function kept(name) {
  try {
    return localStorage.getItem(`gonggam.${name}`);
  } catch {
    return null; // storage may be switched off: the page works all the same
  }
}

function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(`gonggam.${name}`);
    else localStorage.setItem(`gonggam.${name}`, value);
  } catch {
    // as above
  }
}

export const state = {
  shops: [],
  vocabulary: {},
  shop: kept("shop"),
  locale: kept("locale") ?? "ko-KR",
  theme: kept("theme"), // null follows the system
  voice: kept("voice") ?? "warm",
  user: null, // null is an anonymous visitor
  session: newSession(),
  hour: null, // null is now
  mood: null, // what somebody said of it, for the lists of this visit: { label } or { valence, arousal }
  intent: null, // "match" or "lift": where to go from that mood
  narrowed: new Set(), // signals an anonymous visitor switched off for this visit
  answer: null,
  wrong: new Set(), // reasons the person called wrong in this visit: not shown again
};

export function set(changes) {
  Object.assign(state, changes);
  for (const name of KEPT) if (name in changes) keep(name, changes[name]);
}

export function newSession() {
  return `web-${crypto.randomUUID()}`;
}

export const shopNow = () => state.shops.find((shop) => shop.id === state.shop) ?? state.shops[0];
export const isTrack = () => shopNow()?.kind === "track";
export const isKorean = () => state.locale.startsWith("ko");

/** Tracks are heard, books are read, and of other goods neither may be said: the key of the words that fit the shop. */
export function byKind(key) {
  const kind = shopNow()?.kind;
  return `${key}_${kind === "track" || kind === "book" ? kind : "any"}`;
}
