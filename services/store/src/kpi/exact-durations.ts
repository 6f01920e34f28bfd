import { RequestError } from '#domain/access/request-error.js';
import type { Scope } from '#domain/access/viewer.js';
import type { Spread } from '#domain/kpi/compute.js';
import { MEASURES, type Measure } from '#domain/kpi/counts.js';
import { binStartMs } from '#domain/kpi/histogram.js';
import type { Bins } from '#domain/kpi/needed-bins.js';
import { remark } from '#domain/remark/remark.js';
import { Pace } from '#platform/timing/pace.js';
import type { Built } from './coverage.js';
import type { KpiQuery } from './kpi-query.js';
import { groupBy, keyColumns, named, type Parameters } from './kpi-sql.js';
import { DURATION_BYTES, durationSql, LEG_DURATIONS } from './leg-sql.js';
import { type RollupSource, rollupRows } from './rollup-rows.js';
import { keyOf, MEASURE_NAMES, type Row, type SpreadCell } from './spreads.js';

/** Durations of one answer, at most. */
export const MOST_DURATIONS = 1_500_000;

/** @throws RequestError TOO_MUCH with the number, before a duration is read */
function refuseTooMany(cells: readonly SpreadCell[], isNeeded: (measure: Measure, bin: number) => boolean): void {
  let sum = 0;
  for (const { sums } of cells)
    for (const [measure, spread] of Object.entries(sums))
      for (const [bin, n] of spread.cells) if (isNeeded(measure as Measure, bin)) sum += n;
  if (sum <= MOST_DURATIONS) return;
  throw new RequestError('TOO_MUCH', remark('exact_too_many', { durations: sum, limit: MOST_DURATIONS }));
}

/** Durations in needed bins, put behind each other for each cell and measure. */
export function durationRows(
  scope: Scope,
  query: KpiQuery,
  needed: Bins,
  built: Built | undefined,
  parameters: Parameters,
): string {
  const wanted = [...needed].flatMap(([measure, bins]) => [...bins].map((bin) => `(${MEASURES[measure]}, ${bin})`));
  const source: RollupSource = {
    shape: {
      table: `(${LEG_DURATIONS})`,
      keys: ['centre_key', 'measure'],
      hasService: false,
      hasDesk: false,
      isLeg: false,
      agency: undefined,
      from: '',
    },
    levels: { day: 'rollup_day_values' },
    amounts: [
      {
        name: 'durations',
        fine: `string_agg(${durationSql('f.duration')}, ''::bytea)`,
        coarse: `string_agg(f.durations, ''::bytea)`,
      },
    ],
    and: `AND (f.measure, f.bin) IN (${wanted.join(', ')})`,
  };
  const columns = [...keyColumns(query, source.shape, () => 'f.at', parameters), 'f.measure'];
  return `SELECT ${named(columns)} string_agg(f.durations, ''::bytea) AS durations
    FROM ${rollupRows(scope, query, source, built, parameters)} ${groupBy(columns.length)}`;
}

/** Bins from their lowest duration up: in which one a duration lies. */
function binOfDuration(starts: readonly (readonly [start: number, bin: number])[], duration: number): number {
  let bin = -1;
  for (const [start, one] of starts) {
    if (start > duration) break;
    bin = one;
  }
  return bin;
}

/** Durations of needed bins, each bin's ascending as pairs of value and number. */
async function sorted(
  durations: Buffer,
  bins: ReadonlySet<number>,
  pace: Pace,
): Promise<Map<number, [number, number][]>> {
  const starts = [...bins].map((bin) => [binStartMs(bin), bin] as const).sort(([one], [other]) => one - other);
  const found = new Map<number, number[]>([...bins].map((bin) => [bin, []]));
  for (let at = 0; at < durations.length; at += DURATION_BYTES) {
    const duration = durations.readUIntBE(at, DURATION_BYTES);
    found.get(binOfDuration(starts, duration))?.push(duration);
    if (pace.isDue()) await pace.rest();
  }
  const pairs = new Map<number, [number, number][]>();
  for (const [bin, values] of found) {
    const counted: [number, number][] = [];
    for (const value of Float64Array.from(values).sort()) {
      const last = counted.at(-1);
      if (last?.[0] === value) last[1] += 1;
      else counted.push([value, 1]);
    }
    pairs.set(bin, counted);
    if (pace.isDue(values.length)) await pace.rest();
  }
  return pairs;
}

const sizeOf = (pairs: readonly (readonly [number, number])[]): number => pairs.reduce((sum, [, n]) => sum + n, 0);

/**
 * Exact spreads of cells whose histograms are known: durations in needed bins, and the lowest value of a bin for all
 * others, which no figure depends on (`addNeededBins`).
 * @throws RequestError TOO_MUCH when too many durations, or where legs are to be read too many legs, are needed
 * @returns undefined where durations and histogram do not agree, as where a day was built after its legs were deleted
 */
export async function exactSpreads(
  histograms: readonly SpreadCell[],
  needed: Bins,
  read: () => Promise<readonly Row[]>,
  keys: number,
): Promise<readonly SpreadCell[] | undefined> {
  refuseTooMany(histograms, (measure, bin) => needed.get(measure)?.has(bin) === true);
  const pace = new Pace();
  const known = new Map<string, Map<number, [number, number][]>>();
  for (const row of needed.size === 0 ? [] : await read()) {
    const measure = MEASURE_NAMES.get(Number(row[`k${keys + 1}`]));
    const durations = row['durations'];
    if (measure === undefined || !Buffer.isBuffer(durations)) continue;
    known.set(
      JSON.stringify([keyOf(row, keys), measure]),
      await sorted(durations, needed.get(measure) ?? new Set(), pace),
    );
  }
  const exact: SpreadCell[] = [];
  for (const { key, sums } of histograms) {
    const spreads: Partial<Record<Measure, Spread>> = {};
    for (const [name, { cells }] of Object.entries(sums)) {
      const measure = name as Measure;
      const durations = known.get(JSON.stringify([key, measure]));
      const values = cells.map(([bin, n]): readonly (readonly [number, number])[] =>
        needed.get(measure)?.has(bin) === true ? (durations?.get(bin) ?? []) : [[binStartMs(bin), n]],
      );
      if (cells.some(([, n], index) => sizeOf(values[index] ?? []) !== n)) {
        refuseTooMany(histograms, () => true);
        return undefined;
      }
      spreads[measure] = { kind: 'exact', cells: values.flat() };
      if (pace.isDue(cells.length)) await pace.rest();
    }
    exact.push({ key, sums: spreads });
  }
  return exact;
}
