import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { kafkaAccess } from '#platform/config/service-settings.js';
import { eventLogCheck } from '#platform/health/checks.js';
import { checkBrokers } from '#platform/kafka/check-brokers.js';
import { forgetProcessors } from '#platform/kafka/forget-group.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { KafkaLatestFeed } from '#platform/kafka/kafka-latest-feed.js';
import { KafkaLogMonitor } from '#platform/kafka/kafka-log-monitor.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { runNetworkedService, type ServiceFrame } from '#platform/process/networked-service.js';
import type { Log } from '#platform/telemetry/log.js';
import { measureLog } from '#platform/telemetry/metrics.js';
import { NestLog } from '#platform/telemetry/nest-log.js';
import { tellSometimes } from '#platform/telemetry/tell-sometimes.js';
import { switchOnCompression } from '#store/retention/timescale-compression.js';
import { type ProcessorConfig, readProcessorConfig } from './environment.js';
import { ProcessorHost, StreamProcessorModule } from './stream-processor.module.js';

const CONNECTIONS = 4;
/** Statements of a full batch take one or two seconds; one that takes so long will not be answered any more. */
const ANSWER_WITHIN_MS = 15_000;
/** Within 10 s of a silence's end all is right again: this, the longest pause between two tries of a batch, and the batch (decision 0021). */
const CONNECT_WITHIN_MS = 3_000;

/**
 * Runs a processor until it is told to stop; they share the partitions among them. Resolves to the exit code.
 * @param fromBeginning reads the log from its beginning, for a database that was restored: what it has is recognised. @throws ConfigError
 */
export function runStreamProcessor(
  config: ProcessorConfig = readProcessorConfig(),
  fromBeginning = false,
): Promise<number> {
  return runNetworkedService(
    {
      service: 'processor',
      logLevel: config.MNARA_LOG_LEVEL,
      host: config.MNARA_HOST,
      healthPort: config.MNARA_PROCESSOR_HEALTH_PORT,
      healthPortVariable: 'MNARA_PROCESSOR_HEALTH_PORT',
      databaseUrl: config.DATABASE_URL,
      databaseConnections: CONNECTIONS,
      answerWithinMs: ANSWER_WITHIN_MS,
      connectWithinMs: CONNECT_WITHIN_MS,
      isLaunched: config.MNARA_LAUNCHED === '1',
    },
    (frame) => start(frame, config, fromBeginning),
  );
}

/** Brings the schema up to date, then reads from the log. The end is in the reverse order: batch in hand, log, database. */
async function start(frame: ServiceFrame, config: ProcessorConfig, fromBeginning: boolean): Promise<void> {
  const { log, endings, readiness, metrics, database, patiently } = frame;
  const kafka = {
    brokers: config.KAFKA_BROKERS,
    ...kafkaAccess(config),
    prefix: config.KAFKA_PREFIX,
    clientId: 'mnara-processor',
    onTrouble: tellSometimes(log),
  };
  let host: ProcessorHost | undefined;
  const eventLog = new KafkaEventLog({
    ...kafka,
    onDeadLetter: ({ code, reason, partition, offset }) => {
      host?.messageBuried(code);
      log.warn('a message that is no event was put among the dead letters', { partition, offset, code, reason });
    },
    onRetry: (error, pauseMs) => {
      host?.batchFailed(error);
      log.warn(`a batch could not be applied; trying again in ${pauseMs} ms`, { error });
    },
  });
  const monitor = new KafkaLogMonitor({
    ...kafka,
    consumer: { state: () => eventLog.state(), newestAppliedMs: () => host?.newestAppliedMs ?? 0 },
  });
  endings.add('the health connection to the event log', () => monitor.close());
  readiness.add('eventLog', eventLogCheck(monitor));
  measureLog(metrics, monitor);
  const applied = await patiently('the database', () => migrate(config.DATABASE_URL));
  if (applied.length > 0) log.info('migrations were run', { migrations: applied });
  const topics = { partitions: config.KAFKA_PARTITIONS, replicas: config.KAFKA_REPLICAS, keepHours: 7 * 24 };
  await patiently('the event log', () => checkBrokers(kafka));
  await patiently('the event log', () => createTopics(kafka, topics));
  if (fromBeginning) {
    await patiently('the end of other processors', () => forgetProcessors(kafka));
    log.info('the event log is read from its beginning');
  }
  const statuses = new KafkaLatestFeed(kafka);
  endings.add('the status feed', () => statuses.close());
  endings.add('the event log', () => eventLog.close());
  // Deleting and compressing old records may take longer than a batch ever does.
  const jobsDatabase = openDatabase(config.DATABASE_URL, {
    connections: 1,
    applicationName: 'mnara-processor-jobs',
    onLostConnection: (error) => log.debug('a connection to the database broke', { error }),
  });
  endings.add('the connection of the jobs', () => jobsDatabase.close());
  await switchOnWhatTheLicenceAllows(log, jobsDatabase);
  const retentionDays = config.MNARA_RETENTION_DAYS;
  const minuteRetentionDays = config.MNARA_MINUTE_RETENTION_DAYS;
  const app = await NestFactory.createApplicationContext(
    StreamProcessorModule.forRoot({
      database,
      jobsDatabase,
      log: eventLog,
      statuses,
      metrics,
      retentionDays,
      minuteRetentionDays,
    }),
    { logger: new NestLog(log), abortOnError: false },
  );
  const processor = app.get(ProcessorHost);
  host = processor;
  readiness.add('batches', () => processor.check());
  endings.add('the processor', () => app.close());
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
