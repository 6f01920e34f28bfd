import {
  type KeyedTimelineFact,
  keyedTimelineFact,
  MAX_TIMELINE_FACTS,
  withTimelineFact,
} from '#domain/status/timeline.js';
import { MAX_FACTS, placeOf, restated } from '#domain/visit/facts.js';
import type { KeyedLegFact } from '#domain/visit/leg-fact.js';
import type { Pace } from '#platform/timing/pace.js';
import type { StoredLeg } from '#store/rollups/visit-rollup.js';
import type { BatchPlan, TimelineSlot, VisitSlot } from './batch-plan.js';
import type { Source } from './source.js';

export const TOO_MANY_FACTS = {
  code: 'too_many_facts',
  message:
    `Its leg has ${MAX_FACTS} facts already, or its desk or centre has ${MAX_TIMELINE_FACTS} facts ` +
    'on that day; the source uses one visit id for many customers, or repeats a fact with different ' +
    'times: fix the visit id in the mapping, or fix the source.',
} as const;

/** A leg that the batch adds facts to. Its facts are a copy that belongs to the batch. */
interface OpenLeg {
  readonly legNo: number;
  readonly figures: StoredLeg['figures'];
  readonly facts: KeyedLegFact[];
}

/** The legs of a visit while a batch adds facts to them. Legs without new facts are not copied. */
class OpenLegs {
  readonly #legs: (StoredLeg | OpenLeg)[];
  readonly #opened: OpenLeg[] = [];

  constructor(legs: readonly StoredLeg[]) {
    this.#legs = legs.slice();
  }

  get all(): readonly StoredLeg[] {
    return this.#legs;
  }

  factsOf(legNo: number): readonly KeyedLegFact[] {
    return this.#legs.find((leg) => leg.legNo === legNo)?.facts ?? [];
  }

  insert(legNo: number, place: number, fact: KeyedLegFact): void {
    const { facts } = this.#openedOf(legNo);
    if (place === facts.length) facts.push(fact);
    else facts.splice(place, 0, fact);
  }

  /** A known fact is stated by one more source. @returns whether that is new */
  restate(legNo: number, fact: KeyedLegFact): boolean {
    const again = restated(this.factsOf(legNo), fact);
    if (again !== undefined) this.#openedOf(legNo).facts[again.place] = again.fact;
    return again !== undefined;
  }

  #openedOf(legNo: number): OpenLeg {
    return this.#opened.find((leg) => leg.legNo === legNo) ?? this.#open(legNo);
  }

  #open(legNo: number): OpenLeg {
    const index = this.#legs.findIndex((leg) => leg.legNo >= legNo);
    const place = index < 0 ? this.#legs.length : index;
    const known = this.#legs[place];
    const isKnown = known?.legNo === legNo;
    const leg: OpenLeg = isKnown
      ? { legNo, figures: known.figures, facts: known.facts.slice() }
      : { legNo, figures: undefined, facts: [] };
    this.#legs.splice(place, isKnown ? 1 : 0, leg);
    this.#opened.push(leg);
    return leg;
  }
}

const KNOWN = -1;
const FULL = -2;

const placeIn = (facts: readonly KeyedLegFact[], fact: KeyedLegFact): number => {
  const place = placeOf(facts, fact);
  return place >= 0 && facts.length >= MAX_FACTS ? FULL : place;
};

/** @returns whether the fact, or its source, was not known */
function add(open: OpenLegs, legNo: number, place: number, fact: KeyedLegFact): boolean {
  if (place < 0) return open.restate(legNo, fact);
  open.insert(legNo, place, fact);
  return true;
}

/** Adds the facts of the batch to a visit, and counts each event as applied, as a duplicate or as too many. */
function mergeVisit(slot: VisitSlot, onTooMany: (source: Source) => void): void {
  const { centreKey, visitId, legs, placed } = slot.before;
  const open = new OpenLegs(legs);
  let isChanged = false;
  for (const step of slot.steps) {
    const { legNo, fact, opened, position } = step;
    const place = placeIn(open.factsOf(legNo), fact);
    const placeOfOpened = opened === undefined ? KNOWN : placeIn(open.factsOf(legNo + 1), opened);
    if (place === FULL || placeOfOpened === FULL) {
      onTooMany(step);
      continue;
    }
    const isAdded = add(open, legNo, place, fact);
    const isOpenedAdded = opened !== undefined && add(open, legNo + 1, placeOfOpened, opened);
    isChanged ||= isAdded || isOpenedAdded;
    if (place >= 0 || placeOfOpened >= 0) position.applied += 1;
    else position.duplicates += 1;
  }
  if (isChanged) slot.now = { centreKey, visitId, legs: open.all, placed };
}

function mergeTimeline(slot: TimelineSlot, onTooMany: (source: Source) => void): void {
  let facts: readonly KeyedTimelineFact[] = slot.before.facts;
  for (const { fact, source } of slot.steps) {
    const merged = withTimelineFact(facts, keyedTimelineFact(fact));
    const isNew = merged.length > facts.length;
    if (source !== undefined) {
      if (isNew && merged.length > MAX_TIMELINE_FACTS) {
        onTooMany(source);
        continue;
      }
      if (isNew) source.position.applied += 1;
      else source.position.duplicates += 1;
    }
    facts = merged;
  }
  if (facts !== slot.before.facts) slot.now = { ...slot.before, facts };
}

/** Merges the facts of the batch into all its visits and timelines. */
export async function mergeBatch(
  { visits, timelines }: BatchPlan,
  onTooMany: (source: Source) => void,
  pace: Pace,
): Promise<void> {
  for (const slot of visits) {
    mergeVisit(slot, onTooMany);
    if (pace.isDue()) await pace.rest();
  }
  for (const slot of timelines) {
    mergeTimeline(slot, onTooMany);
    if (pace.isDue()) await pace.rest();
  }
}
