import { MEASURES } from '#domain/kpi/counts.js';
import type { Database } from '#platform/postgres/database.js';
import { durationSql, LEG_DURATIONS } from '../../kpi/leg-sql.js';

/** How a coarse table is made: of which table's rows, and under which keys beside its day or month. */
export interface CoarseTable {
  readonly table: string;
  readonly source: string;
  /** Column and expression over a source row f, whose local time is `local`. */
  readonly keys: Readonly<Record<string, string>>;
  readonly holds: 'sums' | 'bins' | 'durations';
}

const SERVICE = { centre_key: 'f.centre_key', service_key: 'f.service_key' };
const DESK = { centre_key: 'f.centre_key', desk_key: 'f.desk_key', staff_key: 'f.staff_key' };
const CENTRE = { centre_key: 'f.centre_key', agency_id: 'f.agency_id' };
const SEGMENT = { ...SERVICE, dimension: 'f.dimension', value: 'f.value' };
const PLACE = { centre_key: 'f.centre_key' };
const HOUR = { hour: 'extract(hour FROM local)::smallint', ...PLACE };
const SAME_HOUR = { hour: 'f.hour', ...PLACE };
const VALUES = { ...PLACE, measure: 'f.measure', bin: 'f.bin' };
/** So many centres are one block (decision 0126): one that changed costs little, and a network has few. */
export const BLOCK_CENTRES = 64;
const BLOCK = { block: `f.centre_key / ${BLOCK_CENTRES}`, service_key: 'f.service_key' };
const SAME_BLOCK = { block: 'f.block', service_key: 'f.service_key' };
const SPLIT = { dimension: 'f.dimension', ...PLACE, value: 'f.value' };

/** Built for one local day from the fine rollups, or from tables before them in this list. */
export const DAY_TABLES: readonly CoarseTable[] = [
  { table: 'rollup_day', source: 'rollup_quarter', keys: SERVICE, holds: 'sums' },
  { table: 'rollup_hour', source: 'rollup_quarter', keys: HOUR, holds: 'sums' },
  { table: 'rollup_desk_day', source: 'rollup_desk_hour', keys: DESK, holds: 'sums' },
  { table: 'rollup_centre_day', source: 'rollup_centre_hour', keys: CENTRE, holds: 'sums' },
  { table: 'rollup_day_bins', source: 'rollup_bins', keys: SERVICE, holds: 'bins' },
  { table: 'rollup_hour_bins', source: 'rollup_bins', keys: HOUR, holds: 'bins' },
  { table: 'rollup_place_day', source: 'rollup_hour', keys: PLACE, holds: 'sums' },
  { table: 'rollup_place_day_bins', source: 'rollup_hour_bins', keys: PLACE, holds: 'bins' },
  { table: 'rollup_split_day', source: 'rollup_segment_day', keys: SPLIT, holds: 'sums' },
  { table: 'rollup_day_values', source: 'leg', keys: VALUES, holds: 'durations' },
  { table: 'rollup_block_day', source: 'rollup_day', keys: BLOCK, holds: 'sums' },
  { table: 'rollup_block_day_bins', source: 'rollup_day_bins', keys: BLOCK, holds: 'bins' },
];

/** Built for one month from the rows of its days; segments with services are kept by day as it is. */
export const MONTH_TABLES: readonly CoarseTable[] = [
  { table: 'rollup_month', source: 'rollup_day', keys: SERVICE, holds: 'sums' },
  { table: 'rollup_desk_month', source: 'rollup_desk_day', keys: DESK, holds: 'sums' },
  { table: 'rollup_centre_month', source: 'rollup_centre_day', keys: CENTRE, holds: 'sums' },
  { table: 'rollup_month_bins', source: 'rollup_day_bins', keys: SERVICE, holds: 'bins' },
  { table: 'rollup_segment_month', source: 'rollup_segment_day', keys: SEGMENT, holds: 'sums' },
  { table: 'rollup_place_month', source: 'rollup_place_day', keys: PLACE, holds: 'sums' },
  { table: 'rollup_place_month_bins', source: 'rollup_place_day_bins', keys: PLACE, holds: 'bins' },
  { table: 'rollup_hour_month', source: 'rollup_hour', keys: SAME_HOUR, holds: 'sums' },
  { table: 'rollup_hour_month_bins', source: 'rollup_hour_bins', keys: SAME_HOUR, holds: 'bins' },
  { table: 'rollup_split_month', source: 'rollup_split_day', keys: SPLIT, holds: 'sums' },
  { table: 'rollup_block_month', source: 'rollup_block_day', keys: SAME_BLOCK, holds: 'sums' },
  { table: 'rollup_block_month_bins', source: 'rollup_block_day_bins', keys: SAME_BLOCK, holds: 'bins' },
];

/** What a desk was available for, of one row by the hour. */
export const AVAILABLE_MS = 'CASE WHEN f.ready_ms > 0 THEN greatest(0, f.ready_ms - f.serving_ms) ELSE 0 END';

/** The columns of sums of each coarse table, in its order. */
export type SumColumns = ReadonlyMap<string, readonly string[]>;

/**
 * Asked of the database, not taken from the program: a count that another version's migration added is summed too.
 */
export async function readSumColumns(database: Database): Promise<SumColumns> {
  const { rows } = await database.query<{ name: string; columns: string[] }>(
    `SELECT relname AS name, array_agg(attname::text ORDER BY attnum) AS columns
     FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE relnamespace = 'mnara'::regnamespace AND relname = ANY ($1) AND attnum > 0 AND NOT attisdropped
       AND atttypid = 'bigint'::regtype GROUP BY 1`,
    [[...DAY_TABLES, ...MONTH_TABLES].map(({ table }) => table)],
  );
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}

/** The day or month that is built, and where its rows lie; texts are SQL. */
export interface Span {
  readonly column: 'day' | 'month';
  readonly value: string;
  readonly from: string;
  readonly to: string;
  /** Array of keys, or undefined: all centres. */
  readonly centres: string | undefined;
}

const NAMES = Object.keys(MEASURES);
const PAIR = 'int2send(bin::smallint) || int4send(n::int)';

/** Whether it is made of rows by moments, not by days. */
export const isFine = ({ source }: CoarseTable): boolean =>
  source === 'rollup_segment_day' || !DAY_TABLES.some(({ table }) => table === source);

/** Whether its rows are of several centres each. */
export const isOfBlocks = ({ keys }: CoarseTable): boolean => 'block' in keys;

/** Of all centres, or of some and of those that share a block with them. @param centres SQL, an array of keys */
export const isOf = (table: CoarseTable, centre: string, centres: string | undefined): string =>
  centres === undefined
    ? 'true'
    : isOfBlocks(table)
      ? `${centre} = ANY (ARRAY(SELECT changed / ${BLOCK_CENTRES} FROM unnest(${centres}) AS changed))`
      : `${centre} = ANY (${centres})`;

/** Columns of a coarse table, in the order of `selectCoarse`. */
export function columnsOf(table: CoarseTable, span: Pick<Span, 'column'>, sums: SumColumns): readonly string[] {
  const values =
    table.holds === 'bins' ? NAMES : table.holds === 'durations' ? ['durations'] : (sums.get(table.table) ?? []);
  return [span.column, ...Object.keys(table.keys), ...values];
}

/** The rows of a coarse table for a span, as they follow from its source: what is written, and what is verified. */
export function selectCoarse(table: CoarseTable, span: Span, sums: SumColumns): string {
  const { source, keys, holds } = table;
  const fine = isFine(table);
  const local = '(f.bucket AT TIME ZONE c.time_zone)';
  const of = isOf(table, keys['block'] ?? 'f.centre_key', span.centres);
  const rows = holds === 'durations' ? `(${LEG_DURATIONS})` : `mnara.${source}`;
  const from = fine ? `${rows} f JOIN mnara.centre c ON c.centre_key = f.centre_key` : `${rows} f`;
  const where = fine
    ? `f.bucket >= ${span.from} AND f.bucket < ${span.to}
       AND date_trunc('${span.column}', ${local})::date = ${span.value} AND ${of}`
    : `f.day >= ${span.from} AND f.day < ${span.to} AND ${of}`;
  const parts = Object.entries(keys).map(([name, sql]) => `${sql.replace('local', local)} AS ${name}`);
  const head = `SELECT ${span.value} AS ${span.column}`;
  const group = `GROUP BY ${Object.keys(keys)
    .map((_, index) => index + 2)
    .join(', ')}`;
  if (holds === 'sums') {
    const amounts = (sums.get(table.table) ?? []).map((name) => {
      const amount = name === 'available_ms' && fine ? AVAILABLE_MS : `f.${name}`;
      return `sum(${amount})::bigint AS ${name}`;
    });
    return `${head}, ${[...parts, ...amounts].join(', ')} FROM ${from} WHERE ${where} ${group}`;
  }
  // Rows of a bin lie beside each other: a question reads few bins of many days.
  if (holds === 'durations')
    return `${head}, ${parts.join(', ')}, string_agg(${durationSql('f.duration')}, ''::bytea ORDER BY f.duration) AS
      durations FROM ${from} WHERE ${where} ${group} ORDER BY 3, 4, 2`;
  const columns = NAMES.map(
    (name, index) => `string_agg(${PAIR}, ''::bytea ORDER BY bin) FILTER (WHERE measure = ${index + 1}) AS ${name}`,
  );
  const names = Object.keys(keys);
  const bins = fine
    ? `SELECT ${names.join(', ')}, abs(mark) / 512 AS measure, abs(mark) % 512 AS bin, sum(sign(mark)) AS n
       FROM (SELECT ${parts.join(', ')}, unnest(f.marks) AS mark FROM ${from} WHERE ${where}) AS marks`
    : `SELECT ${parts.join(', ')}, m.measure, p.bin, sum(p.n) AS n FROM ${from} CROSS JOIN LATERAL
         (VALUES ${NAMES.map((name, index) => `(${index + 1}, f.${name})`).join(', ')}) AS m(measure, pairs)
         CROSS JOIN LATERAL mnara.bin_pairs(m.pairs) AS p WHERE ${where}`;
  return `${head}, ${names.join(', ')}, ${columns.join(', ')}
    FROM (SELECT * FROM (${bins} GROUP BY ${[...names, 'x', 'x'].map((_, index) => index + 1).join(', ')}) AS every
      WHERE n <> 0) AS bins ${group}`;
}
