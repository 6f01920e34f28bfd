import {
  type PlacedTimelineFact,
  quarterOf,
  seenAt,
  statesSeenOnly,
  timelineFactsOf,
} from '#domain/status/timeline.js';
import { appointmentFactOf } from '#domain/visit/appointment-fact.js';
import { type KeyedLegFact, legFactOf, openedByTransfer } from '#domain/visit/leg-fact.js';
import type { CentreDimension } from '#store/network/dimension-store.js';
import type { TimelineKey, VisitKey } from '#store/visits/record-keys.js';
import type { Admitted } from './admission.js';
import { AppointmentChanges } from './appointments.js';
import { LastSeen, seenBy } from './last-seen.js';
import { type RememberedTimeline, type RememberedVisit, timelineKeyText, visitText } from './remembered.js';
import type { Source } from './source.js';

/** What one event says about a visit. */
export interface VisitStep extends Source {
  readonly legNo: number;
  readonly fact: KeyedLegFact;
  /** The fact of the next leg, if the event is a transfer. */
  readonly opened: KeyedLegFact | undefined;
}

/**
 * What one event says about a timeline. A "seen" fact has no source, because it is not counted as a fact of an event.
 */
export interface TimelineStep {
  readonly fact: PlacedTimelineFact['fact'];
  readonly source: Source | undefined;
}

/** A visit or timeline that a batch changes: its state before and after the batch. */
export interface Slot<Thing, StepOfIt> {
  readonly text: string;
  before: Thing;
  now: Thing;
  readonly steps: StepOfIt[];
}

export type VisitSlot = Slot<RememberedVisit, VisitStep>;
export type TimelineSlot = Slot<RememberedTimeline, TimelineStep>;

/**
 * The visits and timelines that a batch changes, with the facts of its events in order. Slots are empty at first; the
 * memory fills in what was known before.
 */
export class BatchPlan {
  readonly visits: VisitSlot[] = [];
  readonly timelines: TimelineSlot[] = [];
  readonly appointments = new AppointmentChanges();
  readonly #visits = new Map<number, Map<string, VisitSlot>>();
  readonly #timelines = new Map<string, TimelineSlot>();
  /** What this batch has seen. */
  readonly seen = new LastSeen();

  /** @param seenBefore what earlier batches have seen; it is not recorded again */
  constructor(readonly seenBefore: LastSeen) {}

  add({ event, centre, position }: Admitted): void {
    const { visitId, at, legNo, seq, importId } = event;
    this.appointments.noteTime(centre, at);
    const stated = appointmentFactOf(event);
    if (stated !== undefined) {
      // A booking over the web at night does not show that the centre was seen.
      this.appointments.addFact(centre, stated.appointmentId, { fact: stated.fact, position, seq });
      return;
    }
    const fact = visitId === undefined ? undefined : legFactOf(event);
    if (fact !== undefined && visitId !== undefined) {
      const slot = this.#visit(centre.centreKey, visitId);
      slot.steps.push({ legNo, fact, opened: openedByTransfer(event), position, seq });
    }
    if (statesSeenOnly(event)) {
      if (event.deskId !== undefined) this.#seenAt(centre, event.deskId, at, importId);
      this.#seenAt(centre, '', at, importId);
      // Facts that are stored in another table or not at all (a complaint, a camera) are not looked up: they count as
      // applied.
      if (fact === undefined) position.applied += 1;
      return;
    }
    let states = 0;
    for (const placed of timelineFactsOf(event)) {
      if (placed.fact.kind === 'seen') {
        this.#seenAt(centre, '', at, importId);
        continue;
      }
      states += 1;
      this.#timeline(centre, placed).steps.push({ fact: placed.fact, source: { position, seq } });
    }
    if (states === 0) position.applied += 1;
  }

  visit(key: { readonly centreKey: number; readonly visitId: string }): VisitSlot | undefined {
    return this.#visits.get(key.centreKey)?.get(key.visitId);
  }

  timeline(text: string): TimelineSlot | undefined {
    return this.#timelines.get(text);
  }

  /** Puts a visit or a timeline into the plan that is changed in another way than by an event. */
  include(keys: { readonly visits: readonly VisitKey[]; readonly timelines: readonly TimelineKey[] }): void {
    for (const { centreKey, visitId } of keys.visits) this.#visit(centreKey, visitId);
    for (const key of keys.timelines) this.#timelineOf(key);
  }

  #visit(centreKey: number, visitId: string): VisitSlot {
    let ofCentre = this.#visits.get(centreKey);
    if (ofCentre === undefined) {
      ofCentre = new Map();
      this.#visits.set(centreKey, ofCentre);
    }
    const known = ofCentre.get(visitId);
    if (known !== undefined) return known;
    const empty: RememberedVisit = { centreKey, visitId, legs: [], placed: [] };
    const text = visitText(empty);
    const slot: VisitSlot = { text, before: empty, now: empty, steps: [] };
    ofCentre.set(visitId, slot);
    this.visits.push(slot);
    return slot;
  }

  #timeline(centre: CentreDimension, { subject, fact }: PlacedTimelineFact): TimelineSlot {
    const { centreKey, zone } = centre;
    return this.#timelineOf({ centreKey, subject, day: zone.dateOf(fact.at) });
  }

  #timelineOf(key: TimelineKey): TimelineSlot {
    const text = timelineKeyText(key);
    const known = this.#timelines.get(text);
    if (known !== undefined) return known;
    const empty: RememberedTimeline = { ...key, facts: [] };
    const slot: TimelineSlot = { text, before: empty, now: empty, steps: [] };
    this.#timelines.set(text, slot);
    this.timelines.push(slot);
    return slot;
  }

  /** Records once per quarter hour that a desk or centre was seen. */
  #seenAt(centre: CentreDimension, desk: string, at: number, importId: string | undefined): void {
    const { centreKey } = centre;
    const quarter = quarterOf(at);
    const by = seenBy(desk, importId);
    if (this.seen.of(centreKey, by) === quarter || this.seenBefore.of(centreKey, by) === quarter) return;
    this.seen.note(centreKey, by, quarter);
    const subject = desk === '' ? 'centre' : `desk:${desk}`;
    const fact = seenAt(at, importId);
    this.#timeline(centre, { subject, fact }).steps.push({ fact, source: undefined });
  }
}
