const HOUR_MS = 3_600_000;
/** Hours that are kept of each owner, and of one interval; the oldest are removed to limit memory. */
const MAX_HOURS = 5000;
const MAX_HOURS_OF_INTERVAL = 31 * 24;
const MAX_OWNERS = 5000;

interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Finds intervals of one owner that overlap an earlier one, in any order. Of a longer one its first 31 days count. */
export class Overlaps {
  /** The intervals of each owner by the hours that they touch: few touch one hour. */
  readonly #seen = new Map<string, Map<number, Interval[]>>();

  /** Stores the interval. @returns whether it overlaps an earlier one; touching ends are no overlap */
  add(owner: string, from: number, to: number): boolean {
    if (to <= from) return false;
    const hours = this.#seen.get(owner) ?? new Map<number, Interval[]>();
    if (!this.#seen.has(owner) && this.#seen.size >= MAX_OWNERS) this.#seen.clear();
    this.#seen.set(owner, hours);
    const interval = { from, to };
    const first = Math.floor(from / HOUR_MS);
    const last = Math.min(Math.floor((to - 1) / HOUR_MS), first + MAX_HOURS_OF_INTERVAL);
    let isMet = false;
    for (let hour = first; hour <= last; hour += 1) {
      const known = hours.get(hour);
      isMet ||= known?.some((one) => one.from < to && from < one.to) ?? false;
      if (known === undefined) hours.set(hour, [interval]);
      else known.push(interval);
    }
    for (const hour of hours.keys()) {
      if (hours.size <= MAX_HOURS) break;
      hours.delete(hour);
    }
    return isMet;
  }
}
