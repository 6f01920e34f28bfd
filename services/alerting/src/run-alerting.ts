import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { kafkaAccess } from '#platform/config/service-settings.js';
import { eventLogCheck } from '#platform/health/checks.js';
import { refuseUnfitBrokers } from '#platform/kafka/check-brokers.js';
import { KafkaKeyedTopic } from '#platform/kafka/kafka-keyed-topic.js';
import { KafkaLatestFeed } from '#platform/kafka/kafka-latest-feed.js';
import { KafkaLogMonitor } from '#platform/kafka/kafka-log-monitor.js';
import { topicNames } from '#platform/kafka/kafka-topics.js';
import { runNetworkedService, type ServiceFrame } from '#platform/process/networked-service.js';
import { measureLog } from '#platform/telemetry/metrics.js';
import { NestLog } from '#platform/telemetry/nest-log.js';
import { tellSometimes } from '#platform/telemetry/tell-sometimes.js';
import { AlertingHost, AlertingModule } from './alerting.module.js';
import { type ChannelConfigs, channelConfigs } from './delivery/channels/channel-settings.js';
import { type AlertingConfig, readAlertingConfig } from './environment.js';

/** Rounds and escalations, a claim of each channel, and one that listens. */
const CONNECTIONS = 9;
const STATEMENT_MS = 60_000;

/** Runs alerting until it is told to stop; one of them evaluates, all escalate. Resolves to the exit code. @throws ConfigError */
export function runAlerting(config: AlertingConfig = readAlertingConfig()): Promise<number> {
  const channels = channelConfigs(config);
  return runNetworkedService(
    {
      service: 'alerting',
      logLevel: config.MNARA_LOG_LEVEL,
      host: config.MNARA_HOST,
      healthPort: config.MNARA_ALERTING_HEALTH_PORT,
      healthPortVariable: 'MNARA_ALERTING_HEALTH_PORT',
      databaseUrl: config.DATABASE_URL,
      databaseConnections: CONNECTIONS,
      statementTimeoutMs: STATEMENT_MS,
      isLaunched: config.MNARA_LAUNCHED === '1',
    },
    (frame) => start(frame, config, channels),
  );
}

/** Lives from the status feed and the database. The end is in the reverse order: rounds, topics, database. */
async function start(frame: ServiceFrame, config: AlertingConfig, channels: ChannelConfigs): Promise<void> {
  const { log, endings, readiness, metrics, database, patiently } = frame;
  const kafka = {
    brokers: config.KAFKA_BROKERS,
    ...kafkaAccess(config),
    prefix: config.KAFKA_PREFIX,
    clientId: 'mnara-alerting',
    onTrouble: tellSometimes(log),
  };
  const monitor = new KafkaLogMonitor(kafka);
  endings.add('the health connection to the event log', () => monitor.close());
  readiness.add('eventLog', eventLogCheck(monitor));
  measureLog(metrics, monitor);
  // The feed of live pictures waits for brokers by itself.
  await refuseUnfitBrokers(kafka, (error) =>
    log.warn('the event log does not answer yet; live pictures come when it does', { error }),
  );
  await frame.untilSchemaIsThere();
  const statuses = new KafkaLatestFeed(kafka);
  endings.add('the status feed', () => statuses.close());
  const changes = new KafkaKeyedTopic(kafka, topicNames(kafka).alerts);
  endings.add('the topic of alerts', () => changes.close());
  const app = await patiently('the database', () =>
    NestFactory.createApplicationContext(
      AlertingModule.forRoot({
        database,
        statuses,
        metrics,
        watchdogUrl: config.MNARA_WATCHDOG_URL,
        changes,
        messageDays: config.MNARA_MESSAGE_RETENTION_DAYS,
        dispatch: { channels, log },
      }),
      { logger: new NestLog(log), abortOnError: false },
    ),
  );
  const host = app.get(AlertingHost);
  readiness.add('evaluation', () => host.check());
  endings.add('alerting', () => app.close());
}
