import { COUNTS, STATE_TIMES } from '#domain/kpi/counts.js';

/** A row of a rollup family: its key columns, and what to add to its sums. */
export interface DeltaRow {
  readonly key: readonly (number | string)[];
  readonly sums: number[];
}

/** The rollup families and the names of their columns, as in infra/migrations/0002_facts.sql. */
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

/** Sums of contributions, taken back and added, waiting to be written in one transaction. */
export class RollupDeltas {
  readonly #rows = Object.fromEntries(FAMILY_NAMES.map((family) => [family, new Map<string, DeltaRow>()])) as Record<
    Family,
    Map<string, DeltaRow>
  >;

  /** The sums of a row, made of zeros when it is new. */
  sums(family: Family, ...key: (number | string)[]): number[] {
    const rows = this.#rows[family];
    const text = key.join('|');
    const known = rows.get(text);
    if (known !== undefined) return known.sums;
    const sums = new Array<number>(FAMILIES[family].sums.length).fill(0);
    rows.set(text, { key, sums });
    return sums;
  }

  /** Rows that change something, in order of their keys, so that two writers lock rows in the same order. */
  changed(family: Family): readonly DeltaRow[] {
    const changed: [string, DeltaRow][] = [];
    for (const entry of this.#rows[family]) if (entry[1].sums.some((sum) => sum !== 0)) changed.push(entry);
    return changed.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
  }
}
