// Forty questions over a long history, beside plain SQL over bi. `npm run bench -- year-questions [--months 12]
// [--runs 5] [--bi-runs 1] [--fine-runs 1] [--data FOLDER]`: the folder keeps the history for the next run (a year of
// 55 centres takes 9 GB there; delete it afterwards).
import { WHOLE_NETWORK } from '#domain/access/viewer.js';
import { parseKpi } from '#domain/kpi/catalogue.js';
import type { Database } from '#platform/postgres/database.js';
import { readCells } from '#store/kpi/kpi-cells.js';
import { countSource, spreadSource } from '#store/kpi/kpi-source.js';
import { KpiStore } from '#store/kpi/kpi-store.js';
import { buildCoarse } from '#store/rollups/coarse/build-coarse.js';
import { DAY_TABLES, MONTH_TABLES } from '#store/rollups/coarse/coarse-tables.js';
import { openHistory } from '../_support/kept-history.js';
import { fillDurations } from '../_support/made-up-history.js';
import { Distribution } from './distribution.js';
import { readOptions } from './options.js';
import { coresOf, processorTime } from './processor-time.js';
import { type Question, TYPICAL_QUESTIONS } from './typical-questions.js';

const defaults = { months: 2, centres: 52, services: 16, desks: 10, runs: 5, 'fine-runs': 0, 'bi-runs': 1 };
const options = readOptions(defaults);
const DAY = 86_400_000;
const ZONE = 'Africa/Nairobi';

const midnight = (at: number): string => `${new Date(at).toISOString().slice(0, 10)}T00:00:00`;

interface Period {
  readonly from: string;
  readonly to: string;
}

/** Reads and computes everything that a question needs, as the API does. */
async function ask(store: KpiStore, question: Question, { from, to }: Period): Promise<number> {
  const { ids, by, split, filters = [], isExact = false } = question;
  const kpis = ids.map((id) => {
    const asked = parseKpi(id);
    if ('fault' in asked) throw new Error(asked.fault.code);
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
  const spreads = split === undefined ? spreadSource(asked, isExact) : 'bins';
  const { cells } = await readCells(store, WHOLE_NETWORK, { ...plan, spreadSource: spreads }, Date.now());
  for (const key of cells.keys())
    for (const { definition, parameter } of kpis) definition.compute(cells.get(key), parameter);
  return performance.now() - began;
}

async function repeat(times: number, work: () => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let run = 0; run < times; run += 1) all.push(await work());
  return all;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function saySizes(database: Database, seconds: number): Promise<void> {
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

/** Processor time of the database and of this program for one run, on Linux: what others take is not in it. */
async function withProcessorTime(
  pid: number,
  runs: number,
  work: () => Promise<number[]>,
): Promise<{ readonly times: Distribution; readonly databaseMs: number; readonly ownMs: number }> {
  const before = processorTime();
  const times = new Distribution(await work());
  const after = processorTime();
  const ms = (of: number, name: RegExp): number => (coresOf(of, before, after, name) * (after.at - before.at)) / runs;
  return { times, databaseMs: ms(pid, /^postgres/), ownMs: ms(process.pid, /^(node|MainThread)/) };
}

const history = await openHistory(options.data, { ...options, days: Math.round(options.months * 30.4) });
try {
  const { database, size, madeAt } = history;
  console.log(`${size.days} days of ${size.centres + 3} centres, made in ${history.seconds.toFixed(0)} s.`);
  const building = performance.now();
  await buildCoarse(database);
  const built = (performance.now() - building) / 1000;
  const { rows: stored } = await database.query('SELECT 1 FROM mnara.rollup_day_values LIMIT 1');
  if (stored.length === 0) await fillDurations(database, size, madeAt);
  if (built > 60 || stored.length === 0) await database.query('VACUUM ANALYZE');
  await saySizes(database, built);
  const [coarse, fine] = [new KpiStore(database), new KpiStore(database, 'fine')];
  const whole: Period = { from: midnight(madeAt - size.days * DAY), to: midnight(madeAt + DAY) };
  // The history has no legs, from which exact figures of today would come.
  const untilToday: Period = { from: whole.from, to: midnight(madeAt) };
  const all: { readonly aim: number; readonly p95: number; readonly processorMs: number }[] = [];
  for (const question of options.runs === 0 ? [] : TYPICAL_QUESTIONS) {
    const period = question.isExact === true ? untilToday : whole;
    const { times, databaseMs, ownMs } = await withProcessorTime(history.pid, options.runs, () =>
      repeat(options.runs, () => ask(coarse, question, period)),
    );
    const slow = new Distribution(await repeat(options['fine-runs'], () => ask(fine, question, period)));
    const { sql } = question;
    const plain = new Distribution(
      sql === undefined
        ? []
        : await repeat(options['bi-runs'], () => timed(() => database.query(sql, [period.from, period.to]))),
    );
    all.push({ aim: question.aimMs, p95: times.at(0.95), processorMs: databaseMs + ownMs });
    console.log(
      `${question.name}: p50 ${times.at(0.5).toFixed(0)} ms, p95 ${times.at(0.95).toFixed(0)} ms (aim ` +
        `${question.aimMs}), processor ${databaseMs.toFixed(0)} + ${ownMs.toFixed(0)} ms` +
        (plain.count === 0 ? '' : `; plain SQL over bi ${plain.at(0.5).toFixed(0)} ms`) +
        (slow.count === 0 ? '' : `; from fine rows ${slow.at(0.5).toFixed(0)} ms`),
    );
  }
  for (const aim of options.runs === 0 ? [] : [200, 1000]) {
    const such = all.filter((one) => one.aim === aim);
    const p95 = new Distribution(such.map((one) => one.p95));
    console.log(
      `aim ${aim} ms: ${such.length} questions, ${such.filter((one) => one.p95 <= aim).length} within it; p95 of the ` +
        `median question ${p95.at(0.5).toFixed(0)} ms, of the slowest ${p95.at(1).toFixed(0)} ms; processor time at ` +
        `most ${Math.max(...such.map((one) => one.processorMs)).toFixed(0)} ms`,
    );
  }
} finally {
  await history.stop();
}
