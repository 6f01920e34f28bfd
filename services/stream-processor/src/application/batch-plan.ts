import { type PlacedTimelineFact, seenAt, statesSeenOnly, timelineFactsOf } from '#domain/status/timeline.js';
import { legFactsOf, type PlacedLegFact } from '#domain/visit/leg-fact.js';
import type { Admitted } from './admission.js';
import type { CentreDimension } from './dimensions.js';
import type { Pace } from './pace.js';
import { type RememberedTimeline, type RememberedVisit, timelineText, visitText } from './remembered.js';

/** A visit or timeline that a batch touches: as it was before the batch, and after the events so far. */
export interface Slot<Thing> {
  readonly text: string;
  before: Thing;
  now: Thing;
}

/** One event, with what it says and about what. */
export interface Step {
  readonly admitted: Admitted;
  readonly visit: Slot<RememberedVisit> | undefined;
  readonly legFacts: readonly PlacedLegFact[];
  readonly timelines: readonly { readonly slot: Slot<RememberedTimeline>; readonly placed: PlacedTimelineFact }[];
}

const NO_LEG_FACTS: readonly PlacedLegFact[] = [];

/** What a batch touches. Slots begin empty; the memory fills in what is known of them. */
export class BatchPlan {
  readonly steps: Step[] = [];
  readonly visits = new Map<string, Slot<RememberedVisit>>();
  readonly timelines = new Map<string, Slot<RememberedTimeline>>();
  /** The timelines that said "seen" last, by centre and desk ('' for the centre's own): neighbours in time say the same. */
  readonly #seen = new Map<CentreDimension, Map<string, Step['timelines'][number]>>();

  async add(admitted: readonly Admitted[], pace: Pace): Promise<void> {
    for (const one of admitted) {
      this.#add(one);
      if (pace.isDue()) await pace.rest();
    }
  }

  #add(admitted: Admitted): void {
    const { event, centre } = admitted;
    const legFacts = event.visitId === undefined ? NO_LEG_FACTS : legFactsOf(event);
    const visit =
      legFacts.length === 0 || event.visitId === undefined ? undefined : this.#visit(centre.centreKey, event.visitId);
    const timelines = statesSeenOnly(event)
      ? event.deskId === undefined
        ? [this.#seenAt(centre, '', event.at)]
        : [this.#seenAt(centre, event.deskId, event.at), this.#seenAt(centre, '', event.at)]
      : timelineFactsOf(event).map((placed) => this.#timeline(centre, placed));
    this.steps.push({ admitted, visit, legFacts, timelines });
  }

  #visit(centreKey: number, visitId: string): Slot<RememberedVisit> {
    const text = visitText({ centreKey, visitId });
    const known = this.visits.get(text);
    if (known !== undefined) return known;
    const empty: RememberedVisit = { centreKey, visitId, legs: [], placed: [] };
    const slot = { text, before: empty, now: empty };
    this.visits.set(text, slot);
    return slot;
  }

  #timeline(centre: CentreDimension, placed: PlacedTimelineFact): Step['timelines'][number] {
    const { centreKey, zone } = centre;
    const key = { centreKey, subject: placed.subject, day: zone.dateOf(placed.fact.at) };
    const text = timelineText(key);
    let slot = this.timelines.get(text);
    if (slot === undefined) {
      const empty: RememberedTimeline = { ...key, facts: [] };
      slot = { text, before: empty, now: empty };
      this.timelines.set(text, slot);
    }
    return { slot, placed };
  }

  #seenAt(centre: CentreDimension, deskId: string, at: number): Step['timelines'][number] {
    const desks = this.#seen.get(centre) ?? new Map<string, Step['timelines'][number]>();
    this.#seen.set(centre, desks);
    const last = desks.get(deskId);
    const fact = seenAt(at);
    if (last !== undefined && last.placed.fact.at === fact.at) return last;
    const made = this.#timeline(centre, { subject: deskId === '' ? 'centre' : `desk:${deskId}`, fact });
    desks.set(deskId, made);
    return made;
  }
}
