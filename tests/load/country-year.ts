// A year of a country by month and region. `npm run bench -- country-year [--centres 12638] [--regions 63] [--runs 5]`:
// only the coarse sums that the question reads are made, of twelve months and of the days since the last full one.
import { WHOLE_NETWORK } from '#domain/access/viewer.js';
import type { KpiGroup } from '#domain/kpi/kpi-groups.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { Distribution } from './distribution.js';
import { readOptions } from './options.js';

const options = readOptions({ centres: 12_638, regions: 63, runs: 5 });
/** Days since the last full month, the most that a question reads by day at that end. */
const DAYS = 30;
const ZONE = 'Africa/Nairobi';

const network = await startSmallNetwork();
try {
  const { database } = network;
  const month = (back: number): string => `(date_trunc('month', now()) - interval '${back} months')::date`;
  await database.query(
    `INSERT INTO mnara.region (region_id, names) SELECT 'P' || n, '{"en":"P"}' FROM generate_series(1, $1::int) AS n`,
    [options.regions],
  );
  await database.query(
    `INSERT INTO mnara.centre (centre_id, region_key, names, kind, time_zone)
     SELECT 'C' || n, 3 + n % $2::int, '{"en":"C"}', 'stationary', '${ZONE}' FROM generate_series(4, $1::int) AS n`,
    [options.centres, options.regions],
  );
  await database.query(`UPDATE mnara.centre SET time_zone = '${ZONE}'`);
  const sums = 'served, wait_n, wait_ms, within_target, target_n, visits, tickets_issued, ended, closed_legs';
  const values = '400, 400, 120000000, 300, 400, 400, 400, 400, 400';
  await database.query(
    `INSERT INTO mnara.rollup_place_month (month, centre_key, ${sums})
     SELECT month::date, centre_key, ${values} FROM mnara.centre,
       generate_series(${month(12)}, ${month(1)}, interval '1 month') AS month ORDER BY 1, 2`,
  );
  await database.query(
    `INSERT INTO mnara.rollup_place_day (day, centre_key, ${sums})
     SELECT day::date, centre_key, ${values} FROM mnara.centre,
       generate_series(${month(0)}, ${month(0)} + ${DAYS - 1}, interval '1 day') AS day ORDER BY 1, 2`,
  );
  await database.query(
    `INSERT INTO mnara.rollup_coverage (built_from, built_to, blocks_from)
     VALUES ('-infinity', ${month(0)} + ${DAYS}, ${month(0)} + ${DAYS})`,
  );
  await database.query('VACUUM ANALYZE');
  const { rows } = await database.query<{ from: string; month: string; to: string }>(
    `SELECT ${month(12)}::text AS "from", ${month(0)}::text AS month, (${month(0)} + ${DAYS})::text AS "to"`,
  );
  const { from = '', month: ofMonth = '', to = '' } = rows[0] ?? {};
  const store = new KpiStore(database);
  const ask = async (name: string, groups: readonly KpiGroup[], end: string): Promise<void> => {
    const period = { from: `${from}T00:00:00`, to: `${end}T00:00:00`, networkId: 'test', zone: ZONE };
    const times: number[] = [];
    let cells = 0;
    for (let run = 0; run < options.runs; run += 1) {
      const began = performance.now();
      const found = await store.counts(WHOLE_NETWORK, { groups, split: undefined, filters: [], ...period }, 'quarter', [
        'served',
        'wait_n',
        'wait_ms',
        'within_target',
        'target_n',
      ]);
      times.push(performance.now() - began);
      cells = found.length;
    }
    console.log(`${name}: ${cells} cells, ${new Distribution(times)}`);
  };
  console.log(`${options.centres} centres in ${options.regions} regions`);
  await ask('twelve whole months by month and region', ['region', 'month'], ofMonth);
  await ask(`twelve months and ${DAYS} days by month and region`, ['region', 'month'], to);
  await ask(`twelve months and ${DAYS} days by month`, ['month'], to);
} finally {
  await network.stop();
}
