import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogRecord } from '#platform/event-log/event-log.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { applyNetwork } from '#store/network/apply-network.js';
import type { ServiceProcess } from '../_support/service-process.js';
import { CountryDay } from './country-day.js';
import { type Country, type CountrySize, makeCountry } from './country-network.js';
import { coresOf, isWithin, type ProcessorTime, processorTime } from './processor-time.js';
import { type Stack, startStack } from './stack-system.js';

const FRAME = 2_000;
const FRAMES_IN_HAND = 8;

/** A country on its own stack, without services yet. */
export interface CountryRun {
  readonly country: Country;
  readonly day: CountryDay;
  readonly stack: Stack;
  readonly database: Database;
  /** Appends records as the gateway does; resolves to their number when all are stored. */
  feed(records: Iterable<LogRecord>): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts Kafka and TimescaleDB, applies the country's description. @param now Unix milliseconds; it is mid-morning
 * there
 */
export async function startCountry(size: CountrySize, now: number): Promise<CountryRun> {
  const country = makeCountry(size, now);
  const stack = await startStack();
  await migrate(stack.databaseUrl);
  const database = openDatabase(stack.databaseUrl, { connections: 2 });
  const applied = await applyNetwork(database, country.description, '', now);
  if (!applied.ok) throw new Error(applied.faults.join('\n'));
  const kafka = { brokers: stack.brokers.split(','), clientId: 'country' };
  await createTopics(kafka);
  const log = new KafkaEventLog({ ...kafka, group: 'unused' });
  const date = new Intl.DateTimeFormat('sv', { timeZone: country.timeZone }).format(now);
  const feed = async (records: Iterable<LogRecord>): Promise<number> => {
    let [count, frame, inHand] = [0, [] as LogRecord[], [] as Promise<void>[]];
    for (const record of records) {
      frame.push(record);
      count += 1;
      if (frame.length < FRAME) continue;
      inHand.push(log.append(frame));
      frame = [];
      if (inHand.length >= FRAMES_IN_HAND) inHand = (await Promise.all(inHand)) && [];
    }
    await Promise.all([...inHand, log.append(frame)]);
    return count;
  };
  return {
    country,
    day: new CountryDay(country, date),
    stack,
    database,
    feed,
    stop: async () => {
      await log.close();
      await database.close();
      await stack.stop();
    },
  };
}

/** A processor that does not answer for this long is considered dead, seconds. */
const SILENT_SECONDS = 20;

/** Number of events that a processor has applied since it started. @throws with its output when it no longer answers */
export async function appliedBy(processor: ServiceProcess): Promise<number> {
  for (let second = 0; ; second += 1) {
    try {
      const text = await (await fetch(`${processor.healthUrl}/metrics`)).text();
      return Number(/^mnara_processor_batch_events_sum(?:\{.*\})? (\S+)$/m.exec(text)?.[1] ?? 0);
    } catch (cause) {
      if (second === SILENT_SECONDS)
        throw new Error(`The processor does not answer. Its output: ${processor.said().slice(-3_000)}`, { cause });
      await sleep(1_000);
    }
  }
}

/**
 * Resolves to the seconds until the processor has applied this number in total. @throws when it takes longer than the
 * bound
 */
export async function untilApplied(processor: ServiceProcess, events: number, boundSeconds: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const applied = await appliedBy(processor);
    const seconds = (performance.now() - startedAt) / 1000;
    if (applied >= events) return seconds;
    if (seconds > boundSeconds) throw new Error(`${applied} of ${events} events were applied in ${boundSeconds} s.`);
    // Ask rarely when it takes long, because each request also costs the processor some milliseconds.
    await sleep(seconds < 5 ? 100 : 500);
  }
}

/** Memory of a process and its descendants, MiB; shared memory counts once. */
export function memoryMiB(pid: number, { all }: ProcessorTime): number {
  const own = [...all.keys()].filter((one) => isWithin(one, pid, all));
  return own.reduce((sum, one) => sum + proportionalKiB(one), 0) / 1024;
}

function proportionalKiB(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    // The process has ended in the meantime.
    return 0;
  }
}

/** "name 0.42 cores 210 MiB" for each of the processes, between two moments. */
export function sayCost(
  pids: Readonly<Record<string, number>>,
  before: ProcessorTime,
  after = processorTime(),
): string {
  return Object.entries(pids)
    .map(
      ([name, pid]) =>
        `${name} ${coresOf(pid, before, after).toFixed(2)} cores ${memoryMiB(pid, after).toFixed(0)} MiB`,
    )
    .join(', ');
}
