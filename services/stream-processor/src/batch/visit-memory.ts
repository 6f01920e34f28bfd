import { factsOfTimeline, timelineText } from '#domain/status/timeline.js';
import type { Pace } from '#platform/timing/pace.js';
import type { Dimensions } from '#store/network/dimensions.js';
import { placeVisit } from '#store/rollups/visit-rollup.js';
import type { ProcessorStore } from '#store/visits/processor-store.js';
import type { BatchPlan, Slot, TimelineSlot } from './batch-plan.js';
import { LastSeen } from './last-seen.js';
import { type RememberedVisit, timelineKeyText } from './remembered.js';

/**
 * Most that is kept in memory between batches; the rest is read again when it is touched. Visits are counted: of one that has ended
 * little is heard any more. Timelines are kept as their texts, and counted by letter (mostly a byte): a country's 44,000 desks and centres
 * have 5 million letters in the morning and 50 million at the end of the day (docs/performance.md).
 */
export const MOST_REMEMBERED = { open: 40_000, ended: 4_000, timelineLetters: 64 * 2 ** 20 } as const;

/** How much the batches hold that are not committed yet. */
export interface Held {
  readonly visits: number;
  readonly timelineLetters: number;
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
  readonly lastSeen = new LastSeen();
  readonly #open = new Map<string, RememberedVisit>();
  readonly #ended = new Map<string, RememberedVisit>();
  /** Facts of timelines as one text each, by their keys' texts. */
  readonly #timelines = new Map<string, string>();
  /** Of all keys and texts in it. */
  #timelineLetters = 0;

  constructor(
    readonly store: ProcessorStore,
    readonly dimensions: Dimensions,
    readonly most: Readonly<Record<keyof typeof MOST_REMEMBERED, number>> = MOST_REMEMBERED,
  ) {}

  clear(): void {
    this.lastSeen.clear();
    this.#open.clear();
    this.#ended.clear();
    this.#timelines.clear();
    this.#timelineLetters = 0;
  }

  /** Fills in what was known of all that the batch touches; read from the database, one statement a kind, where it is not in memory. */
  async recall(plan: BatchPlan, pace: Pace): Promise<void> {
    const missingVisits = recallFrom((text) => this.#open.get(text) ?? this.#ended.get(text), plan.visits);
    const missingTimelines = await this.#recallTimelines(plan.timelines, pace);
    if (missingVisits.length > 0) {
      for (const { legs, ...key } of await this.store.visits(missingVisits.map(({ now }) => now))) {
        const slot = plan.visit(key);
        if (slot !== undefined) fill(slot, { ...key, legs, placed: placeVisit(key.centreKey, legs, this.dimensions) });
        if (pace.isDue()) await pace.rest();
      }
    }
    await this.#readTimelines(plan, missingTimelines);
  }

  /** Fills in the days of services, once it is known which of them the batch's legs touch. */
  async recallServing(plan: BatchPlan, pace: Pace): Promise<void> {
    const slots = [...plan.serving].map(({ slot }) => slot);
    await this.#readTimelines(plan, await this.#recallTimelines(slots, pace));
  }

  /** @returns those that are not in memory */
  async #recallTimelines(slots: readonly TimelineSlot[], pace: Pace): Promise<TimelineSlot[]> {
    const missing: TimelineSlot[] = [];
    for (const slot of slots) {
      const known = this.#timelines.get(slot.text);
      if (known === undefined) missing.push(slot);
      else fill(slot, { ...slot.now, facts: factsOfTimeline(known) });
      if (pace.isDue()) await pace.rest();
    }
    return missing;
  }

  async #readTimelines(plan: BatchPlan, missing: readonly TimelineSlot[]): Promise<void> {
    if (missing.length === 0) return;
    for (const timeline of await this.store.timelines(missing.map(({ now }) => now))) {
      const slot = plan.timeline(timelineKeyText(timeline));
      if (slot !== undefined) fill(slot, { ...timeline });
    }
  }

  /** Keeps what a batch makes of the visits and timelines, before it is committed: the next batch builds on it. */
  remember({ visits, timelines, seen }: BatchPlan): Held {
    for (const { text, now } of visits) {
      this.#open.delete(text);
      this.#ended.delete(text);
      (isOpen(now) ? this.#open : this.#ended).set(text, now);
    }
    let timelineLetters = 0;
    for (const { text, before, now } of timelines) {
      const facts = (before === now ? this.#timelines.get(text) : undefined) ?? timelineText(now.facts);
      this.#forgetTimeline(text);
      this.#timelines.set(text, facts);
      timelineLetters += text.length + facts.length;
    }
    this.#timelineLetters += timelineLetters;
    this.lastSeen.noteAll(seen);
    return { visits: visits.length, timelineLetters };
  }

  #forgetTimeline(text: string): void {
    const facts = this.#timelines.get(text);
    if (facts === undefined) return;
    this.#timelines.delete(text);
    this.#timelineLetters -= text.length + facts.length;
  }

  /** Forgets the oldest beyond what may be kept; never those of the batches that are not committed yet, which were remembered last. */
  forget(uncommitted: readonly Held[]): void {
    const held = (what: keyof Held): number => uncommitted.reduce((sum, one) => sum + one[what], 0);
    forgetOldest(this.#open, this.most.open + held('visits'));
    forgetOldest(this.#ended, this.most.ended + held('visits'));
    const mostLetters = this.most.timelineLetters + held('timelineLetters');
    for (const text of this.#timelines.keys()) {
      if (this.#timelineLetters <= mostLetters) return;
      this.#forgetTimeline(text);
    }
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
