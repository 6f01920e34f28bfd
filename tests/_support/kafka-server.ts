import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchKafka } from '#local/stack/fetch-kafka.js';
import { type KafkaBroker, startKafkaBroker } from '#local/stack/kafka-broker.js';
import type { KafkaListener } from '#local/stack/kafka-process.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import { untilGone } from '#platform/process/process-life.js';

/** A real, empty Kafka in a separate folder. */
export interface TestKafka {
  /** "127.0.0.1:port", the same after a restart. */
  readonly brokers: string;
  readonly pid: () => number;
  /** Sends a signal; after SIGKILL it waits until the process has ended. */
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): Promise<void>;
  /** Restarts it with the same port and log, also after `kill`. Resolves when it listens. */
  restart(): Promise<void>;
  /** Stops it and removes the folder. */
  stop(): Promise<void>;
}

const report = (text: string): void => void process.stderr.write(`${text}\n`);

/** Why this machine cannot run Kafka; undefined when it can. For `describe.skipIf`, with the reason in the name. */
export const kafkaMissing: string | undefined = await fetchKafka(report).then(
  () => undefined,
  (error: unknown) => String(error),
);

/** @param users users for SCRAM-SHA-512: name and password */
export async function startKafka(
  listener?: KafkaListener,
  users?: Readonly<Record<string, string>>,
): Promise<TestKafka> {
  const folder = await mkdtemp(join(tmpdir(), 'mnara-test-kafka-'));
  const more = { ...(listener === undefined ? {} : { listener }), ...(users === undefined ? {} : { users }) };
  const start = (): Promise<KafkaBroker> => startKafkaBroker({ folder, report, ...more });
  let broker = await start();
  const signal = (name: NodeJS.Signals): void => void process.kill(broker.pid, name);
  return {
    brokers: broker.brokers,
    pid: () => broker.pid,
    kill: async (name) => {
      signal(name);
      if (name === 'SIGKILL') await untilGone(broker.pid, 10_000);
    },
    restart: async () => {
      await broker.stop();
      broker = await start();
    },
    stop: async () => {
      try {
        signal('SIGKILL');
      } catch {
        // It has already ended.
      }
      await untilGone(broker.pid, 10_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A small record of one agent. */
export const record = (seq: number): LogRecord => ({
  key: 'NBO-1',
  sourceId: 'agent-1',
  sourceEpoch: 'e1',
  seq,
  receivedAtMs: 1_700_000_000_000 + seq,
  payload: Uint8Array.of(seq),
});
