import type { BatchPlan, Slot } from './batch-plan.js';
import type { Dimensions } from './dimensions.js';
import type { Pace } from './pace.js';
import type { ProcessorStore } from './ports.js';
import { type RememberedTimeline, type RememberedVisit, timelineText } from './remembered.js';
import { placeVisit } from './visit-rollup.js';

/**
 * Most visits and timelines that are kept in memory between batches; the rest is read again when it is touched. Of a visit that has ended
 * little is heard any more.
 */
export const MOST_REMEMBERED = { open: 40_000, ended: 4_000, timelines: 8_000 } as const;

/** How much the batches hold that are not committed yet. */
export interface Held {
  readonly visits: number;
  readonly timelines: number;
}

const isOpen = ({ placed }: RememberedVisit): boolean => placed.some(({ leg }) => leg.closedAt === undefined);

function forgetOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}

/** What the processor remembers of the database, and of batches that are on their way to it, least recently used first. */
export class VisitMemory {
  readonly #open = new Map<string, RememberedVisit>();
  readonly #ended = new Map<string, RememberedVisit>();
  readonly #timelines = new Map<string, RememberedTimeline>();

  constructor(
    readonly store: ProcessorStore,
    readonly dimensions: Dimensions,
  ) {}

  clear(): void {
    this.#open.clear();
    this.#ended.clear();
    this.#timelines.clear();
  }

  /** Fills in what was known of all that the batch touches; read from the database, one statement a kind, where it is not in memory. */
  async recall(plan: BatchPlan, pace: Pace): Promise<void> {
    const missingVisits = recallFrom((text) => this.#open.get(text) ?? this.#ended.get(text), plan.visits);
    const missingTimelines = recallFrom((text) => this.#timelines.get(text), plan.timelines);
    if (missingVisits.length > 0) {
      for (const { legs, ...key } of await this.store.visits(missingVisits.map(({ now }) => now))) {
        const slot = plan.visit(key);
        if (slot !== undefined) fill(slot, { ...key, legs, placed: placeVisit(key.centreKey, legs, this.dimensions) });
        if (pace.isDue()) await pace.rest();
      }
    }
    if (missingTimelines.length > 0) {
      for (const timeline of await this.store.timelines(missingTimelines.map(({ now }) => now))) {
        const slot = plan.timeline(timelineText(timeline));
        if (slot !== undefined) fill(slot, { ...timeline });
      }
    }
  }

  /** Keeps what a batch makes of the visits and timelines, before it is committed: the next batch builds on it. */
  remember({ visits, timelines }: BatchPlan): void {
    for (const { text, now } of visits) {
      this.#open.delete(text);
      this.#ended.delete(text);
      (isOpen(now) ? this.#open : this.#ended).set(text, now);
    }
    for (const { text, now } of timelines) {
      this.#timelines.delete(text);
      this.#timelines.set(text, now);
    }
  }

  /** Forgets the oldest beyond what may be kept; never those of the batches that are not committed yet, which were remembered last. */
  forget(uncommitted: readonly Held[]): void {
    const visits = uncommitted.reduce((sum, held) => sum + held.visits, 0);
    const timelines = uncommitted.reduce((sum, held) => sum + held.timelines, 0);
    forgetOldest(this.#open, MOST_REMEMBERED.open + visits);
    forgetOldest(this.#ended, MOST_REMEMBERED.ended + visits);
    forgetOldest(this.#timelines, MOST_REMEMBERED.timelines + timelines);
  }
}

/** Fills the slots that are in memory. @returns the others */
function recallFrom<Thing, Found extends Slot<Thing, unknown>>(
  memory: (text: string) => Thing | undefined,
  slots: readonly Found[],
): Found[] {
  const missing: Found[] = [];
  for (const slot of slots) {
    const known = memory(slot.text);
    if (known === undefined) missing.push(slot);
    else fill(slot, known);
  }
  return missing;
}

function fill<Thing>(slot: Slot<Thing, unknown>, known: Thing): void {
  slot.before = known;
  slot.now = known;
}
