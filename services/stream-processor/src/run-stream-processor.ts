import 'reflect-metadata';
import { forgetProcessors } from '#platform/kafka/forget-group.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { KafkaLatestFeed } from '#platform/kafka/kafka-latest-feed.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { openApp } from '#platform/process/nest-app.js';
import { runNetworkedService, type ServiceFrame } from '#platform/process/networked-service.js';
import type { Log } from '#platform/telemetry/log.js';
import { switchOnCompression } from '#store/retention/timescale-compression.js';
import { type ProcessorConfig, readProcessorConfig } from './environment.js';
import { ProcessorHost, StreamProcessorModule } from './stream-processor.module.js';

const DATABASE_USE = {
  connections: 4,
  /**
   * Statements of a full batch take one or two seconds; a statement that takes longer than this will not be answered.
   */
  answerWithinMs: 15_000,
  /**
   * The processor must recover within 10 s after a network silence: this time, the maximum pause between two tries of a
   * batch, and the batch itself (decision 0021).
   */
  connectWithinMs: 3_000,
};

/** Options of a processor process. */
export interface RunProcessorOptions {
  /** By default it is read from the environment. */
  readonly config?: ProcessorConfig;
  /**
   * Reads the log from its beginning, for a database that was restored. Events that the database already has are
   * skipped.
   */
  readonly isFromBeginning?: boolean;
}

/**
 * Runs a processor until the process receives a stop signal. Several processors share the partitions. Resolves to the
 * exit code.
 * @throws ConfigError
 */
export function runStreamProcessor(options: RunProcessorOptions = {}): Promise<number> {
  const { config = readProcessorConfig(), isFromBeginning = false } = options;
  return runNetworkedService(
    { service: 'processor', config, healthPort: config.MNARA_PROCESSOR_HEALTH_PORT, database: DATABASE_USE },
    (frame) => start(frame, config, isFromBeginning),
  );
}

/**
 * Migrates the schema, then reads from the log. Shutdown uses the reverse order: the current batch, the log, the
 * database.
 */
async function start(frame: ServiceFrame, config: ProcessorConfig, isFromBeginning: boolean): Promise<void> {
  const { log, shutdown, readiness, metrics, database, kafka, withRetry } = frame;
  let host: ProcessorHost | undefined;
  const eventLog = openEventLog(frame, () => host);
  kafka.monitor.follow({ state: () => eventLog.state(), newestAppliedMs: () => host?.newestAppliedMs ?? 0 });
  const applied = await withRetry('the database', () => migrate(config.DATABASE_URL));
  if (applied.length > 0) log.info('migrations were run', { migrations: applied });
  await kafka.waitForTopics(config);
  if (isFromBeginning) {
    await withRetry('other processors to stop', () => forgetProcessors(kafka.options));
    log.info('the event log is read from its beginning');
  }
  const statuses = new KafkaLatestFeed(kafka.options);
  shutdown.add('the status feed', () => statuses.close());
  shutdown.add('the event log', () => eventLog.close());
  const jobsDatabase = openJobsDatabase(frame, config);
  await enableCompression(log, jobsDatabase);
  const module = StreamProcessorModule.forRoot({
    database,
    jobsDatabase,
    log: eventLog,
    statuses,
    metrics,
    retentionDays: config.MNARA_RETENTION_DAYS,
    minuteRetentionDays: config.MNARA_MINUTE_RETENTION_DAYS,
  });
  const app = await openApp(module, log);
  const processor = app.get(ProcessorHost);
  host = processor;
  readiness.add('batches', () => processor.check());
  shutdown.add('the processor', () => app.close());
}

/** Logs failed batches and messages that are not events. The host also counts them when it has been created. */
function openEventLog({ kafka, log }: ServiceFrame, host: () => ProcessorHost | undefined): KafkaEventLog {
  return new KafkaEventLog({
    ...kafka.options,
    onDeadLetter: ({ code, reason, partition, offset }) => {
      host()?.messageDeadLettered(code);
      log.warn('a message that is not an event was moved to the dead-letter topic', {
        partition,
        offset,
        code,
        reason,
      });
    },
    onRetry: (error, pauseMs) => {
      host()?.batchFailed(error);
      log.warn(`a batch could not be applied; it is retried in ${pauseMs} ms`, { error });
    },
  });
}

/** Separate connections for deleting old records and building coarse ones, which may take much longer than a batch. */
function openJobsDatabase({ log, shutdown }: ServiceFrame, config: ProcessorConfig): Database {
  const database = openDatabase(config.DATABASE_URL, {
    connections: 2,
    applicationName: 'mnara-processor-jobs',
    onLostConnection: (error) => log.debug('a connection to the database broke', { error }),
  });
  shutdown.add('the connection of the jobs', () => database.close());
  return database;
}

/**
 * Switches on compression of old chunks. KPIs do not need it, so the processor also runs when the database does not
 * allow it.
 */
async function enableCompression(log: Log, database: Database): Promise<void> {
  try {
    const families = await switchOnCompression(database);
    if (families.length > 0) log.info('old chunks are compressed from now on', { families });
  } catch (error) {
    log.warn('compression could not be switched on; old chunks stay as they are', { error });
  }
}
