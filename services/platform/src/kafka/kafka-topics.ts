import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, ITopicConfig } from 'kafkajs';
import { type KafkaOptions, kafkaClient, topicPrefix } from './kafka-client.js';

/** Names of the topics of one installation. */
export interface TopicNames {
  /** Every event; key = centre. */
  readonly events: string;
  /** Newest status of each centre; key = centre; compacted. */
  readonly status: string;
  readonly alerts: string;
  /** Messages that could not be applied, with the reason; the key is that of the event. */
  readonly deadLetters: string;
}

export function topicNames(options: Pick<KafkaOptions, 'prefix'>): TopicNames {
  const prefix = topicPrefix(options);
  return {
    events: `${prefix}.events`,
    status: `${prefix}.centre-status`,
    alerts: `${prefix}.alerts`,
    deadLetters: `${prefix}.dead-letters`,
  };
}

/** Settings that an installation chooses once; see docs/operations.md. */
export interface TopicSettings {
  /**
   * Partitions of the events topic: the maximum number of processors that can share the work. Never change it later:
   * the order within a centre would break.
   */
  readonly partitions: number;
  /** Copies of each partition; 1 on one broker. */
  readonly replicas: number;
  /** How long events stay readable for a processor that did not run. */
  readonly keepHours: number;
}

const DEFAULT_TOPIC_SETTINGS: TopicSettings = { partitions: 12, replicas: 1, keepHours: 7 * 24 };

/** Largest record batch, bytes: a produce request of the gateway stays far below. */
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

/** A broker's errors for a topic that exists in the cluster but is not known to this broker yet. */
const NOT_READY: ReadonlySet<string> = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);
/** The client's log line about such an error; it is not reported, because this file waits until the topic is ready. */
const NOT_READY_LINE = /^Kafka: Response Metadata\b/;
const READY_CHECK_MS = 100;
const READY_WITHIN_MS = 30_000;

const entry = (name: string, value: string | number) => ({ name, value: String(value) });

function topicConfigs(names: TopicNames, { partitions, replicas, keepHours }: TopicSettings): ITopicConfig[] {
  const minInSync = entry('min.insync.replicas', Math.max(1, replicas - 1));
  const timed = (hours: number) => [
    entry('cleanup.policy', 'delete'),
    entry('retention.ms', hours * 3_600_000),
    entry('max.message.bytes', MAX_BATCH_BYTES),
    // The clocks of gateway and broker can differ; that must never block an event permanently.
    entry('message.timestamp.after.max.ms', '9223372036854775807'),
    minInSync,
  ];
  const topic = (name: string, numPartitions: number, configEntries: ITopicConfig['configEntries']): ITopicConfig => ({
    topic: name,
    numPartitions,
    replicationFactor: replicas,
    ...(configEntries === undefined ? {} : { configEntries }),
  });
  return [
    topic(names.events, partitions, timed(keepHours)),
    topic(names.status, 1, [
      entry('cleanup.policy', 'compact'),
      entry('segment.ms', 600_000),
      entry('min.cleanable.dirty.ratio', 0.1),
      entry('max.message.bytes', MAX_BATCH_BYTES),
      minInSync,
    ]),
    topic(names.alerts, 1, timed(keepHours)),
    topic(names.deadLetters, 1, timed(30 * 24)),
  ];
}

/** The topics as an installation that chose nothing has them. */
export const defaultTopics = (options: Pick<KafkaOptions, 'prefix'> = {}): readonly ITopicConfig[] =>
  topicConfigs(topicNames(options), DEFAULT_TOPIC_SETTINGS);

/** Creates the missing topics; existing topics stay as they are. */
export async function createTopics(
  options: KafkaOptions,
  settings: TopicSettings = DEFAULT_TOPIC_SETTINGS,
): Promise<TopicNames> {
  const names = topicNames(options);
  const { onTrouble = () => {} } = options;
  const admin = kafkaClient({
    ...options,
    onTrouble: (message, error) => NOT_READY_LINE.test(message) || onTrouble(message, error),
  }).admin();
  await admin.connect();
  try {
    await createMissing(admin, topicConfigs(names, settings));
  } finally {
    await admin.disconnect();
  }
  return names;
}

async function createMissing(admin: Admin, wanted: readonly ITopicConfig[]): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const topics = wanted.filter(({ topic }) => !existing.has(topic));
  if (topics.length === 0) return;
  // Another process may create them at the same time; kafkajs then returns false.
  await admin.createTopics({ topics, waitForLeaders: false });
  await untilReady(
    admin,
    topics.map(({ topic }) => topic),
  );
}

/**
 * Waits until the broker that answers knows the new topics and their leaders. The waiting that kafkajs offers fails
 * while the broker does not know the topic yet, which can last a second or more after a busy KRaft broker has created
 * it.
 */
async function untilReady(admin: Admin, topics: string[]): Promise<void> {
  const giveUpAt = performance.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      await admin.fetchTopicMetadata({ topics });
      return;
    } catch (error) {
      const { type } = error as { readonly type?: string };
      if (type === undefined || !NOT_READY.has(type) || performance.now() > giveUpAt) throw error;
      await sleep(READY_CHECK_MS);
    }
  }
}
