// A closer look at one item, and what goes with it.

import { similar } from "./api.js";
import { cover } from "./cover.js";
import { $, closeFromBeside, h } from "./dom.js";
import { languageOf, t } from "./i18n.js";
import { byKind } from "./store.js";
import { words } from "./trouble.js";

const NEAR = 4;

/** Show the item; `closed` runs afterwards (the button it was opened from may be gone by then). */
export function openDetail(item, closed) {
  const dialog = $("detail");
  const near = h("div", { class: "near" });
  dialog.replaceChildren(
    h(
      "div",
      { class: "sheet-in" },
      h("button", { type: "button", class: "close", "aria-label": t("close"), onclick: () => dialog.close() }, "×"),
      h(
        "div",
        { class: "sheet-head" },
        cover(item, "cover-large"),
        h(
          "div",
          {},
          h("h2", { id: "detail-title", class: "sheet-title", lang: languageOf(item.title) }, item.title),
          h("p", { class: "by" }, [item.creator, item.category].filter(Boolean).join(" · ")),
          item.description ? h("p", { class: "description", lang: languageOf(item.description) }, item.description) : null,
          h("p", { class: "note" }, t(byKind("detail_note"))),
        ),
      ),
      h("h3", { class: "near-title" }, t(byKind("similar"))),
      near,
    ),
    h("div", { class: "status", role: "status", "aria-live": "polite" }),
  );
  dialog.onclose = closed;
  closeFromBeside(dialog);
  dialog.showModal();
  fill(near, item);
}

async function fill(near, item) {
  try {
    const told = await similar(item.item_id, NEAR);
    near.replaceChildren(
      h(
        "ul",
        { class: "near-list" },
        told.items.slice(0, NEAR).map((one) =>
          h("li", {}, cover(one), h("p", { class: "near-name", lang: languageOf(one.title) }, one.title), h("p", { class: "near-by" }, one.creator ?? "")),
        ),
      ),
    );
  } catch (error) {
    near.replaceChildren(h("p", { class: "note" }, words(error)));
  }
}
