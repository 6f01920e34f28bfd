import type { Registry } from 'prom-client';
import { kafkaAccess, type ServiceConfig, type TopicConfig } from '../config/service-settings.js';
import { eventLogCheck } from '../health/checks.js';
import type { ReadinessProbe } from '../health/readiness.js';
import type { ShutdownSteps } from '../process/shutdown-steps.js';
import type { Log } from '../telemetry/log.js';
import { measureLog } from '../telemetry/metrics.js';
import { rateLimitedLog } from '../telemetry/rate-limited-log.js';
import { checkBrokers, refuseUnfitBrokers } from './check-brokers.js';
import type { KafkaOptions } from './kafka-client.js';
import { KafkaLogMonitor } from './kafka-log-monitor.js';
import { createTopics } from './kafka-topics.js';

/** How long events stay readable for a processor that did not run. */
const KEEP_HOURS = 7 * 24;

const WAITING_FOR = 'the event log';

/** What the Kafka part of a service needs. */
export interface ServiceKafkaParts {
  /** For every connection of the service. */
  readonly options: KafkaOptions;
  readonly log: Log;
  /** Retries until it succeeds; the same as `ServiceFrame.withRetry`. */
  readonly withRetry: <T>(what: string, attempt: () => Promise<T>) => Promise<T>;
}

/** How a service reaches its brokers, waits for them, and watches them in /readyz and /metrics. */
export class ServiceKafka {
  /** For every connection of the service. */
  readonly options: KafkaOptions;
  readonly monitor: KafkaLogMonitor;
  readonly #parts: ServiceKafkaParts;

  constructor(parts: ServiceKafkaParts) {
    this.#parts = parts;
    this.options = parts.options;
    this.monitor = new KafkaLogMonitor(parts.options);
  }

  /**
   * Adds the check `eventLog` and the metrics of the log. The connection for the check is closed with the service.
   */
  watch(service: {
    readonly shutdown: ShutdownSteps;
    readonly readiness: ReadinessProbe;
    readonly metrics: Registry;
  }): void {
    service.shutdown.add('the health connection to the event log', () => this.monitor.close());
    service.readiness.add('eventLog', eventLogCheck(this.monitor));
    measureLog(service.metrics, this.monitor);
  }

  /**
   * For a service that cannot work without brokers: waits for them, and creates the missing topics.
   * @throws BrokerUnfitError
   */
  async waitForTopics(config: TopicConfig): Promise<void> {
    const { withRetry } = this.#parts;
    const topics = { partitions: config.KAFKA_PARTITIONS, replicas: config.KAFKA_REPLICAS, keepHours: KEEP_HOURS };
    await withRetry(WAITING_FOR, () => checkBrokers(this.options));
    await withRetry(WAITING_FOR, () => createTopics(this.options, topics));
  }

  /**
   * For a service that also works without brokers, whose feeds wait for them: only brokers that cannot be used stop it.
   * @throws BrokerUnfitError
   */
  refuseUnfitBrokers(): Promise<void> {
    return refuseUnfitBrokers(this.options, (error) =>
      this.#parts.log.warn('the event log does not answer yet; live figures will be updated when it does', { error }),
    );
  }
}

/**
 * The options of every connection of a service.
 * @throws ConfigError when the settings of the access contradict each other
 */
export const serviceKafkaOptions = (service: string, config: ServiceConfig, log: Log): KafkaOptions => ({
  brokers: config.KAFKA_BROKERS,
  ...kafkaAccess(config),
  prefix: config.KAFKA_PREFIX,
  clientId: `mnara-${service}`,
  onTrouble: rateLimitedLog(log),
});
