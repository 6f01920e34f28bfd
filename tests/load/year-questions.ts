// Forty questions over a long history, with and without coarse rollups. `npm run bench -- year-questions`
import { WHOLE_NETWORK } from '#domain/access/viewer.js';
import { KPI_CATALOGUE, parseKpi } from '#domain/kpi/catalogue.js';
import type { KpiSplit } from '#domain/kpi/kpi-splits.js';
import type { Database } from '#platform/postgres/database.js';
import { readCells } from '#store/kpi/kpi-cells.js';
import type { Filter, KpiGroup } from '#store/kpi/kpi-query.js';
import { countSource } from '#store/kpi/kpi-source.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { buildCoarse } from '#store/rollups/coarse/build-coarse.js';
import { DAY_TABLES, MONTH_TABLES } from '#store/rollups/coarse/coarse-tables.js';
import { openHistory } from '../_support/kept-history.js';
import { readOptions } from './options.js';
import { coresOf, processorTime } from './processor-time.js';

const options = readOptions({ months: 2, centres: 52, services: 16, desks: 10, runs: 5, 'fine-runs': 1 });
const DAY = 86_400_000;
const ZONE = 'Africa/Nairobi';
const COUNTED = ['served', 'wait_mean', 'service_level'];
const SPREAD = ['wait_p90', 'service_time_p50'];
const DESKS = ['occupancy', 'transactions_per_desk_hour'];
/** Read from legs or silences, which have no rollup. */
const NOT_HERE = new Set(['idle_while_waiting_time', 'agent_silent_time']);

interface Question {
  readonly name: string;
  readonly ids: readonly string[];
  readonly by: readonly KpiGroup[];
  readonly split?: KpiSplit;
  readonly filters?: readonly Filter[];
  /** What the aim is: 200 or 1000 ms. */
  readonly aimMs: number;
}

const centre: Filter = { key: 'centre', values: ['C7'] };
const service: Filter = { key: 'service', values: ['S3'] };
const region: Filter = { key: 'region', values: ['R1'] };

function questions(): readonly Question[] {
  const coarse: readonly (readonly KpiGroup[])[] = [
    [],
    ['month'],
    ['region'],
    ['centre'],
    ['service'],
    ['agency'],
    ['region', 'month'],
    ['centre', 'month'],
    ['agency', 'month'],
    ['service', 'month'],
  ];
  const finer: readonly (readonly KpiGroup[])[] = [
    ['day'],
    ['week'],
    ['hour_of_day'],
    ['day_of_week'],
    ['week', 'centre'],
  ];
  const of = (kind: string, ids: readonly string[], by: readonly KpiGroup[], aimMs: number): Question => ({
    name: `${kind} by ${by.join(', ') || 'nothing'}`,
    ids,
    by,
    aimMs,
  });
  const splits: readonly KpiSplit[] = ['gender', 'age_band', 'channel'];
  return [
    ...coarse.map((by) => of('counts', COUNTED, by, 200)),
    ...coarse.slice(0, 9).map((by) => of('percentiles', SPREAD, by, 200)),
    ...(['month', 'centre', 'region'] as const).map((by) => of('desks', DESKS, [by], 200)),
    ...splits.map((split) => ({ ...of('counts', COUNTED, ['month'], 200), name: `split by ${split}, month`, split })),
    { ...of('counts', COUNTED, ['month'], 200), name: 'one centre by month', filters: [centre] },
    { ...of('counts', COUNTED, ['month'], 200), name: 'one service by month', filters: [service] },
    { ...of('counts', COUNTED, ['centre'], 200), name: 'one region by centre', filters: [region] },
    ...finer.map((by) => of('counts', COUNTED, by, 1000)),
    ...finer.map((by) => of('percentiles', SPREAD, by, 1000)),
    of('whole catalogue', ALL, ['month'], 1000),
    of('whole catalogue', ALL, ['region', 'month'], 1000),
  ];
}

const ALL = KPI_CATALOGUE.map(({ id }) => id).filter((id) => !NOT_HERE.has(id));

const iso = (at: number): string => `${new Date(at).toISOString().slice(0, 10)}T00:00:00`;

/** Reads everything that a question needs, as the API does. */
async function ask(store: KpiStore, question: Question, from: string, to: string): Promise<number> {
  const { ids, by, split, filters = [] } = question;
  const kpis = ids.map((id) => {
    const asked = parseKpi(id);
    if ('fault' in asked) throw new Error(asked.fault);
    return asked;
  });
  const keys = filters.map(({ key }) => key);
  const asked = { groups: by, keys, split, wholeDays: true, wholeHours: true, isAgency: false, countsIssues: false };
  const source = countSource(asked);
  const zone = by.includes('centre') || source === 'segment_day' ? undefined : ZONE;
  const query = { groups: by, split, filters, from, to, networkId: 'test', zone };
  const needs = new Set(kpis.flatMap(({ definition, parameter }) => definition.needs(parameter)));
  const plan = { kpis, query, from: Date.parse(`${from}Z`), to: Date.parse(`${to}Z`), needs, countSource: source };
  const began = performance.now();
  await readCells(store, WHOLE_NETWORK, { ...plan, spreadSource: 'bins' }, Date.now());
  return performance.now() - began;
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

async function repeat(times: number, work: () => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let run = 0; run < times; run += 1) all.push(await work());
  return all;
}

async function sayMade(database: Database, seconds: number): Promise<void> {
  const tables = [...DAY_TABLES, ...MONTH_TABLES].map(({ table }) => table);
  const fine = ['rollup_quarter', 'rollup_bins', 'rollup_segment_day', 'rollup_desk_hour', 'rollup_centre_hour'];
  console.log(`Built in ${seconds.toFixed(1)} s. Sizes:`);
  for (const table of [...fine, ...tables]) {
    const { rows } = await database.query<{ n: number; bytes: number }>(
      `SELECT count(*) AS n, pg_total_relation_size('mnara.${table}') AS bytes FROM mnara.${table}`,
    );
    console.log(`  ${table}: ${rows[0]?.n} rows, ${((rows[0]?.bytes ?? 0) / 1024 ** 2).toFixed(1)} MiB`);
  }
}

const history = await openHistory(options.data, { ...options, days: Math.round(options.months * 30.4) });
try {
  const { database, size, madeAt } = history;
  const { days } = size;
  console.log(`${days} days of ${size.centres + 3} centres, made in ${history.seconds.toFixed(0)} s.`);
  const building = performance.now();
  await buildCoarse(database);
  const built = (performance.now() - building) / 1000;
  await database.query('VACUUM ANALYZE');
  await sayMade(database, built);
  const [coarse, fine] = [new KpiStore(database), new KpiStore(database, 'fine')];
  const [from, to] = [iso(madeAt - days * DAY), iso(madeAt + DAY)];
  const whole: { readonly aim: number; readonly all: number[] }[] = [];
  for (const question of questions()) {
    const before = processorTime();
    const quick = await repeat(options.runs, () => ask(coarse, question, from, to));
    const after = processorTime();
    const cpu = [history.pid, process.pid].map(
      (pid) => (coresOf(pid, before, after, /^(node|postgres|MainThread)/) * (after.at - before.at)) / options.runs,
    );
    const slow = await repeat(options['fine-runs'], () => ask(fine, question, from, to));
    whole.push({ aim: question.aimMs, all: quick });
    const [p50, p95, fineMs] = [quantile(quick, 0.5), quantile(quick, 0.95), quantile(slow, 0.5)];
    console.log(
      `${question.name}: p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms (aim ${question.aimMs}), processor ` +
        `${cpu.map((ms) => ms.toFixed(0)).join(' + ')} ms` +
        (slow.length === 0 ? '' : `; fine only ${fineMs.toFixed(0)} ms, ${(fineMs / p50).toFixed(1)} times`),
    );
  }
  for (const aim of [200, 1000]) {
    const all = whole.filter((one) => one.aim === aim).flatMap((one) => one.all);
    console.log(
      `aim ${aim} ms, all such questions: p50 ${quantile(all, 0.5).toFixed(0)} ms, ` +
        `p95 ${quantile(all, 0.95).toFixed(0)} ms`,
    );
  }
} finally {
  await history.stop();
}
