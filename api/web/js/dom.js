// The only way elements are made here: text is always text, so nothing a shop or a person wrote can become markup.

/** Make an element. Properties starting with "on" are listeners; null and false properties are left out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** A line icon from path data, 20 x 20, hidden from screen readers: the button beside it has words. */
export function icon(...paths) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

export const ICONS = {
  heart: ["M10 16.500S3.500 12.600 3.500 8.200A3.400 3.400 0 0 1 10 6.800a3.400 3.400 0 0 1 6.500 1.400C16.500 12.600 10 16.500 10 16.500Z"],
  away: ["M5.500 5.500l9 9", "M14.500 5.500l-9 9"],
  wrong: ["M3.500 5h13v8.500H9L5.800 16v-2.500H3.500Z", "M8.200 7.800l3.600 3", "M11.800 7.800l-3.600 3"],
  open: ["M3 5.200c2.600-1 5-.8 7 .6 2-1.400 4.400-1.600 7-.6v9.600c-2.600-1-5-.8-7 .6-2-1.400-4.400-1.600-7-.6Z", "M10 5.800v9.600"],
  listen: ["M7 5.500v9l7-4.500Z"],
  skip: ["M5 5.500v9l6-4.500Z", "M13.500 5.500v9"],
  check: ["M4.500 10.500l3.600 3.500 7.400-8"],
  chevron: ["M6 8l4 4 4-4"],
  sun: ["M10 6.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7Z", "M10 2v2M10 16v2M2 10h2M16 10h2M4.400 4.400l1.400 1.400M14.200 14.200l1.400 1.400M4.400 15.600l1.400-1.400M14.200 5.800l1.400-1.400"],
  moon: ["M15.500 12.200A6.500 6.500 0 0 1 7.800 4.500a6.500 6.500 0 1 0 7.700 7.700Z"],
};

export const $ = (id) => document.getElementById(id);

/** A click beside a dialog closes it. The handler returns nothing: returning false would cancel every click inside. */
export function closeFromBeside(dialog) {
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
}
