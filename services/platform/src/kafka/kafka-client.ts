import kafkajs, { Kafka, type logLevel, type SASLOptions } from 'kafkajs';
import { closeSilentConnections } from './dead-connections.js';
import { takeEncoderBuffersFromPool } from './encoder-buffers.js';
import { keepRecordSetsWhole } from './record-set.js';
import { restIdleRequestQueues } from './request-queue-rest.js';

/** What brokers want of whoever connects; nothing where their listeners are plain. */
export interface KafkaAccess {
  /** Present: the listeners speak TLS. `ca`: who signs their certificates, as PEM; undefined: whom Node.js trusts. */
  readonly tls?: { readonly ca: string | undefined };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

/** How to reach the brokers, and whom to tell of trouble. */
export interface KafkaOptions extends KafkaAccess {
  /** host:port of one or more brokers. */
  readonly brokers: readonly string[];
  /** Shown in the brokers' logs. */
  readonly clientId: string;
  /** Put before every topic and group, so that installations can share a cluster; default `mnara`. */
  readonly prefix?: string;
  /** Hears, in plain words, what the connection waits for. */
  readonly onTrouble?: (message: string, error: unknown) => void;
}

/** An answer takes milliseconds; what takes so long comes from a broker or a network that is gone. */
const REQUEST_TIMEOUT_MS = 6_000;
const CONNECTION_TIMEOUT_MS = 3_000;

/** A client's longest silence towards a broker that came back: retries are short, and as many as a slow start needs. */
export const PATIENT_RETRY = {
  initialRetryTime: 100,
  maxRetryTime: 500,
  multiplier: 2,
  factor: 0.2,
  retries: 24,
} as const;

/** What a group tells its members while it shares out partitions anew: no trouble. */
const ORDINARY = /^Response (Heartbeat|OffsetCommit|JoinGroup|SyncGroup)/;

/** A client with short retries; patience beyond them is the caller's. */
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
    retry: PATIENT_RETRY,
    logLevel: kafkajs.logLevel.ERROR as logLevel,
    logCreator:
      () =>
      ({ log }) => {
        if (!ORDINARY.test(log.message)) onTrouble(`Kafka: ${log.message}`, log['error'] ?? log['stack']);
      },
  });
}

/** For the TLS of a connection. */
export const trusted = ({ ca }: NonNullable<KafkaAccess['tls']>): { ca?: string } => (ca === undefined ? {} : { ca });

export const topicPrefix = ({ prefix = 'mnara' }: Pick<KafkaOptions, 'prefix'>): string => prefix;
