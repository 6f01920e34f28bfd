import type { CentreStatus } from '#domain/status/centre-status.js';
import type { Consumption, EventLog, RecordBatch } from '#platform/event-log/event-log.js';
import { type DimensionStore, Dimensions } from '#store/network/dimensions.js';
import type { ProcessorStore } from '#store/visits/processor-store.js';
import { LiveNetwork } from '../live/live-network.js';
import {
  type AppliedBatch,
  EarlierBatchFailedError,
  NetworkChangedError,
  Processor,
  SharedCentreError,
} from './processor.js';

/** What a running processor needs, and the functions that it calls. */
export interface ProcessorParts {
  readonly log: EventLog;
  readonly store: ProcessorStore;
  readonly dimensions: DimensionStore;
  readonly publish: (statuses: readonly CentreStatus[]) => void;
  readonly onApplied: (batch: AppliedBatch, milliseconds: number) => void;
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
  const picture = new LiveNetwork(dimensions);
  const startedAt = parts.now();
  /** Start times of the batches that are being applied, oldest first. */
  let startTimes: number[] = [];
  let entering: Promise<void> = Promise.resolve();
  let isStale = false;
  let isUncertain = false;
  let ownsKey: (key: string) => boolean = () => true;
  const processor = new Processor(
    parts.store,
    dimensions,
    (batch) => {
      const now = parts.now();
      const isBehind = picture.isBehind(batch);
      parts.publish(picture.applied(batch, now));
      parts.onApplied(batch, now - (startTimes.shift() ?? now));
      if (!isBehind) return;
      isUncertain = true;
      // Do not wait for the next batch: it may be a long time until it arrives.
      void refreshInTurn();
    },
    startedAt,
  );
  const recover = async (): Promise<void> => {
    await processor.reload(ownsKey);
    parts.publish(await picture.recover(parts.store, parts.now(), ownsKey));
    isUncertain = false;
  };
  const refresh = async (): Promise<void> => {
    // The database contains more than the live picture: another processor wrote it, or the answer to an own commit was
    // lost.
    if (isUncertain) await recover();
    if (!isStale) return;
    isStale = false;
    await processor.reload();
  };
  /** Runs one refresh after another; a failed refresh does not fail the next one. */
  const refreshInTurn = (): Promise<void> => {
    const refreshed = entering.then(refresh);
    entering = refreshed.catch(() => undefined);
    return refreshed;
  };
  const apply = async (batch: RecordBatch): Promise<void> => {
    // Batches reach the processor in the order in which they were given, even if an earlier one has to wait for a
    // refresh.
    await refreshInTurn();
    startTimes.push(parts.now());
    try {
      await processor.apply(batch);
    } catch (error) {
      startTimes = [];
      isUncertain ||= mayBeCommitted(error);
      throw error;
    }
  };
  const consumption: Consumption = await parts.log.consume(apply, async (owns) => {
    ownsKey = owns;
    await recover();
  });
  return {
    networkChanged: () => {
      isStale = true;
    },
    stop: () => consumption.stop(),
  };
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
