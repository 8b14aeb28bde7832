// One place where the page speaks: a line at the foot of the window that screen readers announce as well.

import { $ } from "./dom.js";

const STAYS = 6000;
let timer = 0;

export function say(...lines) {
  const text = lines.filter(Boolean).join(" ");
  // What lies outside an open dialog is inert, to the eye and to screen readers: there the dialog's own line speaks.
  const line = document.querySelector("dialog[open] .status") ?? $("status");
  clearTimeout(timer);
  line.textContent = text;
  line.classList.toggle("is-shown", text !== "");
  // The text stays in the document a little longer than it is seen: announcements are read to their end.
  timer = setTimeout(() => line.classList.remove("is-shown"), STAYS);
}
