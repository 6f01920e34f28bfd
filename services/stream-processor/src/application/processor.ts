import {
  keyedTimelineFact,
  MOST_TIMELINE_FACTS,
  type PlacedTimelineFact,
  timelineFactsOf,
  withTimelineFact,
} from '#domain/status/timeline.js';
import { MOST_FACTS, withFact } from '#domain/visit/facts.js';
import { keyed, legFactsOf, type PlacedLegFact } from '#domain/visit/leg-fact.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import { Admission, type Admitted, type MutablePosition, newPosition, positionText } from './admission.js';
import { type CentreDimension, type Dimensions, Mentioned } from './dimensions.js';
import {
  type AgentPosition,
  type BatchChanges,
  type ComplaintChange,
  type DeadLetter,
  PositionConflictError,
  type ProcessorStore,
  type TimelineKey,
  type VisitKey,
} from './ports.js';
import { RollupDeltas } from './rollup-deltas.js';
import { type RememberedTimeline, type RememberedVisit, timelineText, VisitMemory, visitText } from './visit-memory.js';
import { addLeg, addTimeline, placeVisit, replaceLeg, type StoredLeg } from './visit-rollup.js';

/** What a batch did, told after it was committed. */
export interface AppliedBatch {
  readonly visits: readonly RememberedVisit[];
  readonly timelines: readonly RememberedTimeline[];
  readonly positions: readonly AgentPosition[];
  /** The same positions as they were before the batch. */
  readonly positionsBefore: readonly AgentPosition[];
  readonly contacts: ReadonlyMap<CentreDimension, number>;
  readonly admitted: readonly Admitted[];
  readonly records: number;
  readonly deadLetters: readonly DeadLetter[];
}

interface Step {
  readonly admitted: Admitted;
  readonly visit: string | undefined;
  readonly legFacts: readonly PlacedLegFact[];
  readonly timelineFacts: readonly { readonly text: string; readonly placed: PlacedTimelineFact }[];
}

/**
 * Applies batches of events: merges facts into visits and timelines, takes old contributions back and adds new ones, and moves the
 * agents' positions, all in one transaction. Memory mirrors the database and is thrown away when a commit fails.
 */
export class Processor {
  readonly #memory: VisitMemory;
  #positions = new Map<string, AgentPosition>();

  constructor(
    readonly store: ProcessorStore,
    readonly dimensions: Dimensions,
    readonly onApplied: (batch: AppliedBatch) => void,
    readonly listeningSinceMs: number,
  ) {
    this.#memory = new VisitMemory(store, dimensions);
  }

  /** @throws whatever the store throws; nothing has been applied then, and the same batch may be given again */
  async apply(batch: readonly LogRecord[]): Promise<void> {
    try {
      await this.#apply(batch);
    } catch (error) {
      this.#memory.clear();
      this.#positions.clear();
      if (error instanceof PositionConflictError) await this.dimensions.reload();
      throw error;
    }
  }

  /** Forgets what is in memory, for when the database was changed by another hand (the network's description, another processor). */
  async reload(): Promise<void> {
    this.#memory.clear();
    this.#positions.clear();
    await this.dimensions.reload();
  }

  async #apply(batch: readonly LogRecord[]): Promise<void> {
    const before = await this.#loadPositions(batch);
    const working = new Map<string, MutablePosition>([...before].map(([text, position]) => [text, { ...position }]));
    const admission = new Admission(this.dimensions, working, this.listeningSinceMs);
    for (const record of batch) admission.admit(record);
    await this.dimensions.register(mentionedBy(admission.admitted));
    const { steps, visitKeys, timelineKeys } = plan(admission.admitted);
    const visits = await this.#memory.visits(visitKeys);
    const timelines = await this.#memory.timelines(timelineKeys);
    const merged = merge(steps, visits, timelines, (admitted) => admission.bury(admitted, TOO_MANY_FACTS));
    const deltas = new RollupDeltas();
    const legs = this.#rollVisits(merged.visits, visits, deltas);
    const changedTimelines = this.#rollTimelines(merged.timelines, timelines, deltas);
    const positions = [...working].map(([text, after]) => ({ before: this.#positions.get(text), after }));
    await this.store.commit({
      legs,
      deltas,
      positions,
      timelines: changedTimelines,
      complaints: complaintsOf(merged.kept),
      deadLetters: admission.deadLetters,
      gaps: admission.gaps,
      silences: admission.silences,
    });
    for (const [text, visit] of merged.visits) visits.set(text, visit);
    for (const [text, timeline] of merged.timelines) timelines.set(text, timeline);
    this.#memory.remember(visits, timelines);
    for (const [text, position] of working) this.#positions.set(text, position);
    this.onApplied({
      visits: [...merged.visits.values()],
      timelines: [...timelines.values()],
      positions: [...working.values()],
      positionsBefore: [...before.values()],
      contacts: admission.contacts,
      admitted: merged.kept,
      records: batch.length,
      deadLetters: admission.deadLetters,
    });
  }

  async #loadPositions(batch: readonly LogRecord[]): Promise<Map<string, AgentPosition>> {
    const needed = new Map<string, { agentId: string; outboxId: string }>();
    for (const { sourceId, sourceEpoch } of batch) {
      const key = { agentId: sourceId, outboxId: sourceEpoch };
      needed.set(positionText(key), key);
    }
    const missing = [...needed].filter(([text]) => !this.#positions.has(text)).map(([, key]) => key);
    if (missing.length > 0)
      for (const position of await this.store.positions(missing)) this.#positions.set(positionText(position), position);
    return new Map(
      [...needed].map(([text, key]) => [text, this.#positions.get(text) ?? newPosition(key.agentId, key.outboxId)]),
    );
  }

  #rollVisits(
    merged: ReadonlyMap<string, RememberedVisit>,
    before: ReadonlyMap<string, RememberedVisit>,
    deltas: RollupDeltas,
  ): BatchChanges['legs'] {
    const changed: BatchChanges['legs'][number][] = [];
    for (const [text, visit] of merged) {
      const centre = this.dimensions.centreByKey(visit.centreKey);
      if (centre === undefined) continue;
      visit.placed = placeVisit(visit.centreKey, visit.legs, this.dimensions);
      visit.legs = visit.placed.map(({ leg, facts, figures, serviceKey }) => ({
        legNo: leg.legNo,
        facts,
        figures: { ...figures, serviceKey },
      }));
      const old = new Map((before.get(text)?.placed ?? []).map((placed) => [placed.leg.legNo, placed]));
      for (const placed of visit.placed) {
        const was = old.get(placed.leg.legNo);
        if (was !== undefined && was.facts === placed.facts && was.visitMs === placed.visitMs) continue;
        changed.push({ centreKey: visit.centreKey, visitId: visit.visitId, placed });
        if (was === undefined) addLeg(deltas, centre, placed);
        else replaceLeg(deltas, centre, was, placed);
      }
    }
    return changed;
  }

  #rollTimelines(
    merged: ReadonlyMap<string, RememberedTimeline>,
    before: ReadonlyMap<string, RememberedTimeline>,
    deltas: RollupDeltas,
  ): RememberedTimeline[] {
    for (const [text, timeline] of merged) {
      const centre = this.dimensions.centreByKey(timeline.centreKey);
      if (centre === undefined) continue;
      addTimeline(deltas, centre, timeline.subject, before.get(text)?.facts ?? [], this.dimensions, -1);
      addTimeline(deltas, centre, timeline.subject, timeline.facts, this.dimensions, 1);
    }
    return [...merged.values()];
  }
}

function mentionedBy(admitted: readonly Admitted[]): Mentioned {
  const mentioned = new Mentioned();
  for (const { event, centre } of admitted) {
    mentioned.service(event.serviceId);
    mentioned.desk(centre.centreKey, event.deskId);
    mentioned.officer(event.staff);
    if (event.fact.kind === 'ticket_transferred') mentioned.service(event.fact.toServiceId);
  }
  return mentioned;
}

function plan(admitted: readonly Admitted[]): {
  steps: Step[];
  visitKeys: Map<string, VisitKey>;
  timelineKeys: Map<string, TimelineKey>;
} {
  const visitKeys = new Map<string, VisitKey>();
  const timelineKeys = new Map<string, TimelineKey>();
  const steps = admitted.map((one): Step => {
    const { event, centre } = one;
    const legFacts = legFactsOf(event);
    let visit: string | undefined;
    if (legFacts.length > 0 && event.visitId !== undefined) {
      const key = { centreKey: centre.centreKey, visitId: event.visitId };
      visit = visitText(key);
      visitKeys.set(visit, key);
    }
    const timelineFacts = timelineFactsOf(event).map((placed) => {
      const key = { centreKey: centre.centreKey, subject: placed.subject, day: centre.zone.dateOf(placed.fact.at) };
      const text = timelineText(key);
      timelineKeys.set(text, key);
      return { text, placed };
    });
    return { admitted: one, visit, legFacts, timelineFacts };
  });
  return { steps, visitKeys, timelineKeys };
}

function withLegFact(legs: readonly StoredLeg[], { legNo, fact }: PlacedLegFact): readonly StoredLeg[] {
  const place = legs.findIndex((leg) => leg.legNo >= legNo);
  const leg = place < 0 ? undefined : legs[place];
  if (leg === undefined || leg.legNo !== legNo) {
    const opened = legs.slice();
    opened.splice(place < 0 ? legs.length : place, 0, { legNo, facts: [keyed(fact)], figures: undefined });
    return opened;
  }
  const facts = withFact(leg.facts, keyed(fact));
  return facts === leg.facts ? legs : legs.map((other) => (other === leg ? { ...leg, facts } : other));
}

const TOO_MANY_FACTS = {
  code: 'too_many_facts',
  message: `Its leg has ${MOST_FACTS} facts already, or its desk or centre ${MOST_TIMELINE_FACTS} of that day; the source uses one visit id for many customers, or repeats a fact at ever new times: mend the visit id in the mapping, or the source.`,
} as const;

/** Adds the facts of one event to what they touch; undefined where one of these has too many already. */
function changesOf(
  { visit: text, legFacts, timelineFacts }: Step,
  visitOf: (text: string) => RememberedVisit | undefined,
  timelineOf: (text: string) => RememberedTimeline | undefined,
): { visits: [string, RememberedVisit][]; timelines: [string, RememberedTimeline][]; isNew: boolean } | undefined {
  const visits: [string, RememberedVisit][] = [];
  const timelines: [string, RememberedTimeline][] = [];
  let isNew = legFacts.length === 0 && timelineFacts.every(({ placed }) => placed.fact.kind === 'seen');
  const visit = text === undefined ? undefined : visitOf(text);
  if (text !== undefined && visit !== undefined) {
    const legs = legFacts.reduce(withLegFact, visit.legs);
    if (legs !== visit.legs) {
      if (legs.some(({ facts }) => facts.length > MOST_FACTS)) return undefined;
      isNew = true;
      visits.push([text, { ...visit, legs }]);
    }
  }
  for (const { text: key, placed } of timelineFacts) {
    const timeline = timelineOf(key);
    if (timeline === undefined) continue;
    const facts = withTimelineFact(timeline.facts, keyedTimelineFact(placed.fact));
    if (facts === timeline.facts) continue;
    if (placed.fact.kind !== 'seen') {
      if (facts.length > MOST_TIMELINE_FACTS) return undefined;
      isNew = true;
    }
    timelines.push([key, { ...timeline, facts }]);
  }
  return { visits, timelines, isNew };
}

/** Merges the facts of all steps into copies of what they touch, and counts each event as applied, as known before or as too many. */
function merge(
  steps: readonly Step[],
  visits: ReadonlyMap<string, RememberedVisit>,
  timelines: ReadonlyMap<string, RememberedTimeline>,
  onTooMany: (admitted: Admitted) => void,
): { kept: Admitted[]; visits: Map<string, RememberedVisit>; timelines: Map<string, RememberedTimeline> } {
  const kept: Admitted[] = [];
  const changedVisits = new Map<string, RememberedVisit>();
  const changedTimelines = new Map<string, RememberedTimeline>();
  for (const step of steps) {
    const changes = changesOf(
      step,
      (text) => changedVisits.get(text) ?? visits.get(text),
      (text) => changedTimelines.get(text) ?? timelines.get(text),
    );
    const { position } = step.admitted;
    if (changes === undefined) {
      onTooMany(step.admitted);
      continue;
    }
    kept.push(step.admitted);
    for (const [text, visit] of changes.visits) changedVisits.set(text, visit);
    for (const [text, timeline] of changes.timelines) changedTimelines.set(text, timeline);
    if (changes.isNew) position.applied += 1;
    else position.duplicates += 1;
  }
  return { kept, visits: changedVisits, timelines: changedTimelines };
}

function complaintsOf(admitted: readonly Admitted[]): ComplaintChange[] {
  const changes: ComplaintChange[] = [];
  for (const { event, centre } of admitted) {
    const { fact } = event;
    if (fact.kind !== 'complaint_opened' && fact.kind !== 'complaint_answered' && fact.kind !== 'complaint_closed')
      continue;
    const step =
      fact.kind === 'complaint_opened' ? 'opened' : fact.kind === 'complaint_answered' ? 'answered' : 'closed';
    changes.push({
      centreKey: centre.centreKey,
      complaintId: fact.complaintId,
      visitId: event.visitId,
      step,
      at: event.at,
    });
  }
  return changes;
}
