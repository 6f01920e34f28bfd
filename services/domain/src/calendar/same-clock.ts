import { zoneOf } from './zone.js';

const DAY_MS = 86_400_000;
/** Offsets are compared so often; no zone changes its clock and changes it back within a week. */
const STEP_MS = 7 * DAY_MS;
const QUARTER_MS = 900_000;

/** The moment between two others at which a zone's offset changes; zones change on quarter hours. */
function changeBetween(zone: string, from: number, to: number): number {
  let [before, after] = [from, to];
  while (after - before > QUARTER_MS) {
    const middle = before + Math.floor((after - before) / 2 / QUARTER_MS) * QUARTER_MS;
    if (zoneOf(zone).offset(middle) === zoneOf(zone).offset(from)) before = middle;
    else after = middle;
  }
  return after;
}

/** @param year of UTC, with a day on either side, so that it has all of the local year */
function isSameInYear(one: string, other: string, year: number): boolean {
  const last = Date.UTC(year + 1, 0, 2);
  for (let at = Date.UTC(year - 1, 11, 31); at < last; at += STEP_MS) {
    const [first, second] = [one, other].map((zone) => [zoneOf(zone).offset(at), zoneOf(zone).offset(at + STEP_MS)]);
    if (first?.[0] !== second?.[0] || first?.[1] !== second?.[1]) return false;
    if (first?.[0] === first?.[1]) continue;
    if (changeBetween(one, at, at + STEP_MS) !== changeBetween(other, at, at + STEP_MS)) return false;
  }
  return true;
}

const known = new Map<string, boolean>();

/**
 * Whether the clocks of two zones show the same at every moment of some years, as Nairobi's and Kampala's do.
 * @param years from and to, both included
 */
export function isSameClock(one: string, other: string, [from, to]: readonly [number, number]): boolean {
  if (one === other) return true;
  for (let year = from; year <= to; year += 1) {
    const key = `${one} ${other} ${year}`;
    const is = known.get(key) ?? isSameInYear(one, other, year);
    known.set(key, is);
    if (!is) return false;
  }
  return true;
}
