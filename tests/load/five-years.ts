// What five years of history change on the wall: pages and database time of each live read on one and on five years.
// `npm run bench -- five-years [--years 5] [--runs 5]`: three centres, made up; a read touches a centre's newest rows.
import type { Database } from '#platform/postgres/database.js';
import { LIVE_READS, type Work, watched } from '../_support/live-reads.js';
import { fillLongHistory } from '../_support/long-history.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { Distribution } from './distribution.js';
import { readOptions } from './options.js';

const options = readOptions({ years: 5, runs: 5 });
/** Noon in Nairobi. */
const NOW = Date.UTC(2026, 10, 25, 9);

async function start(years: number) {
  const network = await startSmallNetwork();
  await fillLongHistory(network.database, Math.round(years * 365), NOW);
  const { rows } = await network.database.query<{ bytes: number }>(
    'SELECT pg_database_size(current_database()) AS bytes',
  );
  console.log(`${years} years: ${((rows[0]?.bytes ?? 0) / 1024 ** 2).toFixed(0)} MiB`);
  return network;
}

/** Median time; pages are the same in each run but the first, which reads the catalogue too. */
async function workOf(database: Database, read: (database: Database) => Promise<unknown>): Promise<Work> {
  const all: Work[] = [];
  for (let run = 0; run <= options.runs; run += 1) {
    const { database: watching, work } = watched(database);
    await read(watching);
    all.push(work());
  }
  return { pages: all.at(-1)?.pages ?? 0, ms: new Distribution(all.slice(1).map(({ ms }) => ms)).at(0.5) };
}

const networks = [await start(1), await start(options.years)] as const;
try {
  const sums = [0, 0];
  for (const [name, read] of Object.entries(LIVE_READS)) {
    const work: Work[] = [];
    for (const { database } of networks) work.push(await workOf(database, (one) => read(one, NOW)));
    work.forEach(({ ms }, place) => {
      sums[place] = (sums[place] ?? 0) + ms;
    });
    const [one, many] = work;
    console.log(`${name}: ${one?.pages} and ${many?.pages} pages, ${one?.ms.toFixed(2)} and ${many?.ms.toFixed(2)} ms`);
  }
  const [one = 0, many = 0] = sums;
  console.log(
    `all live reads: ${one.toFixed(1)} ms of the database with one year, ${many.toFixed(1)} ms with ` +
      `${options.years}: ${(many / one).toFixed(2)} times`,
  );
} finally {
  for (const network of networks) await network.stop();
}
