// How many rows a network's day makes in each rollup family, and how large they are. `npm run bench -- rollup-sizes`
import type { LogRecord } from '#platform/event-log/event-log.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { FAMILIES, FAMILY_NAMES } from '#store/rollups/rollup-deltas.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { startLoadNetwork } from '../_support/load-network.js';
import { networkDay } from '../_support/network-day.js';
import { readOptions } from './options.js';

/** One hundredth of a network of 12,600 centres; `--times 100` prints the figures of the whole. */
const options = readOptions({ visits: 10_000, centres: 126, services: 40, desks: 3, times: 100 });
const BATCH = 2_000;
const MIB = 1024 ** 2;

const network = await startLoadNetwork(options);
try {
  const { database } = network;
  const dimensions = new Dimensions(new DimensionStore(database));
  await dimensions.reload();
  const processor = new Processor(new PostgresProcessorStore(database), dimensions, () => {}, 0);
  let batch: LogRecord[] = [];
  for (const record of networkDay(options)) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    await processor.apply(batch);
    batch = [];
  }
  await processor.apply(batch);
  // Rows that grew during the day have left free space behind; only the size of a closed day matters.
  await database.query('VACUUM FULL');
  console.log(
    `A day of ${options.visits} visits, ${options.centres} centres, ${options.services} services, ${options.desks} desks:`,
  );
  let total = 0;
  for (const family of FAMILY_NAMES) {
    const table = family === 'histogram' ? 'rollup_bins' : FAMILIES[family].table;
    const { rows } = await database.query<{ n: number; bytes: number }>(
      `SELECT count(*) AS n, pg_total_relation_size('mnara.${table}') AS bytes FROM mnara.${table}`,
    );
    const { n, bytes } = rows[0] as { n: number; bytes: number };
    total += bytes;
    console.log(
      `${table}: ${n} rows, ${(n / options.visits).toFixed(2)} a visit, ${n === 0 ? 0 : Math.round(bytes / n)} bytes a row with its index, ${((bytes * options.times) / MIB).toFixed(0)} MiB a day of ${options.times} such`,
    );
  }
  console.log(`all: ${((total * options.times) / MIB).toFixed(0)} MiB a day of ${options.times} such`);
} finally {
  await network.stop();
}
