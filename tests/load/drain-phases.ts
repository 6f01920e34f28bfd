// How the time of a drain is spent: a day of a network through the processor, without a log. `npm run bench --
// drain-phases [VISITS] [CENTRES] [BATCH]`
import { readdirSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { LogRecord } from '#platform/event-log/event-log.js';
import type { Database } from '#platform/postgres/database.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { startLoadNetwork } from '../_support/load-network.js';
import { networkDay } from '../_support/network-day.js';

const [VISITS = 100_000, CENTRES = 350, BATCH = 20_000] = process.argv.slice(2).map(Number);

async function noting<T>(sql: string, into: Map<string, number>, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await work();
  } finally {
    const name = /(?:INTO|FROM|COPY|JOIN) (?:mnara\.)?(\S+)/.exec(sql)?.[0] ?? sql.slice(0, 40);
    into.set(name, (into.get(name) ?? 0) + performance.now() - began);
  }
}

/** The database, with the time of each statement. */
function timed(database: Database, into: Map<string, number>): Database {
  const query: Database['query'] = (sql, parameters) => noting(sql, into, () => database.query(sql, parameters));
  const repeated: Database['repeated'] = (sql, parameters) =>
    noting(sql, into, () => database.repeated(sql, parameters));
  return {
    query,
    repeated,
    transaction: (work) =>
      database.transaction((tx) =>
        work({
          query: (sql, parameters) => noting(sql, into, () => tx.query(sql, parameters)),
          copy: (sql, data) => noting(sql, into, () => tx.copy(sql, data)),
          repeated: (sql, parameters) => noting(sql, into, () => tx.repeated(sql, parameters)),
          rowTypes: (columns) => tx.rowTypes(columns),
          transaction: (inner) => inner(tx),
          close: () => tx.close(),
        }),
      ),
    close: () => database.close(),
  };
}

/**
 * Records in few large buffers, as a broker's client keeps them: hundreds of thousands of small objects would slow down
 * the garbage collector.
 */
function packed(records: Iterable<LogRecord>): { count: number; take(at: number, max: number): LogRecord[] } {
  const heads: string[] = [];
  const chunks: Buffer[] = [];
  let chunk: Uint8Array[] = [];
  const places: number[] = [];
  let size = 0;
  for (const { payload, key, sourceId, seq, receivedAtMs } of records) {
    heads.push(`${key} ${sourceId} ${seq} ${receivedAtMs}`);
    places.push(size, payload.length);
    chunk.push(payload);
    size += payload.length;
    if (chunk.length < 10_000) continue;
    chunks.push(Buffer.concat(chunk));
    chunk = [];
  }
  const all = Buffer.concat([...chunks, ...chunk]);
  const take = (at: number, max: number): LogRecord[] =>
    heads.slice(at, at + max).map((head, index) => {
      const [key = '', sourceId = '', seq, receivedAtMs] = head.split(' ');
      const start = places[2 * (at + index)] as number;
      const payload = all.subarray(start, start + (places[2 * (at + index) + 1] as number));
      return { key, sourceId, sourceEpoch: 'outbox-1', seq: Number(seq), receivedAtMs: Number(receivedAtMs), payload };
    });
  return { count: heads.length, take };
}

/** Total CPU time of the database's processes, milliseconds. */
function databaseCpuMs(postmaster: number): number {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      if (Number(fields[1]) === postmaster) ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // The process has ended in the meantime.
    }
  }
  return ticks * 10;
}

const statements = new Map<string, number>();
const network = await startLoadNetwork({ centres: CENTRES, services: 10, desks: 10 });
try {
  const day = packed(networkDay({ visits: VISITS, centres: CENTRES, services: 10, desks: 10 }));
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  const store = new PostgresProcessorStore(timed(network.database, statements));
  let databaseMs = 0;
  const commit = store.commit.bind(store);
  store.commit = async (changes) => {
    const began = performance.now();
    await commit(changes);
    databaseMs += performance.now() - began;
  };
  const processor = new Processor(store, dimensions, () => {}, 0);
  const pauses = monitorEventLoopDelay({ resolution: 1 });
  pauses.enable();
  const before = process.cpuUsage();
  const databaseBefore = databaseCpuMs(network.pid);
  const started = performance.now();
  for (let at = 0; at < day.count; at += BATCH) await processor.apply(day.take(at, BATCH));
  const took = performance.now() - started;
  const cpu = process.cpuUsage(before);
  const databaseCpu = databaseCpuMs(network.pid) - databaseBefore;
  console.log(
    `${day.count} events, ${CENTRES} centres, batches of ${BATCH}: ${((1000 * day.count) / took).toFixed(0)} events/s`,
  );
  console.log(
    `in commits ${databaseMs.toFixed(0)} of ${took.toFixed(0)} ms; CPU an event: Node ${((cpu.user + cpu.system) / day.count).toFixed(1)} us, database ${((1000 * databaseCpu) / day.count).toFixed(1)} us; longest pause ${(pauses.max / 1e6).toFixed(0)} ms; ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB resident`,
  );
  for (const [name, ms] of [...statements].sort((left, right) => right[1] - left[1]))
    console.log(`${ms.toFixed(0).padStart(8)} ms ${name}`);
} finally {
  await network.stop();
}
