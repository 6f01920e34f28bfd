import { factsOfTimeline, timelineText } from '#domain/status/timeline.js';
import type { Pace } from '#platform/timing/pace.js';
import type { Dimensions } from '#store/network/dimensions.js';
import { placeVisit } from '#store/rollups/visit-rollup.js';
import type { ProcessorStore } from '#store/visits/processor-store.js';
import type { BatchPlan, Slot, TimelineSlot } from './batch-plan.js';
import { LastSeen } from './last-seen.js';
import { type RememberedVisit, timelineKeyText } from './remembered.js';

/**
 * Limits of the memory between batches; the rest is read again from the database when it is needed. Visits are limited
 * by number, with a small limit for ended visits because they rarely receive more events. Timelines are kept as text
 * and limited by characters (about one byte each): the 44,000 desks and centres of a country have 5 million characters
 * in the morning and 50 million at the end of the day (docs/performance.md).
 */
export const MEMORY_LIMITS = { open: 40_000, ended: 4_000, timelineChars: 64 * 2 ** 20 } as const;

/** Size of what a batch has put into the memory. It must stay there until the batch is committed. */
export interface Held {
  readonly visits: number;
  readonly timelineChars: number;
}

const isOpen = ({ placed }: RememberedVisit): boolean => placed.some(({ leg }) => leg.closedAt === undefined);

function forgetOldest(map: Map<string, unknown>, maxSize: number): void {
  for (const key of map.keys()) {
    if (map.size <= maxSize) return;
    map.delete(key);
  }
}

/**
 * The visits and timelines that the processor keeps in memory: as they are in the database, or as uncommitted batches
 * will change them. The least recently used ones are removed first.
 */
export class VisitMemory {
  readonly lastSeen = new LastSeen();
  readonly #open = new Map<string, RememberedVisit>();
  readonly #ended = new Map<string, RememberedVisit>();
  /** The facts of each timeline as one text, by the text of its key. */
  readonly #timelines = new Map<string, string>();
  /** Total length of all keys and texts in `#timelines`. */
  #timelineChars = 0;

  constructor(
    readonly store: ProcessorStore,
    readonly dimensions: Dimensions,
    readonly limits: Readonly<Record<keyof typeof MEMORY_LIMITS, number>> = MEMORY_LIMITS,
  ) {}

  clear(): void {
    this.lastSeen.clear();
    this.#open.clear();
    this.#ended.clear();
    this.#timelines.clear();
    this.#timelineChars = 0;
  }

  /**
   * Fills the slots of the batch from the memory. What is not in memory is read from the database, with one statement
   * for visits and one for timelines.
   */
  async recall(plan: BatchPlan, pace: Pace): Promise<void> {
    const missingVisits = recallFrom((text) => this.#open.get(text) ?? this.#ended.get(text), plan.visits);
    const missingTimelines: TimelineSlot[] = [];
    for (const slot of plan.timelines) {
      const known = this.#timelines.get(slot.text);
      if (known === undefined) missingTimelines.push(slot);
      else fill(slot, { ...slot.now, facts: factsOfTimeline(known) });
      if (pace.isDue()) await pace.rest();
    }
    if (missingVisits.length > 0) {
      for (const { legs, ...key } of await this.store.visits(missingVisits.map(({ now }) => now))) {
        const slot = plan.visit(key);
        if (slot !== undefined) fill(slot, { ...key, legs, placed: placeVisit(key.centreKey, legs, this.dimensions) });
        if (pace.isDue()) await pace.rest();
      }
    }
    if (missingTimelines.length > 0) {
      for (const timeline of await this.store.timelines(missingTimelines.map(({ now }) => now))) {
        const slot = plan.timeline(timelineKeyText(timeline));
        if (slot !== undefined) fill(slot, { ...timeline });
      }
    }
  }

  /**
   * Stores the visits and timelines as the batch changes them, before the commit, so that the next batch can build on
   * them.
   */
  remember({ visits, timelines, seen }: BatchPlan): Held {
    for (const { text, now } of visits) {
      this.#open.delete(text);
      this.#ended.delete(text);
      (isOpen(now) ? this.#open : this.#ended).set(text, now);
    }
    let timelineChars = 0;
    for (const { text, before, now } of timelines) {
      const facts = (before === now ? this.#timelines.get(text) : undefined) ?? timelineText(now.facts);
      this.#forgetTimeline(text);
      this.#timelines.set(text, facts);
      timelineChars += text.length + facts.length;
    }
    this.#timelineChars += timelineChars;
    this.lastSeen.noteAll(seen);
    return { visits: visits.length, timelineChars };
  }

  #forgetTimeline(text: string): void {
    const facts = this.#timelines.get(text);
    if (facts === undefined) return;
    this.#timelines.delete(text);
    this.#timelineChars -= text.length + facts.length;
  }

  /**
   * Removes the oldest entries above the limits. Entries of uncommitted batches were added last and are never removed.
   */
  forget(uncommitted: readonly Held[]): void {
    const held = (what: keyof Held): number => uncommitted.reduce((sum, one) => sum + one[what], 0);
    forgetOldest(this.#open, this.limits.open + held('visits'));
    forgetOldest(this.#ended, this.limits.ended + held('visits'));
    const maxTimelineChars = this.limits.timelineChars + held('timelineChars');
    for (const text of this.#timelines.keys()) {
      if (this.#timelineChars <= maxTimelineChars) return;
      this.#forgetTimeline(text);
    }
  }
}

/** Fills the slots that are found in memory. @returns the slots that are not */
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
