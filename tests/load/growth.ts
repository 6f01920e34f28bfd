// A country's network of one size, from 100 to 126,380 centres; its figures go into the table and the chart of
// docs/images. `npm run bench -- growth --centres 12638 [--outage 2] [--heartbeat 60] [--seconds 8]`
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../_support/mnara.js';
import type { ServiceProcess } from '../_support/service-process.js';
import { outageOf, playLive } from './country-feeds.js';
import { appliedBy, memoryMiB, startCountry, untilApplied } from './country-run.js';
import { type GrowthStep, growthChart, growthTable } from './growth-chart.js';
import { readOptions } from './options.js';
import { coresOf, processorTime } from './processor-time.js';
import { openScreens } from './screens.js';
import { startStageTimes } from './stage-times.js';

const options = readOptions({ centres: 1_000, outage: 2, heartbeat: 60, seconds: 8 });
const { centres, heartbeat, outage, seconds } = options;
const DAY_CENTRES = 1_000;
/** A country ten times the size of Vietnam needs more memory than the default of a service. */
const LARGE_HEAP = centres > 20_000 ? ['--max-old-space-size=4096'] : [];
const BOUND_SECONDS = 300;
const DATA = join(ROOT, 'docs/images/growth.json');
const CHART = join(ROOT, 'docs/images/growth.svg');
/** Sorted, as they would be stored when the day is closed. */
const ROWS = `SELECT sum((xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM mnara.' || relname, false,
  true, '')))[1]::text::bigint)::bigint AS rows
  FROM pg_class WHERE relnamespace = 'mnara'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`;

type Day = Pick<GrowthStep, 'dayOfCentres' | 'dayEvents' | 'dayRows' | 'dayBytes'>;

interface Drain {
  readonly events: number;
  readonly perSecond: number;
}

/** Measured from the first batch on; the start time of a processor is measured separately. */
async function drained(processor: ServiceProcess, events: number): Promise<Drain> {
  await untilApplied(processor, 1, BOUND_SECONDS);
  const [from, early] = [performance.now(), await appliedBy(processor)];
  await untilApplied(processor, events, BOUND_SECONDS);
  return { events: events - early, perSecond: (1000 * (events - early)) / (performance.now() - from) };
}

/** Drains a whole day of as many centres as the run has time for; rows and bytes are those of the real tables. */
async function measureDay(): Promise<Day & { readonly drain: Drain }> {
  const dayOfCentres = Math.min(centres, DAY_CENTRES);
  const run = await startCountry({ centres: dayOfCentres, times: 1 }, Date.now());
  try {
    const read = async (): Promise<{ rows: number; bytes: number }> => {
      await run.database.query('VACUUM FULL');
      const { rows } = await run.database.query<{ rows: number }>(ROWS);
      const size = await run.database.query<{ bytes: number }>('SELECT pg_database_size(current_database()) AS bytes');
      return { rows: rows[0]?.rows ?? 0, bytes: size.rows[0]?.bytes ?? 0 };
    };
    const before = await read();
    const whole = run.day.whole();
    const events = await run.feed(run.day.slice(whole, Math.max(Date.now(), whole.to)));
    const processor = await run.stack.start('processor', {}, LARGE_HEAP);
    const drain = await drained(processor, events);
    const after = await read();
    const times = centres / dayOfCentres;
    return {
      dayOfCentres,
      dayEvents: events * times,
      dayRows: (after.rows - before.rows) * times,
      dayBytes: (after.bytes - before.bytes) * times,
      drain,
    };
  } finally {
    await run.stop();
  }
}

async function measureRest(): Promise<Omit<GrowthStep, keyof Day | 'drainPerSecond'> & { readonly drain: Drain }> {
  const run = await startCountry({ centres, times: 1 }, Date.now());
  try {
    const { stack } = run;
    const now = Date.now();
    const waiting = await run.feed(outageOf(run, heartbeat, now - outage * 60_000, now));
    const first = await stack.start('processor', {}, LARGE_HEAP);
    const drain = await drained(first, waiting);
    await first.end();
    const recoverFrom = performance.now();
    const processor = await stack.start('processor', {}, LARGE_HEAP);
    await processor.ready();
    const recoverSeconds = (performance.now() - recoverFrom) / 1000;
    const apiFrom = performance.now();
    const api = await stack.start('api', {}, LARGE_HEAP);
    await api.ready();
    const order = { url: await api.url(), token: stack.token, probeCentreId: 'C0' };
    const screen = await openScreens({ ...order, screens: 1 });
    const snapshotSeconds = (performance.now() - apiFrom) / 1000;
    const { bytes, messages } = await screen.arrivals();
    const known = await appliedBy(processor);
    const playing = playLive(run, heartbeat, Date.now(), Date.now() + (seconds + 4) * 1_000);
    await sleep(3_000);
    const pids = { processor: processor.pid, timescaledb: stack.databasePid, kafka: stack.kafkaPid, api: api.pid };
    const stageTimes = await startStageTimes({ processor: processor.healthUrl });
    const [before, appliedBefore] = [processorTime(), await appliedBy(processor)];
    await sleep(seconds * 1_000);
    const [after, appliedAfter] = [processorTime(), await appliedBy(processor)];
    console.log(`live: ${await stageTimes()}`);
    await untilApplied(processor, known + (await playing), 30);
    const each = (read: (pid: number) => number): Record<string, number> =>
      Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, read(pid)]));
    const step = {
      centres,
      desks: run.country.desksOf.reduce((sum, desks) => sum + desks, 0),
      liveEvents: (1000 * (appliedAfter - appliedBefore)) / (after.at - before.at),
      liveCores: each((pid) => coresOf(pid, before, after)),
      memoryMiB: each((pid) => memoryMiB(pid, after)),
      recoverSeconds,
      snapshotSeconds,
      snapshotBytes: bytes / messages,
      drain,
    };
    await screen.stop();
    return step;
  } finally {
    await run.stop();
  }
}

const { drain: short, ...rest } = await measureRest();
const { drain: long, ...day } = await measureDay();
// Use the longer of the two.
const drain = short.events > long.events ? short : long;
const step: GrowthStep = { ...rest, ...day, drainPerSecond: drain.perSecond };
const known = existsSync(DATA) ? (JSON.parse(readFileSync(DATA, 'utf8')) as GrowthStep[]) : [];
const steps = [...known.filter((other) => other.centres !== centres), step].toSorted((a, b) => a.centres - b.centres);
writeFileSync(
  DATA,
  `${JSON.stringify(steps, (_, value) => (typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value), 2)}\n`,
);
writeFileSync(CHART, growthChart(steps));
console.log(growthTable(steps));
console.log('docs/images/growth.json and growth.svg have this step.');
