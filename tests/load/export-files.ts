// Legs as CSV, Parquet, XLSX and JSON beside `psql \copy`: time, memory, turns. `npm run bench -- export-files`
import { execFileSync, fork } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { startLoadNetwork } from '../_support/load-network.js';
import type { ExportReport } from './export-files-process.js';
import { readOptions } from './options.js';

const { rows, days, centres } = readOptions({ rows: 1_000_000, days: 31, centres: 57 });
const PERIOD = { from: '2026-10-01', to: '2026-11-01' };

/** Legs as the processor stores them: each with all its times and durations, evenly over the period. */
const LEGS = `INSERT INTO mnara.leg (centre_key, visit_id, leg_no, service_key, desk_key, channel, issued_at, called_at,
    left_queue_at, started_at, ended_at, closed_at, outcome, wait_ms, walk_ms, service_ms, hold_ms, visit_ms, quantity,
    rating, is_complete, target_seconds, shortest_seconds, facts)
  SELECT c.centre_key, 'visit-' || n, 1, 1 + n % 5, d.desk_key, 'walk_in', at, at + wait, at + wait,
    at + wait + interval '20 seconds', at + wait + service, at + wait + service, 'served',
    extract(epoch FROM wait) * 1000, 20000, extract(epoch FROM service) * 1000 - 20000, 0,
    extract(epoch FROM wait + service) * 1000, 1, 1 + n % 5, true, 600, 30, '[]'
  FROM generate_series(1, $1::int) AS n
    JOIN (SELECT centre_key, row_number() OVER (ORDER BY centre_key) - 1 AS place, count(*) OVER () AS all
      FROM mnara.centre) AS c ON c.place = n % c.all
    JOIN LATERAL (SELECT desk_key FROM mnara.desk WHERE centre_key = c.centre_key LIMIT 1) AS d ON true,
    LATERAL (SELECT '2026-10-01T00:00+03'::timestamptz + n * ($2::float8 * interval '1 day' / $1::float8) AS at,
      (60 + n % 1800) * interval '1.001 second' AS wait, (120 + n % 900) * interval '1.003 second' AS service) AS times`;

const network = await startLoadNetwork({ centres, services: 5, desks: 4 });
const folder = mkdtempSync(join(tmpdir(), 'mnara-bench-files-'));
const child = fork(fileURLToPath(new URL('export-files-process.js', import.meta.url)), {
  execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=1024'],
});
const answer = <T>(): Promise<T> => new Promise((resolve) => child.once('message', (message) => resolve(message as T)));
const report = (): Promise<ExportReport> => {
  const answered = answer<ExportReport>();
  child.send('report');
  return answered;
};

try {
  await network.database.query(LEGS, [rows, days]);
  await network.database.query('VACUUM ANALYZE mnara.leg');
  const open = answer<{ url: string; token: string }>();
  child.send({ databaseUrl: network.url });
  const { url, token } = await open;
  const address = new URLSearchParams({ ...PERIOD, form: 'machine' });
  const get = async (format: string, name = format, kind = 'legs'): Promise<number> => {
    const started = performance.now();
    const response = await fetch(`${url}/api/v1/${kind}?${address}&format=${format}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (response.body === null || !response.ok) throw new Error(`${response.status} ${await response.text()}`);
    await pipeline(Readable.fromWeb(response.body as never), createWriteStream(join(folder, name)));
    return (performance.now() - started) / 1000;
  };
  const psql = (): number => {
    const started = performance.now();
    const query = `SELECT c.centre_id, c.time_zone, r.region_id, l.*, s.service_id, d.desk_id
      FROM mnara.leg l JOIN mnara.centre c USING (centre_key) JOIN mnara.region r USING (region_key)
        LEFT JOIN mnara.service s USING (service_key) LEFT JOIN mnara.desk d ON d.desk_key = l.desk_key
      WHERE l.issued_at >= '2026-10-01T00:00+03' AND l.issued_at < '2026-11-01T00:00+03' ORDER BY l.issued_at`;
    const copy = `\\copy (${query.replaceAll(/\s+/g, ' ')}) TO '${join(folder, 'psql.csv')}' WITH (FORMAT csv, HEADER)`;
    execFileSync('psql', [network.url, '-qc', copy]);
    return (performance.now() - started) / 1000;
  };
  await fetch(`${url}/api/v1/quality?${PERIOD.from}`).catch(() => undefined);
  const idle = await report();
  const copied = psql();
  console.log(`${rows} legs of ${days} days; the API before: ${idle.rssMb.toFixed(0)} MB`);
  const mb = (name: string): string => `${(statSync(join(folder, name)).size / 1e6).toFixed(0)} MB`;
  console.log(`psql \\copy (CSV): ${copied.toFixed(1)} s, ${mb('psql.csv')}`);
  for (const format of ['csv', 'parquet', 'xlsx', 'json']) {
    await report();
    const seconds = await get(format);
    const { rssMb, blockedMs, cpuSeconds, ownSeconds } = await report();
    console.log(
      `${format}: ${seconds.toFixed(1)} s (${(seconds / copied).toFixed(1)} times psql), ` +
        `${Math.round(rows / seconds)} rows/s, ${mb(format)}; API: ${rssMb.toFixed(0)} MB at most, ` +
        `${cpuSeconds.toFixed(1)} s of CPU, ${ownSeconds.toFixed(1)} s of it in its own thread, longest time without a turn ${blockedMs.toFixed(0)} ms`,
    );
  }
} finally {
  child.kill();
  await network.stop();
  rmSync(folder, { recursive: true, force: true });
}
