import { COUNTS, STATE_TIMES } from '#domain/kpi/counts.js';
import { BinDeltas } from './bin-deltas.js';
import { DeltaTable } from './delta-table.js';

/**
 * The rollup families and the names of their columns, as in infra/migrations/0002_facts.sql. The histogram is a view
 * of rollup_bins, in which a bin may have several rows.
 */
export const FAMILIES = {
  quarter: { table: 'rollup_quarter', key: ['centre_key', 'service_key', 'bucket'], sums: COUNTS },
  region_minute: { table: 'rollup_region_minute', key: ['region_key', 'service_key', 'bucket'], sums: COUNTS },
  histogram: { table: 'rollup_histogram', key: ['centre_key', 'service_key', 'measure', 'bucket', 'bin'], sums: ['n'] },
  desk_hour: {
    table: 'rollup_desk_hour',
    key: ['centre_key', 'desk_key', 'staff_key', 'bucket'],
    sums: [...COUNTS, ...STATE_TIMES],
  },
  centre_hour: {
    table: 'rollup_centre_hour',
    key: ['centre_key', 'agency_id', 'bucket'],
    sums: ['centre_open_ms', 'power_down_ms', 'upstream_down_ms'],
  },
  segment_day: {
    table: 'rollup_segment_day',
    key: ['centre_key', 'service_key', 'dimension', 'value', 'bucket'],
    sums: COUNTS,
  },
  data_quality: { table: 'data_quality', key: ['centre_key', 'day', 'defect'], sums: ['n'] },
} as const satisfies Record<string, { table: string; key: readonly string[]; sums: readonly string[] }>;

export type Family = keyof typeof FAMILIES;
export const FAMILY_NAMES = Object.keys(FAMILIES) as Family[];

/** Families of one row for each key, with sums in its columns: all but the histogram. */
export type SummedFamily = Exclude<Family, 'histogram'>;
export const SUMMED_FAMILIES = FAMILY_NAMES.filter((family): family is SummedFamily => family !== 'histogram');

/** Columns of keys that are texts; the others are numbers, and buckets times. */
const TEXT_COLUMNS: ReadonlySet<string> = new Set(['agency_id', 'dimension', 'value', 'day', 'defect']);

/** Sums of contributions, taken back and added, waiting to be written in one transaction. */
export class RollupDeltas {
  readonly #tables = Object.fromEntries(
    SUMMED_FAMILIES.map((family) => [
      family,
      new DeltaTable(FAMILIES[family].key.length, FAMILIES[family].sums.length),
    ]),
  ) as Record<SummedFamily, DeltaTable>;
  readonly bins = new BinDeltas();
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  /** Keys are numbers: buckets as Unix seconds, texts by `numberOf`. */
  table(family: SummedFamily): DeltaTable {
    return this.#tables[family];
  }

  /** The number that stands for a text among these deltas. */
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.push(text) - 1;
    this.#numbers.set(text, number);
    return number;
  }

  textOf(number: number): string {
    const text = this.#texts[number];
    if (text === undefined) throw new RangeError(`No text has the number ${number}.`);
    return text;
  }

  /** Rows that change something, in order of their keys, so that two writers lock rows in the same order. */
  *changed(
    family: Family,
  ): Generator<{ readonly key: readonly (number | string)[]; readonly sums: readonly number[] }> {
    if (family === 'histogram') {
      yield* this.bins.changed();
      return;
    }
    const table = this.#tables[family];
    const columns: readonly string[] = FAMILIES[family].key;
    for (const row of table.changed()) {
      const key = columns.map((name, place) => {
        const value = table.key(row, place);
        if (TEXT_COLUMNS.has(name)) return this.textOf(value);
        return name === 'bucket' ? value * 1000 : value;
      });
      yield { key, sums: FAMILIES[family].sums.map((_, place) => table.sum(row, place)) };
    }
  }
}
