import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { openDatabase } from '#platform/postgres/database.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import type { BatchChanges } from '#store/visits/processor-store.js';
import { runProcessor } from '#stream-processor/batch/run-processor.js';

/** A stream processor over real Kafka and a real database, as one of several. */
export interface ProcessorHost {
  /**
   * Number of events that it was the first to apply, and number of times that the log gave a batch again because it
   * could not be applied.
   */
  counts(): { readonly applied: number; readonly retries: readonly string[] };
  /** Centres whose live picture it has published, newest last. */
  readonly published: string[];
  stop(): Promise<void>;
}

export interface ProcessorHostOptions {
  readonly brokers: string;
  readonly prefix: string;
  readonly databaseUrl: string;
  /** By default the log's own value. */
  readonly sessionTimeoutMs?: number;
  /** Called before each commit; it can delay the commit. */
  readonly beforeCommit?: (changes: BatchChanges) => Promise<void>;
}

class WatchedStore extends PostgresProcessorStore {
  beforeCommit: ((changes: BatchChanges) => Promise<void>) | undefined;

  override async commit(changes: BatchChanges): Promise<void> {
    await this.beforeCommit?.(changes);
    return super.commit(changes);
  }
}

export async function startProcessor(options: ProcessorHostOptions): Promise<ProcessorHost> {
  const database = openDatabase(options.databaseUrl, { connections: 3 });
  const retries: string[] = [];
  const published: string[] = [];
  let applied = 0;
  const log = new KafkaEventLog({
    brokers: [options.brokers],
    clientId: 'processor',
    prefix: options.prefix,
    ...(options.sessionTimeoutMs === undefined ? {} : { sessionTimeoutMs: options.sessionTimeoutMs }),
    onRetry: (error) => void retries.push(error instanceof Error ? error.message : String(error)),
  });
  const store = new WatchedStore(database);
  store.beforeCommit = options.beforeCommit;
  const running = await runProcessor({
    log,
    store,
    dimensions: new DimensionStore(database),
    publish: (views) => void published.push(...views.map(({ centreId }) => centreId)),
    onApplied: (batch) => {
      applied += batch.events;
    },
    now: Date.now,
  });
  return {
    counts: () => ({ applied, retries }),
    published,
    stop: async () => {
      await running.stop();
      await log.close();
      await database.close();
    },
  };
}
