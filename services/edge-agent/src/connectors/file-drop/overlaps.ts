/** Maximum number of intervals that are kept of each owner; older ones are removed to limit memory. */
const MAX_INTERVALS = 5000;
const MAX_OWNERS = 5000;

interface Interval {
  readonly from: number;
  readonly to: number;
  /** No earlier interval of the owner ends after this. */
  readonly reach: number;
}

/** Finds intervals of one owner that overlap an earlier one. */
export class Overlaps {
  readonly #seen = new Map<string, Interval[]>();

  /** Stores the interval. @returns whether it overlaps an earlier one; touching ends are no overlap */
  add(owner: string, from: number, to: number): boolean {
    if (to <= from) return false;
    const intervals = this.#seen.get(owner) ?? [];
    if (!this.#seen.has(owner) && this.#seen.size >= MAX_OWNERS) this.#seen.clear();
    this.#seen.set(owner, intervals);
    let isMet = false;
    // Newest first: files are nearly in order, so that what came before usually ends before.
    for (let at = intervals.length - 1; at >= 0 && !isMet; at -= 1) {
      const one = intervals[at];
      if (one === undefined || one.reach <= from) break;
      isMet = one.from < to && from < one.to;
    }
    intervals.push({ from, to, reach: Math.max(to, intervals.at(-1)?.reach ?? to) });
    if (intervals.length > MAX_INTERVALS) intervals.splice(0, MAX_INTERVALS / 5);
    return isMet;
  }
}
