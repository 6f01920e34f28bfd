import type { Database } from '#platform/postgres/database.js';
import {
  BLOCK_CENTRES,
  type CoarseTable,
  columnsOf,
  DAY_TABLES,
  isFine,
  isOfBlocks,
  MONTH_TABLES,
  readSumColumns,
  type Span,
  type SumColumns,
  selectCoarse,
} from './coarse-tables.js';

/** What a comparison of the coarse rollups with the fine ones found. */
export interface CoarseCheck {
  /** Days and months that were compared. */
  readonly spans: number;
  /** Rows that are not the sums of what they are made of, or are missing. */
  readonly differences: number;
  /** The first of them: table and day or month. */
  readonly examples: readonly string[];
}

const MOST_EXAMPLES = 30;

/** Days and months that have rows on either side and are built. */
const SPANS = `
WITH days AS (
  SELECT day FROM mnara.rollup_day UNION SELECT day FROM mnara.rollup_desk_day
  UNION SELECT day FROM mnara.rollup_centre_day
  UNION SELECT DISTINCT (bucket AT TIME ZONE c.time_zone)::date FROM mnara.rollup_quarter f
    JOIN mnara.centre c ON c.centre_key = f.centre_key
), built AS (
  SELECT day FROM days, mnara.rollup_coverage c WHERE day >= c.built_from AND day < c.built_to
)
SELECT 'day' AS column, day::text AS value, (day + 1)::text AS "end" FROM built
UNION ALL
SELECT DISTINCT 'month', date_trunc('month', day)::date::text,
  (date_trunc('month', day) + interval '1 month')::date::text
FROM built, mnara.rollup_coverage c
WHERE date_trunc('month', day) >= c.built_from AND date_trunc('month', day) + interval '1 month' <= c.built_to
ORDER BY 1, 2`;

/** Rows of centres that changed since are not compared: they are not read either. */
const STALE = {
  day: 'SELECT centre_key FROM mnara.rollup_stale s WHERE s.day = $1::date',
  month: `SELECT centre_key FROM mnara.rollup_stale s WHERE date_trunc('month', s.day) = $1::date
    UNION SELECT centre_key FROM mnara.rollup_stale_month s WHERE s.month = $1::date`,
};

/** Centres whose legs of the day are not all there any more. */
const LEGS_DELETED = `
SELECT p.centre_key FROM mnara.retention p JOIN mnara.centre c USING (centre_key)
WHERE $1::date <= (p.kept_from AT TIME ZONE c.time_zone)::date`;

function differing(table: CoarseTable, column: Span['column'], sums: SumColumns): string {
  const fine = isFine(table);
  const end = fine ? `$2::timestamp AT TIME ZONE 'UTC' + interval '15 hours'` : '$2::date';
  const from = fine ? `$1::timestamp AT TIME ZONE 'UTC' - interval '15 hours'` : '$1::date';
  const span: Span = { column, value: '$1::date', from, to: end, centres: undefined };
  const columns = columnsOf(table, span, sums).join(', ');
  const stored = `SELECT ${columns} FROM mnara.${table.table} WHERE ${column} = $1::date`;
  const made = selectCoarse(table, span, sums);
  const unchanged = isOfBlocks(table)
    ? `block NOT IN (SELECT centre_key / ${BLOCK_CENTRES} FROM (${STALE[column]}) AS stale)
       AND ${column} >= (SELECT blocks_from FROM mnara.rollup_coverage)`
    : `centre_key NOT IN (${STALE[column]})`;
  return `SELECT count(*) AS n FROM (
      ((${stored}) EXCEPT (${made})) UNION ALL ((${made}) EXCEPT (${stored}))) AS differing
    WHERE ${unchanged} AND $2::text IS NOT NULL
      ${table.holds === 'durations' ? `AND centre_key NOT IN (${LEGS_DELETED})` : ''}`;
}

/** Compares all coarse rows with what they are made of; give it a transaction in which one moment is seen. */
export async function checkCoarse(tx: Database): Promise<CoarseCheck> {
  const sums = await readSumColumns(tx);
  const { rows: spans } = await tx.query<{ column: Span['column']; value: string; end: string }>(SPANS);
  const examples: string[] = [];
  let differences = 0;
  for (const { column, value, end } of spans) {
    for (const table of column === 'day' ? DAY_TABLES : MONTH_TABLES) {
      const { rows } = await tx.query<{ n: number }>(differing(table, column, sums), [value, end]);
      const n = rows[0]?.n ?? 0;
      differences += n;
      if (n > 0 && examples.length < MOST_EXAMPLES) examples.push(`${table.table} ${value}: ${n} rows differ`);
    }
  }
  return { spans: spans.length, differences, examples };
}
