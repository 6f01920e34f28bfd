import type { Database } from '#platform/postgres/database.js';
import { DAY_TABLES, MONTH_TABLES } from '../rollups/coarse/coarse-tables.js';

/** What is kept of one kind of record. */
export interface KeptData {
  readonly kind: string;
  /** With indexes; compressed chunks of TimescaleDB are not counted. */
  readonly bytes: number;
  /** Date of the oldest record; null: there is none. */
  readonly since: string | null;
  /** The setting that limits how long they are kept; null: they are kept forever. */
  readonly setting: string | null;
}

interface Kind {
  readonly kind: string;
  readonly tables: readonly string[];
  /** Expression of the oldest moment, from the beginning of an index. */
  readonly oldest: string;
  readonly setting?: string;
}

const oldestOf = (table: string, column: string): string => `(SELECT min(${column}) FROM mnara.${table})`;
const VALUES = 'rollup_day_values';
const COARSE = [...DAY_TABLES, ...MONTH_TABLES].map(({ table }) => table).filter((table) => table !== VALUES);

const KINDS: readonly Kind[] = [
  {
    kind: 'single legs and timelines',
    tables: ['leg', 'timeline'],
    oldest: `(SELECT min((SELECT min(day) FROM mnara.timeline t WHERE t.centre_key = c.centre_key
      AND t.subject = 'centre')) FROM mnara.centre c)`,
    setting: 'MNARA_RETENTION_DAYS',
  },
  {
    kind: 'sums by quarter hour and hour',
    tables: ['rollup_quarter', 'rollup_bins', 'rollup_segment_day', 'rollup_desk_hour', 'rollup_centre_hour'],
    oldest: oldestOf('rollup_quarter', 'bucket'),
  },
  { kind: 'sums by day and month', tables: COARSE, oldest: oldestOf('rollup_day', 'day') },
  { kind: 'durations by day', tables: [VALUES], oldest: oldestOf('rollup_day', 'day') },
  {
    kind: 'sums by minute and region',
    tables: ['rollup_region_minute'],
    oldest: oldestOf('rollup_region_minute', 'bucket'),
    setting: 'MNARA_MINUTE_RETENTION_DAYS',
  },
  {
    kind: 'messages to people',
    tables: ['notification', 'message_part', 'screen_notice', 'alert_refusal'],
    oldest: oldestOf('notification', 'created_at'),
    setting: 'MNARA_MESSAGE_RETENTION_DAYS',
  },
  { kind: 'alerts', tables: ['alert', 'alert_entry'], oldest: oldestOf('alert', 'fired_at') },
  {
    kind: 'reports that were made',
    tables: ['report_run', 'report_file', 'report_figure', 'report_delivery'],
    oldest: '(SELECT due_at FROM mnara.report_run ORDER BY run_id LIMIT 1)',
  },
  {
    kind: 'dead letters',
    tables: ['dead_letter'],
    oldest: '(SELECT received_at FROM mnara.dead_letter ORDER BY dead_letter_id LIMIT 1)',
    setting: 'MNARA_RETENTION_DAYS',
  },
];

/** A hypertable's rows are in its chunks, which inherit from it. */
const sizeOf = (tables: readonly string[]): string =>
  `(SELECT sum(pg_total_relation_size(part.oid)) FROM (
     SELECT t.oid FROM unnest('{${tables.map((table) => `mnara.${table}`).join(',')}}'::regclass[]) AS t(oid)
     UNION ALL SELECT i.inhrelid FROM pg_inherits i
       WHERE i.inhparent = ANY ('{${tables.map((table) => `mnara.${table}`).join(',')}}'::regclass[])) AS part)::float8`;

const READ = KINDS.map(
  ({ kind, tables, oldest, setting }) =>
    `SELECT '${kind}' AS kind, ${sizeOf(tables)} AS bytes, ${oldest}::date::text AS since,
       ${setting === undefined ? 'NULL' : `'${setting}'`} AS setting`,
).join(' UNION ALL ');

/**
 * What the database keeps, since when, and how large it is; reads sizes and beginnings of indexes, never the rows.
 * Nothing of a database that has no tables yet.
 */
export async function readKeptData(database: Database): Promise<readonly KeptData[]> {
  const { rows } = await database.query<{ hasTables: boolean }>(
    `SELECT to_regclass('mnara.report_run') IS NOT NULL AS "hasTables"`,
  );
  if (rows[0]?.hasTables !== true) return [];
  return (await database.query<KeptData>(READ)).rows;
}
