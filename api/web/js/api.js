// The service's own API and nothing else. Every failure becomes a `Trouble` with words a person can use.

import { state } from "./store.js";

export class Trouble extends Error {
  /** `kind`: offline | refused | broken. `detail` is what the service said (problem+json), if anything. */
  constructor(kind, detail = "", status = 0) {
    super(detail || kind);
    Object.assign(this, { kind, detail, status });
  }
}

async function call(method, path, { body, params = {} } = {}) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  const init = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(url, init);
  } catch {
    throw new Trouble("offline");
  }
  const text = await response.text();
  const told = parsed(text);
  if (!response.ok) {
    const kind = response.status >= 500 ? "broken" : "refused";
    throw new Trouble(kind, told?.detail ?? "", response.status);
  }
  return told ?? {};
}

function parsed(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

const inShop = () => ({ shop: state.shop });
const person = (id, rest = "") => `/v1/users/${encodeURIComponent(id)}${rest}`;

export const shops = () => call("GET", "/v1/shops");
export const vocabulary = () => call("GET", "/v1/vocabulary");
export const recommend = (body) => call("POST", "/v1/recommendations", { body });
export const readMood = (text) => call("POST", "/v1/mood", { body: { text, locale: state.locale, shop: state.shop } });
export const playlist = (body) => call("POST", "/v1/playlists", { body });
export const why = (request, item) =>
  call("GET", `/v1/recommendations/${encodeURIComponent(request)}/items/${encodeURIComponent(item)}/why`, { params: inShop() });
export const similar = (item, k) =>
  call("GET", `/v1/items/${encodeURIComponent(item)}/similar`, { params: { ...inShop(), k } });
export const consents = (id) => call("GET", person(id, "/consents"), { params: inShop() });
export const consent = (id, changes) => call("PUT", person(id, "/consents"), { params: inShop(), body: changes });
export const interests = (id) => call("GET", person(id, "/interests"), { params: inShop() });
export const exported = (id) => call("GET", person(id, "/export"), { params: inShop() });
export const forget = (id) => call("DELETE", person(id), { params: inShop() });

/** Post one event of the person (or of this anonymous visit) that happened now. */
export function happened(event, item, more = {}) {
  const fact = {
    event_id: `web-${crypto.randomUUID()}`,
    event,
    user_id: state.user,
    session_id: state.session,
    item_id: item,
    at: new Date().toISOString(),
    tz: "Asia/Seoul",
    ...more,
  };
  return call("POST", "/v1/events", { body: { shop: state.shop, events: [fact] } });
}
