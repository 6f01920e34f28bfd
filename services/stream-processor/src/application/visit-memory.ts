import type { BatchPlan, Slot } from './batch-plan.js';
import type { Dimensions } from './dimensions.js';
import type { Pace } from './pace.js';
import type { ProcessorStore } from './ports.js';
import { type RememberedTimeline, type RememberedVisit, timelineText, visitText } from './remembered.js';
import { placeVisit } from './visit-rollup.js';

/** Most visits and timelines that are kept in memory between batches; the rest is read again when it is touched. */
export const MOST_REMEMBERED = { visits: 40_000, timelines: 8_000 } as const;

function forgetOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}

/** What the processor remembers of the database, and of batches that are on their way to it, least recently used first. */
export class VisitMemory {
  readonly #visits = new Map<string, RememberedVisit>();
  readonly #timelines = new Map<string, RememberedTimeline>();

  constructor(
    readonly store: ProcessorStore,
    readonly dimensions: Dimensions,
  ) {}

  clear(): void {
    this.#visits.clear();
    this.#timelines.clear();
  }

  /** Fills in what was known of all that the batch touches; read from the database, one statement a kind, where it is not in memory. */
  async recall({ visits, timelines }: BatchPlan, pace: Pace): Promise<void> {
    const [missingVisits, missingTimelines] = [
      recallFrom(this.#visits, visits),
      recallFrom(this.#timelines, timelines),
    ];
    if (missingVisits.length > 0) {
      for (const { legs, ...key } of await this.store.visits(missingVisits.map(({ now }) => now))) {
        const slot = visits.get(visitText(key));
        if (slot !== undefined) fill(slot, { ...key, legs, placed: placeVisit(key.centreKey, legs, this.dimensions) });
        if (pace.isDue()) await pace.rest();
      }
    }
    if (missingTimelines.length > 0) {
      for (const timeline of await this.store.timelines(missingTimelines.map(({ now }) => now))) {
        const slot = timelines.get(timelineText(timeline));
        if (slot !== undefined) fill(slot, { ...timeline });
      }
    }
  }

  /** Keeps what a batch makes of the visits and timelines, before it is committed: the next batch builds on it. */
  remember({ visits, timelines }: BatchPlan): void {
    for (const { text, now } of visits.values()) {
      this.#visits.delete(text);
      this.#visits.set(text, now);
    }
    for (const { text, now } of timelines.values()) {
      this.#timelines.delete(text);
      this.#timelines.set(text, now);
    }
  }

  /** Forgets the oldest beyond what may be kept; never those of the batches that are not committed yet, which were remembered last. */
  forget(uncommitted: readonly BatchPlan[]): void {
    const count = (kind: 'visits' | 'timelines'): number =>
      uncommitted.reduce<number>((sum, plan) => sum + plan[kind].size, MOST_REMEMBERED[kind]);
    forgetOldest(this.#visits, count('visits'));
    forgetOldest(this.#timelines, count('timelines'));
  }
}

/** Fills the slots that are in memory. @returns the others */
function recallFrom<Thing>(memory: ReadonlyMap<string, Thing>, slots: ReadonlyMap<string, Slot<Thing>>): Slot<Thing>[] {
  const missing: Slot<Thing>[] = [];
  for (const slot of slots.values()) {
    const known = memory.get(slot.text);
    if (known === undefined) missing.push(slot);
    else fill(slot, known);
  }
  return missing;
}

function fill<Thing>(slot: Slot<Thing>, known: Thing): void {
  slot.before = known;
  slot.now = known;
}
