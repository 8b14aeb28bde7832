// Numbers that must add up as they are shown.

/** Decimals that tell a score of this size: about four digits, so that scores of any scale stay readable. */
export function placesFor(score) {
  const size = Math.abs(score);
  return size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
}

/**
 * Round parts to `places` so that the shown parts sum to the shown total: what rounding leaves over goes, one last
 * digit each, to the parts whose rounding lost most.
 */
export function shownParts(parts, total, places) {
  const unit = 10 ** places;
  const whole = parts.map((part) => Math.floor(part * unit));
  let left = Math.round(total * unit) - whole.reduce((sum, part) => sum + part, 0);
  const order = parts.map((part, i) => [part * unit - whole[i], i]).sort((a, b) => b[0] - a[0]);
  // More than one round would mean that the parts do not make up the total; the page must then not pretend they do.
  for (let n = 0; left > 0 && n < order.length; n += 1, left -= 1) whole[order[n][1]] += 1;
  return whole.map((part) => part / unit);
}

/** With its sign, and a real minus. */
export const signed = (value, places) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(places)}`;
