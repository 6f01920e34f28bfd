import type { CentreStatus } from '#domain/status/centre-status.js';
import type { Consumption, EventLog, RecordBatch } from '#platform/event-log/event-log.js';
import type { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import type { ProcessorStore } from '#store/visits/processor-store.js';
import { LiveNetwork } from '../live/live-network.js';
import {
  type AppliedBatch,
  EarlierBatchFailedError,
  NetworkChangedError,
  Processor,
  SharedCentreError,
} from './processor.js';
import { Withdrawals } from './withdrawals.js';

/** What a running processor needs, and the functions that it calls. */
export interface ProcessorParts {
  readonly log: EventLog;
  readonly store: ProcessorStore;
  readonly dimensions: DimensionStore;
  readonly publish: (statuses: readonly CentreStatus[]) => void;
  readonly onApplied: (batch: AppliedBatch, milliseconds: number) => void;
  /** A withdrawal of an import could not go on; it is tried again. */
  readonly onWithdrawalProblem?: (error: unknown) => void;
  readonly now: () => number;
}

export interface RunningProcessor {
  /** Reports that the network's description was changed, so that it is loaded again before the next batch. */
  networkChanged(): void;
  stop(): Promise<void>;
}

/**
 * Recovers the live picture of its centres from the database, then applies the batches of the log until it is stopped.
 */
export async function runProcessor(parts: ProcessorParts): Promise<RunningProcessor> {
  const dimensions = new Dimensions(parts.dimensions);
  await dimensions.reload();
  const runner = new ProcessorRunner(parts, dimensions);
  await runner.start();
  return runner;
}

class ProcessorRunner implements RunningProcessor {
  readonly #parts: ProcessorParts;
  readonly #picture: LiveNetwork;
  readonly #processor: Processor;
  readonly #withdrawals: Withdrawals;
  /** Start times of the batches that are being applied, oldest first. */
  #startTimes: number[] = [];
  #refreshing: Promise<void> = Promise.resolve();
  #isStale = false;
  #isUncertain = false;
  #owns: (key: string) => boolean = () => true;
  #consumption: Consumption | undefined;

  constructor(parts: ProcessorParts, dimensions: Dimensions) {
    this.#parts = parts;
    this.#picture = new LiveNetwork(dimensions);
    this.#processor = new Processor(parts.store, dimensions, (batch) => this.#applied(batch), parts.now());
    this.#withdrawals = new Withdrawals({
      imports: parts.store.imports,
      claim: this.#processor.claim,
      owns: (key) => this.#owns(key),
      withdraw: (part) => this.#inTurn(() => this.#processor.withdraw(part)),
      onProblem: (error) => parts.onWithdrawalProblem?.(error),
    });
  }

  async start(): Promise<void> {
    const apply = (batch: RecordBatch): Promise<void> => this.#apply(batch);
    this.#consumption = await this.#parts.log.consume(apply, async (owns) => {
      this.#owns = owns;
      await this.#recover();
      await this.#withdrawals.takeOver();
    });
  }

  networkChanged(): void {
    this.#isStale = true;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#consumption?.stop(), this.#withdrawals.stop()]);
  }

  #applied(batch: AppliedBatch): void {
    const now = this.#parts.now();
    const isBehind = this.#picture.isBehind(batch);
    this.#parts.publish(this.#picture.applied(batch, now));
    this.#parts.onApplied(batch, now - (this.#startTimes.shift() ?? now));
    if (batch.withdrawsImport) this.#withdrawals.start();
    if (!isBehind) return;
    this.#isUncertain = true;
    // Do not wait for the next batch: it may be a long time until it arrives.
    void this.#refreshInTurn();
  }

  async #recover(): Promise<void> {
    await this.#processor.reload(this.#owns);
    this.#parts.publish(await this.#picture.recover(this.#parts.store, this.#parts.now(), this.#owns));
    this.#isUncertain = false;
  }

  async #refresh(): Promise<void> {
    // The database contains more than the live picture: another processor wrote it, or the answer to an own commit was
    // lost.
    if (this.#isUncertain) await this.#recover();
    if (!this.#isStale) return;
    this.#isStale = false;
    await this.#processor.reload();
  }

  /** Runs one refresh after another; a failed refresh does not fail the next one. */
  #refreshInTurn(): Promise<void> {
    const refreshed = this.#refreshing.then(() => this.#refresh());
    this.#refreshing = refreshed.catch(() => undefined);
    return refreshed;
  }

  #apply(batch: RecordBatch): Promise<void> {
    return this.#inTurn(() => this.#processor.apply(batch));
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    // Batches reach the processor in the order in which they were given, even if an earlier one has to wait for a
    // refresh.
    await this.#refreshInTurn();
    this.#startTimes.push(this.#parts.now());
    try {
      await work();
    } catch (error) {
      this.#startTimes = [];
      this.#isUncertain ||= mayBeCommitted(error);
      throw error;
    }
  }
}

/**
 * Whether the failed batch may have been committed anyway. The three errors below occur before anything is sent to the
 * database.
 */
const mayBeCommitted = (error: unknown): boolean =>
  !(
    error instanceof NetworkChangedError ||
    error instanceof SharedCentreError ||
    error instanceof EarlierBatchFailedError
  );
