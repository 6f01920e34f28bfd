// The stream processor against plain consumers of the same topic, in one run, on a real Kafka and a real TimescaleDB.
// `npm run bench -- drain-stack [VISITS] [CENTRES]`
// Needs kcat, perl and psql.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { EventLog, LogRecord } from '#platform/event-log/event-log.js';
import { kafkaClient } from '#platform/kafka/kafka-client.js';
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { runProcessor } from '#stream-processor/batch/run-processor.js';
import { applyOne, applyPlainly, copyRaw, floor, PLAIN_TABLES, rowText, TRIGGER } from '../_support/drain-baselines.js';
import { startKafka } from '../_support/kafka-server.js';
import { startLoadNetwork } from '../_support/load-network.js';
import { networkDay } from '../_support/network-day.js';
import { startTimescale } from '../_support/timescale-server.js';

const [VISITS = 100_000, CENTRES = 57] = process.argv.slice(2).map(Number);
const ALL = VISITS * 5;
// The events are of March: a shorter retention would delete them before they are read.
const KEEP_HOURS = 100 * 365 * 24;
const KEPT = [{ name: 'retention.ms', value: String(KEEP_HOURS * 3_600_000) }];
const PROCESSOR = fileURLToPath(new URL('processor-process.js', import.meta.url));
const SINGLE = Math.min(5_000, ALL);
const ONE_BY_ONE = Math.min(2_000, ALL);
/** Maximum time for one measurement, milliseconds. */
const BOUND_MS = 120_000;

const kafka = await startKafka();
const network = await startLoadNetwork({ centres: CENTRES, services: 10, desks: 10 }, startTimescale);
const options = { brokers: kafka.brokers.split(','), clientId: 'drain' };

function logOf(group: string): KafkaEventLog {
  return new KafkaEventLog({ ...options, group, sessionTimeoutMs: 30_000, onRetry: (error) => console.error(error) });
}

const ROWS = 'plain-rows';

/** The topic of events, and a topic with the raw row of each event. */
async function fill(): Promise<string> {
  const names = await createTopics(options, { partitions: 8, replicas: 1, keepHours: KEEP_HOURS });
  const client = kafkaClient(options);
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: ROWS, numPartitions: 8, configEntries: KEPT }] });
  await admin.disconnect();
  const producer = client.producer();
  await producer.connect();
  const log = logOf('unused');
  const put = async (frame: readonly LogRecord[]): Promise<void> => {
    const messages = frame.map((record) => ({ key: record.key, value: rowText(record) }));
    await Promise.all([log.append(frame), producer.send({ topic: ROWS, messages })]);
  };
  let frame = [];
  let inHand: Promise<void>[] = [];
  for (const record of networkDay({ visits: VISITS, centres: CENTRES, services: 10, desks: 10 })) {
    frame.push(record);
    if (frame.length < 2_000) continue;
    inHand.push(put(frame));
    frame = [];
    if (inHand.length >= 10) {
      await Promise.all(inHand);
      inHand = [];
    }
  }
  await Promise.all([...inHand, put(frame)]);
  await log.close();
  await producer.disconnect();
  return names.events;
}

/** Events a second, from the moment when the group has assigned its partitions until `max` events are stored. */
async function drained(
  group: string,
  max: number,
  run: (log: EventLog, note: (events: number) => void) => Promise<{ stop(): Promise<void> }>,
): Promise<number> {
  const log = logOf(group);
  const done = Promise.withResolvers<number>();
  let events = 0;
  let started = 0;
  const consume = log.consume.bind(log);
  log.consume = (handler, assigned) =>
    consume(handler, async (owns) => {
      await assigned?.(owns);
      started = performance.now();
    });
  const timer = setTimeout(() => done.reject(new Error(`${group}: ${events} of ${max} events in time`)), BOUND_MS);
  const running = await run(log, (more) => {
    events += more;
    if (events >= max) done.resolve((1000 * events) / (performance.now() - started));
  });
  try {
    return await done.promise;
  } finally {
    clearTimeout(timer);
    await running.stop();
    await log.close();
  }
}

/** A consumer with one transaction per event. */
const oneByOne = (group: string, max: number, apply: (record: LogRecord) => Promise<void>): Promise<number> =>
  drained(group, max, (log, note) => {
    let events = 0;
    return log.consume(async (batch) => {
      for (const record of batch) {
        if (events >= max) return;
        await apply(record);
        events += 1;
        note(1);
      }
    });
  });

/** Everything that the product does, for each event separately. */
async function oursOneByOne(): Promise<number> {
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  const processor = new Processor(new PostgresProcessorStore(network.database), dimensions, () => {}, 0);
  return oneByOne('one-by-one', ONE_BY_ONE, (record) => processor.apply([record]));
}

const raw = (): Promise<number> =>
  drained('raw', ALL, (log, note) =>
    log.consume(async (batch) => {
      await copyRaw(network.database, [...batch]);
      note(batch.length);
    }),
  );

async function ours(): Promise<{ perSecond: number; pauseMs: number }> {
  const pauses = monitorEventLoopDelay({ resolution: 1 });
  pauses.enable();
  const perSecond = await drained('ours', ALL, (log, note) =>
    runProcessor({
      log,
      store: new PostgresProcessorStore(network.database),
      dimensions: new DimensionStore(network.database),
      publish: () => {},
      onApplied: ({ records }) => note(records),
      now: Date.now,
    }),
  );
  return { perSecond, pauseMs: pauses.max / 1e6 };
}

/** Events a second of several processors, each in its own process, from the first batch until everything is stored. */
async function several(processors: number): Promise<number> {
  const done = Promise.withResolvers<number>();
  const owned = new Map<number, number>();
  const allOwned = Promise.withResolvers<void>();
  let events = 0;
  let first = 0;
  let started = 0;
  const children = Array.from({ length: processors }, (_, index) => {
    const child = fork(PROCESSOR, [kafka.brokers, network.url, 'several', String(CENTRES)], {
      execArgv: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=64'],
    });
    child.on('message', ({ owns, records }: { owns?: number; records?: number }) => {
      if (owns !== undefined) owned.set(index, owns);
      const counts = [...owned.values()];
      if (counts.filter((count) => count > 0).length === processors && sum(counts) === CENTRES) allOwned.resolve();
      if (records === undefined) return;
      events += records;
      // Each may wait some seconds for the start message, so the time is measured from the first batch.
      if (first === 0) [first, started] = [records, performance.now()];
      if (events >= ALL) done.resolve((1000 * (events - first)) / (performance.now() - started));
    });
    return child;
  });
  const timer = setTimeout(() => done.reject(new Error(`${events} of ${ALL} events in time`)), BOUND_MS);
  try {
    await Promise.race([allOwned.promise, done.promise]);
    for (const child of children) child.send('begin');
    return await done.promise;
  } finally {
    clearTimeout(timer);
    await Promise.all(
      children.map(async (child) => {
        if (child.connected) child.send('stop');
        if (child.exitCode === null) await once(child, 'exit');
      }),
    );
  }
}

async function expectAllVisits(): Promise<void> {
  const figures = await network.database.query<{ n: number }>(
    'SELECT sum(tickets_issued) AS n FROM mnara.rollup_quarter',
  );
  if (figures.rows[0]?.n !== VISITS)
    throw new Error(`The stream processor stored ${figures.rows[0]?.n} of ${VISITS} visits.`);
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

try {
  const topic = await fill();
  await network.database.query(PLAIN_TABLES);
  const into = { brokers: kafka.brokers, events: ALL, url: network.url, program: process.env['PSQL'] ?? 'psql' };
  const floorOf = async (shape: 'rows' | 'bare', from: string, table: string): Promise<number> => {
    const seconds = await floor(shape, from, into);
    const { rows } = await network.database.query<{ n: number }>(`SELECT count(*) AS n FROM plain.${table}`);
    if (rows[0]?.n !== ALL) throw new Error(`The baseline stored ${rows[0]?.n} of ${ALL} events.`);
    return ALL / seconds;
  };
  const logRate = (name: string, perSecond: number): number => {
    console.error(`${name} ${perSecond.toFixed(0)}`);
    return perSecond;
  };
  const c = logRate('(c)', await floorOf('rows', ROWS, 'row'));
  const bare = logRate('(c, bare)', await floorOf('bare', topic, 'bare'));
  const a = logRate('(a)', await oneByOne('plainly', SINGLE, (record) => applyPlainly(network.database, record)));
  const least = logRate('(a, least)', await oneByOne('least', SINGLE, (record) => applyOne(network.database, record)));
  const same = logRate('(a, ours)', await oursOneByOne());
  await network.clear();
  await network.database.query(PLAIN_TABLES);
  await network.database.query(TRIGGER);
  const d = await ours();
  logRate('(d)', d.perSecond);
  const b = logRate('(b)', await raw());
  await expectAllVisits();
  await network.clear();
  const e = logRate('(e)', await several(2));
  await expectAllVisits();
  const line = (name: string, perSecond: number): void =>
    console.log(`${name.padEnd(64)} ${perSecond.toFixed(0).padStart(8)} events/s`);
  console.log(`${ALL} events of ${CENTRES} centres, 8 partitions`);
  line(`(a) one transaction per event: leg, counts, position (${SINGLE} events)`, a);
  line('(a, least) the same: a raw row, a count, a position, one statement', least);
  line(`(a, ours) the same, doing all that (d) does (${ONE_BY_ONE} events)`, same);
  line('(b) raw rows and a statement trigger', b);
  line('(c) kcat into COPY: raw rows, no aggregation', c);
  line('(c, bare) kcat into COPY: payloads as they are, no aggregation', bare);
  line('(d) the stream processor', d.perSecond);
  line('(e) two stream processors', e);
  const ratios = (name: string, ours: number): string =>
    `${name} / (a) = ${(ours / a).toFixed(1)}; / (a, least) = ${(ours / least).toFixed(1)}; / (a, ours) = ${(ours / same).toFixed(0)}; / (b) = ${(ours / b).toFixed(2)}; / (c) = ${(ours / c).toFixed(2)}; / (c, bare) = ${(ours / bare).toFixed(2)}`;
  console.log(ratios('(d)', d.perSecond));
  console.log(ratios('(e)', e));
  console.log(`longest pause of the event loop ${d.pauseMs.toFixed(0)} ms`);
} finally {
  await network.stop();
  await kafka.stop();
}
