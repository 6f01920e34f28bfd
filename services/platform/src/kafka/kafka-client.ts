import kafkajs, { Kafka, type logLevel, type SASLOptions } from 'kafkajs';
import { closeSilentConnections } from './dead-connections.js';
import { takeEncoderBuffersFromPool } from './encoder-buffers.js';
import { keepRecordSetsWhole } from './record-set.js';
import { restIdleRequestQueues } from './request-queue-rest.js';

/** What brokers require of their clients; empty for plain listeners. */
export interface KafkaAccess {
  /**
   * Present when the listeners use TLS. `ca`: certificates of the signing authorities as PEM; undefined: those that
   * Node.js trusts.
   */
  readonly tls?: { readonly ca: string | undefined };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

/** How to reach the brokers, and a callback for problems. */
export interface KafkaOptions extends KafkaAccess {
  /** host:port of one or more brokers. */
  readonly brokers: readonly string[];
  /** Shown in the brokers' logs. */
  readonly clientId: string;
  /** Prefix of every topic and group, so that installations can share a cluster; default `mnara`. */
  readonly prefix?: string;
  /** Called with a description of each problem of the connection. */
  readonly onTrouble?: (message: string, error: unknown) => void;
}

/** An answer normally takes milliseconds; after this time the broker or the network counts as unavailable. */
const REQUEST_TIMEOUT_MS = 6_000;
const CONNECTION_TIMEOUT_MS = 3_000;

/** Short pauses, so that a client soon notices a broker that is back, and enough attempts for a slow start. */
const CLIENT_RETRY = {
  initialRetryTime: 100,
  maxRetryTime: 500,
  multiplier: 2,
  factor: 0.2,
  retries: 24,
} as const;

/** Answers that a group sends to its members while it reassigns partitions; they are not problems. */
const REBALANCE_ANSWERS = /^Response (Heartbeat|OffsetCommit|JoinGroup|SyncGroup)/;

/** A client with short retries; the caller must retry beyond them. */
export function kafkaClient({ brokers, clientId, tls, sasl, onTrouble = () => {} }: KafkaOptions): Kafka {
  restIdleRequestQueues();
  keepRecordSetsWhole();
  closeSilentConnections();
  takeEncoderBuffersFromPool();
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ssl: tls === undefined ? false : trusted(tls),
    ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    retry: CLIENT_RETRY,
    logLevel: kafkajs.logLevel.ERROR as logLevel,
    logCreator:
      () =>
      ({ log }) => {
        if (!REBALANCE_ANSWERS.test(log.message)) onTrouble(`Kafka: ${log.message}`, log['error'] ?? log['stack']);
      },
  });
}

/** The TLS options of a connection. */
export const trusted = ({ ca }: NonNullable<KafkaAccess['tls']>): { ca?: string } => (ca === undefined ? {} : { ca });

export const topicPrefix = ({ prefix = 'mnara' }: Pick<KafkaOptions, 'prefix'>): string => prefix;
