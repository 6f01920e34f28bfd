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
  /** Statements of a full batch take one or two seconds; one that takes so long will not be answered any more. */
  answerWithinMs: 15_000,
  /**
   * Within 10 s of a silence's end all is right again: this, the longest pause between two tries of a batch, and the
   * batch (decision 0021).
   */
  connectWithinMs: 3_000,
};

/** How a processor is to run. */
export interface RunProcessorOptions {
  /** Default: from the environment. */
  readonly config?: ProcessorConfig;
  /** Reads the log from its beginning, for a database that was restored: what it has is recognised. */
  readonly isFromBeginning?: boolean;
}

/**
 * Runs a processor until it is told to stop; they share the partitions among them. Resolves to the exit code.
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
 * Brings the schema up to date, then reads from the log. The end is in the reverse order: batch in hand, log, database.
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
    await withRetry('the end of other processors', () => forgetProcessors(kafka.options));
    log.info('the event log is read from its beginning');
  }
  const statuses = new KafkaLatestFeed(kafka.options);
  shutdown.add('the status feed', () => statuses.close());
  shutdown.add('the event log', () => eventLog.close());
  const jobsDatabase = openJobsDatabase(frame, config);
  await switchOnWhatTheLicenceAllows(log, jobsDatabase);
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

/** What becomes of batches and of messages that are no events is logged, and counted by the host once there is one. */
function openEventLog({ kafka, log }: ServiceFrame, host: () => ProcessorHost | undefined): KafkaEventLog {
  return new KafkaEventLog({
    ...kafka.options,
    onDeadLetter: ({ code, reason, partition, offset }) => {
      host()?.messageBuried(code);
      log.warn('a message that is no event was put among the dead letters', { partition, offset, code, reason });
    },
    onRetry: (error, pauseMs) => {
      host()?.batchFailed(error);
      log.warn(`a batch could not be applied; trying again in ${pauseMs} ms`, { error });
    },
  });
}

/** Deleting and compressing old records may take longer than a batch ever does. */
function openJobsDatabase({ log, shutdown }: ServiceFrame, config: ProcessorConfig): Database {
  const database = openDatabase(config.DATABASE_URL, {
    connections: 1,
    applicationName: 'mnara-processor-jobs',
    onLostConnection: (error) => log.debug('a connection to the database broke', { error }),
  });
  shutdown.add('the connection of the jobs', () => database.close());
  return database;
}

/** Figures do not need it, so the processor runs without it where the database refuses. */
async function switchOnWhatTheLicenceAllows(log: Log, database: Database): Promise<void> {
  try {
    const families = await switchOnCompression(database);
    if (families.length > 0) log.info('old chunks are compressed from now on', { families });
  } catch (error) {
    log.warn('compression could not be switched on; old chunks stay as they are', { error });
  }
}
