// Light and dark: the system's choice until a person makes their own.

import { $, icon, ICONS } from "./dom.js";
import { t } from "./i18n.js";
import { set, state } from "./store.js";

const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (state.theme ? state.theme === "dark" : system.matches);

export function showLook() {
  const root = document.documentElement;
  if (state.theme) root.dataset.theme = state.theme;
  else delete root.dataset.theme;
  const button = $("theme");
  button.setAttribute("aria-pressed", String(isDark()));
  button.setAttribute("aria-label", t("to_dark"));
  button.title = t(isDark() ? "to_light" : "to_dark");
  button.replaceChildren(icon(...(isDark() ? ICONS.sun : ICONS.moon)));
}

export function listenToLook() {
  $("theme").addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    // The system's own choice is not stored: the page then keeps following it.
    set({ theme: wanted === (system.matches ? "dark" : "light") ? null : wanted });
    showLook();
  });
  system.addEventListener("change", showLook);
}
