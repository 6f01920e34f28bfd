import { randomUUID } from 'node:crypto';
import type { LogRecord, RecordBatch } from '#platform/event-log/event-log.js';
import { Pace } from '#platform/timing/pace.js';
import type { ImportKey } from '#store/imports/import-change.js';
import type { CentreDimension } from '#store/network/dimension-store.js';
import type { Dimensions } from '#store/network/dimensions.js';
import { RollupDeltas } from '#store/rollups/rollup-deltas.js';
import {
  type AgentPosition,
  type BatchChanges,
  type DeadLetter,
  type LegChange,
  PositionConflictError,
  type ProcessorStore,
} from '#store/visits/processor-store.js';
import type { TimelineKey, VisitKey } from '#store/visits/record-keys.js';
import { Admission, type MutablePosition, newPosition, positionText } from './admission.js';
import { Appointments } from './appointments.js';
import { BatchContents, type Heartbeat } from './batch-contents.js';
import { BatchImports, WithdrawnImports } from './batch-imports.js';
import { BatchPlan } from './batch-plan.js';
import { DeskServices, ServiceChanges } from './desk-services.js';
import { mergeBatch, TOO_MANY_FACTS } from './merge-batch.js';
import type { RememberedTimeline, RememberedVisit } from './remembered.js';
import { rollTimelines, rollVisits } from './roll-plan.js';
import type { Source } from './source.js';
import { type Held, VisitMemory } from './visit-memory.js';
import { withdrawFrom } from './withdraw-import.js';

/** The result of a batch, passed on after the commit. */
export interface AppliedBatch {
  readonly visits: readonly RememberedVisit[];
  readonly timelines: readonly RememberedTimeline[];
  readonly positions: readonly AgentPosition[];
  /** The same positions before the batch. */
  readonly positionsBefore: readonly AgentPosition[];
  readonly contacts: ReadonlyMap<CentreDimension, number>;
  /** Time of the newest event of each centre, without heartbeats, Unix milliseconds. */
  readonly newest: ReadonlyMap<CentreDimension, number>;
  readonly heartbeats: readonly Heartbeat[];
  /** Number of new events that were merged, including those that changed nothing. */
  readonly events: number;
  readonly records: number;
  readonly deadLetters: readonly DeadLetter[];
  /** Legs whose facts have all left. */
  readonly goneLegs: readonly LegChange[];
  /** Whether the batch withdraws an import; its facts are still there. */
  readonly withdrawsImport: boolean;
}

/** A part of an import that is taken out: the visits and timelines that have facts of it. */
export interface Withdrawal extends ImportKey {
  readonly visits: readonly VisitKey[];
  readonly timelines: readonly TimelineKey[];
}

/** What the plan of a batch changes. */
interface Worked {
  readonly held: Held;
  readonly changes: Pick<BatchChanges, 'legs' | 'deltas' | 'positions' | 'timelines' | 'appointments' | 'centreDays'>;
  readonly applied: Pick<AppliedBatch, 'visits' | 'timelines' | 'positions' | 'goneLegs'>;
}

/** A batch as it is given, before it is worked out. */
interface Given {
  /** The processor's generation at that time. */
  readonly generation: number;
  /** Resolves when the batches before it have been committed, or have failed. */
  readonly earlier: Promise<unknown>;
  readonly pace: Pace;
}

/** A batch that is ready to be committed. */
interface Prepared {
  readonly held: Held;
  readonly changes: BatchChanges;
  readonly applied: AppliedBatch;
  /** The processor's generation at preparation. If it differs at the commit, the memory was discarded in between. */
  readonly generation: number;
}

/**
 * The batch names a centre that was added after the network was loaded. When the batch is given again, the centre is
 * known.
 */
export class NetworkChangedError extends Error {
  readonly code = 'network_changed';
}

/**
 * An agent of many centres sent events of a centre that another processor owns. Two processors with the same visit in
 * memory would overwrite each other's facts. The batch waits in the log, without loss, until one processor owns both.
 */
export class SharedCentreError extends Error {
  readonly code = 'shared_centre';
}

/** The batch was dropped because an earlier batch could not be committed; give both again, in their order. */
export class EarlierBatchFailedError extends Error {
  readonly code = 'earlier_batch_failed';
}

/**
 * Applies batches of events: merges facts into visits and timelines, subtracts their old contributions from the rollups
 * and adds the new ones, and moves the agents' positions, all in one transaction. The memory mirrors the database and
 * is discarded when a commit fails.
 *
 * A batch may be given while the previous one is being committed. It is prepared during that commit, on the assumption
 * that the commit succeeds, and committed afterwards. When a batch fails, those given after it fail too.
 */
export class Processor {
  readonly #memory: VisitMemory;
  readonly #services: DeskServices;
  readonly #appointments: Appointments;
  readonly #withdrawn: WithdrawnImports;
  /** Identifies this processor as the one that withdraws imports. */
  readonly claim = randomUUID();
  #positions = new Map<string, AgentPosition>();
  #preparing: Promise<unknown> = Promise.resolve();
  #committing: Promise<unknown> = Promise.resolve();
  #uncommitted: Held[] = [];
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
    this.#services = new DeskServices(store);
    this.#appointments = new Appointments(store, dimensions);
    this.#withdrawn = new WithdrawnImports(() => store.imports.withdrawn());
  }

  /** @throws every error of the store; then nothing has been applied, and the same batch may be given again */
  apply(batch: RecordBatch): Promise<void> {
    return this.#inOrder((given) => this.#prepare(batch, given));
  }

  /**
   * Takes facts of an import out of some visits and timelines, in one transaction and in order with the batches. The
   * import must have been withdrawn by a batch before.
   * @throws as `apply`, and PositionConflictError when another processor has taken the withdrawal over
   */
  withdraw(part: Withdrawal): Promise<void> {
    return this.#inOrder((given) => this.#prepareWithdrawal(part, given));
  }

  #inOrder(prepare: (given: Given) => Promise<Prepared>): Promise<void> {
    const given = { generation: this.#generation, earlier: this.#committing, pace: new Pace() };
    const preparing = this.#preparing.then(() => prepare(given));
    this.#preparing = preparing.catch(() => undefined);
    // A batch fails only after those before it have ended, so that it reads everything that they wrote when it is given
    // again.
    const committing = given.earlier.then(async () => {
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

  /** Whether this processor has the centre's events. */
  owns(centreId: string): boolean {
    return this.#owns(centreId);
  }

  /** Discards the memory. Call it when the network's description or another processor has changed the database. */
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
    this.#services.clear();
    this.#appointments.clear();
    this.#withdrawn.clear();
    this.#positions.clear();
    this.#uncommitted = [];
  }

  async #prepare(batch: RecordBatch, given: Given): Promise<Prepared> {
    await this.#begin(given);
    const { generation, pace } = given;
    const before = await this.#loadPositions(batch, pace);
    const working = new Map<string, MutablePosition>([...before].map(([text, position]) => [text, { ...position }]));
    const contents = new BatchContents(this.#memory.lastSeen);
    const imports = new BatchImports(this.#withdrawn, this.claim);
    const admission = await this.#admit(batch, working, contents, imports, pace);
    await this.dimensions.register(contents.mentioned);
    const { plan } = contents;
    await this.#memory.recall(plan, pace);
    const tooMany: Source[] = [];
    await mergeBatch(plan, (source) => tooMany.push(source), pace);
    const { held, changes, applied } = await this.#workOut(plan, working, given, tooMany);
    moveAllToDeadLetters(tooMany, batch, admission);
    const { deadLetters, gaps, silences, contacts } = admission;
    const { complaints, newest, heartbeats } = contents;
    return {
      held,
      generation,
      changes: { ...changes, complaints, deadLetters, gaps, silences, imports: imports.changes },
      applied: {
        ...applied,
        positionsBefore: [...before.values()],
        contacts,
        newest,
        heartbeats,
        events: contents.events - tooMany.length,
        records: batch.length,
        deadLetters,
        withdrawsImport: imports.withdrawsAny,
      },
    };
  }

  async #prepareWithdrawal({ visits, timelines, ...key }: Withdrawal, given: Given): Promise<Prepared> {
    await this.#begin(given);
    const plan = new BatchPlan(this.#memory.lastSeen);
    plan.include({ visits, timelines });
    await this.#memory.recall(plan, given.pace);
    const removed = await withdrawFrom(plan, key.importId, given.pace);
    const { held, changes, applied } = await this.#workOut(plan, new Map(), given, []);
    return {
      held,
      generation: given.generation,
      changes: { ...changes, ...NOTHING_ELSE, withdrawal: { ...key, claim: this.claim, removed } },
      applied: { ...applied, ...NOTHING_APPLIED },
    };
  }

  async #begin({ generation }: Given): Promise<void> {
    this.#mustBe(generation);
    if (this.#isStale) {
      await this.dimensions.reload();
      this.#isStale = false;
    }
    await this.#withdrawn.load();
  }

  /**
   * Calculates what a plan changes. There is no await after the memory and the positions start to change, so they
   * change together or not at all.
   * @param tooMany gets the sources of facts of appointments that are above the limit
   */
  async #workOut(
    plan: BatchPlan,
    working: ReadonlyMap<string, MutablePosition>,
    { generation, earlier, pace }: Given,
    tooMany: Source[],
  ): Promise<Worked> {
    const deltas = new RollupDeltas();
    const services = new ServiceChanges();
    const legs = await rollVisits(plan, { deltas, services, dimensions: this.dimensions }, pace);
    await this.#services.recall(services, () => earlier);
    await this.#appointments.recall(plan.appointments, () => earlier);
    const merged = this.#appointments.merge(plan.appointments, (source) => tooMany.push(source));
    const timelines = rollTimelines(plan, deltas, this.dimensions);
    this.#mustBe(generation);
    const positions = [...working].map(([text, after]) => ({ before: this.#positions.get(text), after }));
    for (const [text, position] of working) this.#positions.set(text, position);
    this.#services.roll(services, deltas);
    const booked = this.#appointments.roll(plan.appointments, merged, deltas);
    const held = this.#memory.remember(plan);
    this.#uncommitted.push(held);
    return {
      held,
      changes: { ...booked, legs, deltas, positions, timelines },
      applied: {
        visits: plan.visits.filter((slot) => slot.before !== slot.now).map(({ now }) => now),
        timelines: plan.timelines.filter((slot) => slot.before !== slot.now).map(({ now }) => now),
        positions: [...working.values()],
        goneLegs: legs.filter(({ isGone }) => isGone === true),
      },
    };
  }

  /** @throws NetworkChangedError, SharedCentreError */
  async #admit(
    batch: RecordBatch,
    working: ReadonlyMap<string, MutablePosition>,
    contents: BatchContents,
    imports: BatchImports,
    pace: Pace,
  ): Promise<Admission> {
    const { dimensions, listeningSinceMs } = this;
    const admission = new Admission(dimensions, working.values(), listeningSinceMs, imports, (admitted) =>
      contents.add(admitted),
    );
    for (const record of batch) {
      admission.admit(record);
      if (pace.isDue()) await pace.rest();
    }
    if (admission.hasUnknownCentre && !(await this.dimensions.isCurrent()))
      throw new NetworkChangedError('The network was changed; it is loaded again before the batch is applied.');
    this.#mustOwn(contents.sharedCentres);
    return admission;
  }

  async #commit({ held, changes, applied, generation }: Prepared): Promise<void> {
    this.#mustBe(generation);
    await this.store.commit(changes);
    this.#uncommitted = this.#uncommitted.filter((other) => other !== held);
    this.#memory.forget(this.#uncommitted);
    this.onApplied(applied);
  }

  #mustBe(generation: number): void {
    if (generation !== this.#generation)
      throw new EarlierBatchFailedError('An earlier batch failed; give both batches again in their order.');
  }

  #mustOwn(sharedCentres: ReadonlyMap<CentreDimension, string>): void {
    for (const [{ centreId }, agentId] of sharedCentres) {
      if (this.#owns(centreId)) continue;
      throw new SharedCentreError(
        `Agent ${agentId} sends events of many centres, and another processor owns centre ${centreId}. Its ` +
          'events wait in the log: run only one processor until they are applied, then start the others again.',
      );
    }
  }

  async #loadPositions(batch: RecordBatch, pace: Pace): Promise<Map<string, AgentPosition>> {
    const needed = new Map<string, { agentId: string; outboxId: string }>();
    let last: LogRecord | undefined;
    for (const record of batch) {
      // Consecutive records in the log usually come from the same agent.
      if (last?.sourceId === record.sourceId && last.sourceEpoch === record.sourceEpoch) continue;
      last = record;
      const key = { agentId: record.sourceId, outboxId: record.sourceEpoch };
      needed.set(positionText(key), key);
      if (pace.isDue()) await pace.rest();
    }
    const missing = [...needed].filter(([text]) => !this.#positions.has(text)).map(([, key]) => key);
    if (missing.length > 0)
      for (const position of await this.store.positions(missing)) this.#positions.set(positionText(position), position);
    return new Map(
      [...needed].map(([text, key]) => [text, this.#positions.get(text) ?? newPosition(key.agentId, key.outboxId)]),
    );
  }
}

/** What a part of a withdrawal does not change. */
const NOTHING_ELSE = { complaints: [], deadLetters: [], gaps: [], silences: [], imports: [] } as const;
const NOTHING_APPLIED = {
  positionsBefore: [],
  contacts: new Map(),
  newest: new Map(),
  heartbeats: [],
  events: 0,
  records: 0,
  deadLetters: [],
  withdrawsImport: false,
} as const;

/** Finds the records of events above the limit of facts, and moves them to the dead letters. */
function moveAllToDeadLetters(sources: readonly Source[], batch: RecordBatch, admission: Admission): void {
  if (sources.length === 0) return;
  const seqs = new Map<string, { readonly position: MutablePosition; readonly of: Set<number> }>();
  for (const { position, seq } of sources) {
    const text = positionText(position);
    const known = seqs.get(text) ?? { position, of: new Set() };
    seqs.set(text, known);
    known.of.add(seq);
  }
  for (const record of batch) {
    const found = seqs.get(positionText({ agentId: record.sourceId, outboxId: record.sourceEpoch }));
    // The seq is removed from the set, because a record may be in the log twice.
    if (found?.of.delete(record.seq)) admission.moveToDeadLetters(record, found.position, TOO_MANY_FACTS);
  }
}
