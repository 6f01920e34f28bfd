import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import type { EventLog } from '#platform/event-log/event-log.js';
import { DirectLatestFeed, type LatestFeed } from '#platform/event-log/latest-feed.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { KafkaLatestFeed } from '#platform/kafka/kafka-latest-feed.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { startPostgres } from './embedded-postgres.js';
import { kafkaMissing, startKafka } from './kafka-server.js';
import { startTimescale, timescaleMissing } from './timescale-server.js';

/** The servers that an application runs on. */
export interface ShapeParts {
  /** A migrated database. */
  readonly databaseUrl: string;
  readonly log: EventLog;
  readonly statuses: LatestFeed;
  stop(): Promise<void>;
}

/** One of the ways to run Mnara; tests for all of them run once for each. */
export interface Shape {
  readonly name: string;
  /** Why this machine cannot run it; undefined when it can. */
  readonly missing: string | undefined;
  start(): Promise<ShapeParts>;
}

const embedded: Shape = {
  name: 'embedded: direct log, PostgreSQL',
  missing: undefined,
  start: async () => {
    const postgres = await startPostgres('migrated');
    const log = new DirectEventLog();
    return {
      databaseUrl: postgres.url,
      log,
      statuses: new DirectLatestFeed(),
      stop: async () => {
        await log.close();
        await postgres.stop();
      },
    };
  },
};

const stack: Shape = {
  name: 'stack: Kafka, TimescaleDB',
  missing: kafkaMissing ?? timescaleMissing,
  start: async () => {
    const [kafka, timescale] = await Promise.all([startKafka(), startTimescale('migrated')]);
    const options = { brokers: [kafka.brokers], clientId: 'test' };
    await createTopics(options);
    const log = new KafkaEventLog(options);
    const statuses = new KafkaLatestFeed(options);
    return {
      databaseUrl: timescale.url,
      log,
      statuses,
      stop: async () => {
        await log.close();
        await statuses.close();
        await Promise.all([kafka.stop(), timescale.stop()]);
      },
    };
  },
};

export const SHAPES: readonly Shape[] = [embedded, stack];
export { embedded as EMBEDDED };
