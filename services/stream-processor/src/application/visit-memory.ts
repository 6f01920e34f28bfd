import type { KeyedTimelineFact } from '#domain/status/timeline.js';
import type { Dimensions } from './dimensions.js';
import type { ProcessorStore, TimelineKey, VisitKey } from './ports.js';
import { type PlacedLeg, placeVisit, type StoredLeg } from './visit-rollup.js';

/** A visit as the database has it, with what it adds to the rollups. */
export interface RememberedVisit extends VisitKey {
  legs: readonly StoredLeg[];
  placed: readonly PlacedLeg[];
}

export interface RememberedTimeline extends TimelineKey {
  facts: readonly KeyedTimelineFact[];
}

/** Most visits and timelines that are kept in memory between batches; the rest is read again when it is touched. */
export const MOST_REMEMBERED = { visits: 20_000, timelines: 4_000 } as const;

export const visitText = ({ centreKey, visitId }: VisitKey): string => `${centreKey}|${visitId}`;
export const timelineText = ({ centreKey, subject, day }: TimelineKey): string => `${centreKey}|${day}|${subject}`;

function forgetOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}

/** What the processor remembers of the database, least recently used first. Cleared whenever a commit fails. */
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

  /** The visits, read from the database with one statement where they are not in memory. */
  async visits(keys: ReadonlyMap<string, VisitKey>): Promise<Map<string, RememberedVisit>> {
    const found = new Map<string, RememberedVisit>();
    const missing: VisitKey[] = [];
    for (const [text, key] of keys) {
      const known = this.#visits.get(text);
      if (known === undefined) missing.push(key);
      else found.set(text, known);
    }
    if (missing.length === 0) return found;
    for (const { legs, ...key } of await this.store.visits(missing)) {
      found.set(visitText(key), { ...key, legs, placed: placeVisit(key.centreKey, legs, this.dimensions) });
    }
    for (const key of missing) {
      const text = visitText(key);
      if (!found.has(text)) found.set(text, { ...key, legs: [], placed: [] });
    }
    return found;
  }

  async timelines(keys: ReadonlyMap<string, TimelineKey>): Promise<Map<string, RememberedTimeline>> {
    const found = new Map<string, RememberedTimeline>();
    const missing: TimelineKey[] = [];
    for (const [text, key] of keys) {
      const known = this.#timelines.get(text);
      if (known === undefined) missing.push(key);
      else found.set(text, known);
    }
    if (missing.length === 0) return found;
    for (const timeline of await this.store.timelines(missing)) found.set(timelineText(timeline), { ...timeline });
    for (const key of missing) {
      const text = timelineText(key);
      if (!found.has(text)) found.set(text, { ...key, facts: [] });
    }
    return found;
  }

  /** Keeps what a commit has made true. */
  remember(visits: ReadonlyMap<string, RememberedVisit>, timelines: ReadonlyMap<string, RememberedTimeline>): void {
    for (const [text, visit] of visits) {
      this.#visits.delete(text);
      this.#visits.set(text, visit);
    }
    for (const [text, timeline] of timelines) {
      this.#timelines.delete(text);
      this.#timelines.set(text, timeline);
    }
    forgetOldest(this.#visits, MOST_REMEMBERED.visits);
    forgetOldest(this.#timelines, MOST_REMEMBERED.timelines);
  }
}
