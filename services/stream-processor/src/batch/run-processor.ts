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

/** What a running processor needs, and whom it tells. */
export interface ProcessorParts {
  readonly log: EventLog;
  readonly store: ProcessorStore;
  readonly dimensions: DimensionStore;
  readonly publish: (statuses: readonly CentreStatus[]) => void;
  readonly onApplied: (batch: AppliedBatch, milliseconds: number) => void;
  readonly now: () => number;
}

export interface RunningProcessor {
  /** The network's description was changed: read it again before the next batch. */
  networkChanged(): void;
  stop(): Promise<void>;
}

/** Recovers the live picture of what it owns from the database, then applies what the log hands over until it is stopped. */
export async function runProcessor(parts: ProcessorParts): Promise<RunningProcessor> {
  const dimensions = new Dimensions(parts.dimensions);
  await dimensions.reload();
  const picture = new LiveNetwork(dimensions);
  const startedAt = parts.now();
  /** When the batches in hand were given, oldest first. */
  let began: number[] = [];
  let entering: Promise<void> = Promise.resolve();
  let isStale = false;
  let isUncertain = false;
  let ownsKey: (key: string) => boolean = () => true;
  const processor = new Processor(
    parts.store,
    dimensions,
    (batch) => {
      const now = parts.now();
      const misses = picture.misses(batch);
      parts.publish(picture.applied(batch, now));
      parts.onApplied(batch, now - (began.shift() ?? now));
      if (!misses) return;
      isUncertain = true;
      // Not with the next batch: where nothing happens, none comes for a while.
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
    // The database has what this one's picture has not: another processor wrote it, or its own commit whose answer was lost.
    if (isUncertain) await recover();
    if (!isStale) return;
    isStale = false;
    await processor.reload();
  };
  /** One after the other; who comes next does not hear of the error. */
  const refreshInTurn = (): Promise<void> => {
    const refreshed = entering.then(refresh);
    entering = refreshed.catch(() => undefined);
    return refreshed;
  };
  const apply = async (batch: RecordBatch): Promise<void> => {
    // Batches come to the processor in the order in which they were given, also where one before has to wait for a refresh.
    await refreshInTurn();
    began.push(parts.now());
    try {
      await processor.apply(batch);
    } catch (error) {
      began = [];
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

/** Whether the database may have more than this processor knows: all but what failed before anything was sent to it. */
const mayBeCommitted = (error: unknown): boolean =>
  !(
    error instanceof NetworkChangedError ||
    error instanceof SharedCentreError ||
    error instanceof EarlierBatchFailedError
  );
