// What went wrong, in words: kind first, then what the service itself said.

import { Trouble } from "./api.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";

export function words(error) {
  if (!(error instanceof Trouble)) throw error; // a mistake of ours must be seen, not dressed up
  const said = error.kind === "refused" && error.detail ? t("trouble_said", { detail: error.detail }) : "";
  return [t(`trouble_${error.kind}`), said].filter(Boolean).join(" ");
}

export function showTrouble(box, error, again) {
  box.replaceChildren(
    h("p", {}, words(error)),
    h("button", { type: "button", class: "button", onclick: again }, t("retry")),
  );
  box.hidden = false;
}
