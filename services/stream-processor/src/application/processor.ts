import type { LogRecord } from '#platform/event-log/event-log.js';
import { Admission, type Admitted, type MutablePosition, newPosition, positionText } from './admission.js';
import { BatchPlan } from './batch-plan.js';
import { type CentreDimension, type Dimensions, Mentioned } from './dimensions.js';
import { mergeBatch, TOO_MANY_FACTS } from './merge-batch.js';
import { Pace } from './pace.js';
import {
  type AgentPosition,
  type BatchChanges,
  type ComplaintChange,
  type DeadLetter,
  PositionConflictError,
  type ProcessorStore,
} from './ports.js';
import type { RememberedTimeline, RememberedVisit } from './remembered.js';
import { RollupDeltas } from './rollup-deltas.js';
import { VisitMemory } from './visit-memory.js';
import { addLeg, addTimeline, placeVisit, replaceLeg } from './visit-rollup.js';

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

/** A batch that is ready to be committed. */
interface Prepared {
  readonly plan: BatchPlan;
  readonly changes: BatchChanges;
  readonly applied: AppliedBatch;
  /** Memory was thrown away since then where this is not the processor's any more. */
  readonly generation: number;
}

/** A batch is of a centre that was added to the network after it was read: given again, it finds the centre. */
export class NetworkChangedError extends Error {
  readonly code = 'network_changed';
}

/**
 * An agent of many centres tells of a centre whose other events another processor applies: two memories of one visit would overwrite each
 * other's facts. The batch waits, and loses nothing, until one processor owns both.
 */
export class SharedCentreError extends Error {
  readonly code = 'shared_centre';
}

/** A batch was given up because one before it could not be committed; give both again, in their order. */
export class EarlierBatchFailedError extends Error {
  readonly code = 'earlier_batch_failed';
}

/**
 * Applies batches of events: merges facts into visits and timelines, takes old contributions back and adds new ones, and moves the
 * agents' positions, all in one transaction. Memory mirrors the database and is thrown away when a commit fails.
 *
 * A batch may be given while the one before it is being committed: it is prepared meanwhile, on what the other will have made true,
 * and committed after it. When a batch fails, those given after it fail too.
 */
export class Processor {
  readonly #memory: VisitMemory;
  #positions = new Map<string, AgentPosition>();
  #preparing: Promise<unknown> = Promise.resolve();
  #committing: Promise<unknown> = Promise.resolve();
  #uncommitted: BatchPlan[] = [];
  #generation = 0;
  #isStale = false;
  #owns: (centreId: string) => boolean = () => true;

  constructor(
    readonly store: ProcessorStore,
    readonly dimensions: Dimensions,
    readonly onApplied: (batch: AppliedBatch) => void,
    readonly listeningSinceMs: number,
  ) {
    this.#memory = new VisitMemory(store, dimensions);
  }

  /** @throws whatever the store throws; nothing has been applied then, and the same batch may be given again */
  apply(batch: readonly LogRecord[]): Promise<void> {
    const generation = this.#generation;
    const earlier = this.#committing;
    const preparing = this.#preparing.then(() => this.#prepare(batch, generation));
    this.#preparing = preparing.catch(() => undefined);
    // A batch fails only once those before it have ended, so that it finds all that they wrote when it is given again.
    const committing = earlier.then(async () => {
      try {
        await this.#commit(await preparing);
      } catch (error) {
        if (!(error instanceof EarlierBatchFailedError)) this.#forgetEverything();
        if (error instanceof PositionConflictError || error instanceof NetworkChangedError) this.#isStale = true;
        throw error;
      }
    });
    this.#committing = committing.catch(() => undefined);
    return committing;
  }

  /** Forgets what is in memory, for when the database was changed by another hand (the network's description, another processor). */
  async reload(owns: (centreId: string) => boolean = this.#owns): Promise<void> {
    await this.#committing;
    this.#owns = owns;
    this.#forgetEverything();
    await this.dimensions.reload();
    this.#isStale = false;
  }

  #forgetEverything(): void {
    this.#generation += 1;
    this.#memory.clear();
    this.#positions.clear();
    this.#uncommitted = [];
  }

  /** Works out what the batch changes. From the last await to the return memory and positions move on in one step, or not at all. */
  async #prepare(batch: readonly LogRecord[], generation: number): Promise<Prepared> {
    this.#mustBe(generation);
    if (this.#isStale) {
      await this.dimensions.reload();
      this.#isStale = false;
    }
    const pace = new Pace();
    const before = await this.#loadPositions(batch);
    const working = new Map<string, MutablePosition>([...before].map(([text, position]) => [text, { ...position }]));
    const admission = new Admission(this.dimensions, working, this.listeningSinceMs);
    for (const record of batch) {
      admission.admit(record);
      if (pace.isDue()) await pace.rest();
    }
    if (admission.missesCentre && !(await this.dimensions.isCurrent()))
      throw new NetworkChangedError('The network was changed; it is read again before the batch.');
    this.#mustOwn(admission.admitted);
    await this.dimensions.register(mentionedBy(admission.admitted));
    const plan = new BatchPlan();
    await plan.add(admission.admitted, pace);
    await this.#memory.recall(plan, pace);
    const kept = await mergeBatch(plan, (admitted) => admission.bury(admitted, TOO_MANY_FACTS), pace);
    const deltas = new RollupDeltas();
    const legs = await this.#rollVisits(plan, deltas, pace);
    const timelines = this.#rollTimelines(plan, deltas);
    this.#mustBe(generation);
    const positions = [...working].map(([text, after]) => ({ before: this.#positions.get(text), after }));
    for (const [text, position] of working) this.#positions.set(text, position);
    this.#memory.remember(plan);
    this.#uncommitted.push(plan);
    const { deadLetters, gaps, silences, contacts } = admission;
    return {
      plan,
      generation,
      changes: { legs, deltas, positions, timelines, complaints: complaintsOf(kept), deadLetters, gaps, silences },
      applied: {
        visits: [...plan.visits.values()].filter(({ before, now }) => before !== now).map(({ now }) => now),
        timelines: [...plan.timelines.values()].map(({ now }) => now),
        positions: [...working.values()],
        positionsBefore: [...before.values()],
        contacts,
        admitted: kept,
        records: batch.length,
        deadLetters,
      },
    };
  }

  async #commit({ plan, changes, applied, generation }: Prepared): Promise<void> {
    this.#mustBe(generation);
    await this.store.commit(changes);
    this.#uncommitted = this.#uncommitted.filter((other) => other !== plan);
    this.#memory.forget(this.#uncommitted);
    this.onApplied(applied);
  }

  #mustBe(generation: number): void {
    if (generation !== this.#generation)
      throw new EarlierBatchFailedError('A batch that was given before this one failed; give both again.');
  }

  #mustOwn(admitted: readonly Admitted[]): void {
    for (const { record, centre } of admitted) {
      if (record.key === centre.centreId || this.#owns(centre.centreId)) continue;
      throw new SharedCentreError(
        `Agent ${record.sourceId} brings events of many centres, and ${centre.centreId} is another processor's. Its events wait in the log: run one processor until they are applied, then start the others again.`,
      );
    }
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

  async #rollVisits({ visits }: BatchPlan, deltas: RollupDeltas, pace: Pace): Promise<BatchChanges['legs']> {
    const changed: BatchChanges['legs'][number][] = [];
    for (const { before, now } of visits.values()) {
      if (before === now) continue;
      this.#rollVisit(before, now, deltas, changed);
      if (pace.isDue()) await pace.rest();
    }
    return changed;
  }

  #rollVisit(
    before: RememberedVisit,
    visit: RememberedVisit,
    deltas: RollupDeltas,
    changed: BatchChanges['legs'][number][],
  ): void {
    const { centreKey, visitId } = visit;
    const centre = this.dimensions.centreByKey(centreKey);
    if (centre === undefined) return;
    visit.placed = placeVisit(centreKey, visit.legs, this.dimensions);
    visit.legs = visit.placed.map(({ leg, facts, figures, serviceKey }) => ({
      legNo: leg.legNo,
      facts,
      figures: { ...figures, serviceKey },
    }));
    for (const placed of visit.placed) {
      const was = before.placed.find(({ leg }) => leg.legNo === placed.leg.legNo);
      if (was !== undefined && was.facts === placed.facts && was.visitMs === placed.visitMs) continue;
      changed.push({ centreKey, visitId, placed });
      if (was === undefined) addLeg(deltas, centre, placed);
      else replaceLeg(deltas, centre, was, placed);
    }
  }

  #rollTimelines({ timelines }: BatchPlan, deltas: RollupDeltas): RememberedTimeline[] {
    const changed: RememberedTimeline[] = [];
    for (const { before, now } of timelines.values()) {
      const centre = before === now ? undefined : this.dimensions.centreByKey(now.centreKey);
      if (centre === undefined) continue;
      addTimeline(deltas, centre, now.subject, before.facts, this.dimensions, -1);
      addTimeline(deltas, centre, now.subject, now.facts, this.dimensions, 1);
      changed.push(now);
    }
    return changed;
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
