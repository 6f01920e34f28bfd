import 'reflect-metadata';
import { KafkaKeyedTopic } from '#platform/kafka/kafka-keyed-topic.js';
import { KafkaLatestFeed } from '#platform/kafka/kafka-latest-feed.js';
import { topicNames } from '#platform/kafka/kafka-topics.js';
import { openApp } from '#platform/process/nest-app.js';
import { runNetworkedService, type ServiceFrame } from '#platform/process/networked-service.js';
import { AlertingHost, AlertingModule } from './alerting.module.js';
import { type ChannelConfigs, channelConfigs } from './delivery/channels/channel-settings.js';
import { type AlertingConfig, readAlertingConfig } from './environment.js';

/** Rounds and escalations, the claims of each channel, and one connection that listens. */
const DATABASE_USE = { connections: 9, statementTimeoutMs: 60_000 };

/**
 * Runs alerting until it is stopped; one process evaluates, all processes escalate. Resolves to the exit code.
 * @throws ConfigError
 */
export function runAlerting(config: AlertingConfig = readAlertingConfig()): Promise<number> {
  const channels = channelConfigs(config);
  return runNetworkedService(
    { service: 'alerting', config, healthPort: config.MNARA_ALERTING_HEALTH_PORT, database: DATABASE_USE },
    (frame) => start(frame, config, channels),
  );
}

/** Reads the status feed and the database. The shutdown is in reverse order: rounds, topics, database. */
async function start(frame: ServiceFrame, config: AlertingConfig, channels: ChannelConfigs): Promise<void> {
  const { log, shutdown, readiness, metrics, database, kafka } = frame;
  await kafka.refuseUnfitBrokers();
  await frame.waitForSchema();
  const statuses = new KafkaLatestFeed(kafka.options);
  shutdown.add('the status feed', () => statuses.close());
  const changes = new KafkaKeyedTopic(kafka.options, topicNames(kafka.options).alerts);
  shutdown.add('the topic of alerts', () => changes.close());
  const module = AlertingModule.forRoot({
    database,
    statuses,
    metrics,
    watchdogUrl: config.MNARA_WATCHDOG_URL,
    changes,
    messageDays: config.MNARA_MESSAGE_RETENTION_DAYS,
    dispatch: { channels, log },
  });
  const app = await frame.withRetry('the database', () => openApp(module, log));
  const host = app.get(AlertingHost);
  readiness.add('evaluation', () => host.check());
  shutdown.add('alerting', () => app.close());
}
