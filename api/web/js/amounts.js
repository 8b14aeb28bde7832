// Numbers that must add up as they are shown.

export const PLACES = 3;
const UNIT = 10 ** PLACES;

/**
 * Round parts to shown decimals so that the shown parts sum to the shown total: the rounding that is left over goes,
 * a thousandth each, to the parts whose rounding lost most.
 */
export function shownParts(parts, total) {
  const whole = parts.map((part) => Math.floor(part * UNIT));
  let left = Math.round(total * UNIT) - whole.reduce((sum, part) => sum + part, 0);
  const order = parts.map((part, i) => [part * UNIT - whole[i], i]).sort((a, b) => b[0] - a[0]);
  for (let n = 0; left !== 0 && order.length && n < 10 * order.length; n += 1) {
    const step = Math.sign(left);
    whole[order[n % order.length][1]] += step;
    left -= step;
  }
  return whole.map((part) => part / UNIT);
}

export const shown = (value) => value.toFixed(PLACES);

/** With its sign, and a real minus. */
export const signed = (value) => (value < 0 ? `−${shown(-value)}` : `+${shown(value)}`);
