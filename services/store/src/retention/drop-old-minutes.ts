import type { Database, Transaction } from '#platform/postgres/database.js';

const DAY_MS = 86_400_000;
/** Rows of one statement, where there are no chunks. */
const MOST_ROWS = 10_000;
/** Events come first: a drop that would have to wait for them longer is tried again later. */
const LOCK_TIMEOUT = `SET LOCAL lock_timeout = '2s'`;

const MOVE_BOUNDARY = `
INSERT INTO mnara.minute_retention AS kept (kept_from) VALUES (to_timestamp($1 / 1000.0))
ON CONFLICT (is_only) DO UPDATE SET kept_from = excluded.kept_from WHERE kept.kept_from < excluded.kept_from`;

/** The catalogue of hypertables is there only with the extension; a table that was made before it came is plain. */
async function isHypertable(tx: Database): Promise<boolean> {
  const { rows } = await tx.query<{ there: boolean }>(
    `SELECT to_regclass('timescaledb_information.hypertables') IS NOT NULL AS there`,
  );
  if (rows[0]?.there !== true) return false;
  const found = await tx.query(
    `SELECT 1 FROM timescaledb_information.hypertables WHERE hypertable_schema = 'mnara'
      AND hypertable_name = 'rollup_region_minute'`,
  );
  return found.rowCount > 0;
}

/** What was dropped: whole chunks of a hypertable, or rows of a plain table. */
export interface DroppedMinutes {
  readonly chunks: number;
  readonly rows: number;
}

/** Unix milliseconds from which on the minutes of regions are kept; 0: always. */
export async function readMinutesKeptFrom(database: Database): Promise<number> {
  const { rows } = await database.query<{ at: number }>(
    'SELECT ceil(extract(epoch FROM kept_from) * 1000)::bigint AS at FROM mnara.minute_retention',
  );
  return rows[0]?.at ?? 0;
}

/**
 * Drops the minutes of regions that are older than whole UTC days: by `drop_chunks` where they are a hypertable (a
 * chunk goes once all of it is old), row by row elsewhere. The boundary is moved with it, so that a recomputation
 * compares what lies after it. Safe to repeat and to kill.
 * @param now Unix milliseconds
 */
export async function dropOldMinutes(database: Database, keepDays: number, now: number): Promise<DroppedMinutes> {
  const keptFrom = (Math.floor(now / DAY_MS) - keepDays) * DAY_MS;
  const dropped = await database.transaction(async (tx) => {
    await tx.query(LOCK_TIMEOUT);
    await tx.query(MOVE_BOUNDARY, [keptFrom]);
    return (await isHypertable(tx)) ? { chunks: await dropChunks(tx, keptFrom), rows: 0 } : undefined;
  });
  return dropped ?? { chunks: 0, rows: await deleteRows(database, keptFrom) };
}

async function dropChunks(tx: Transaction, keptFrom: number): Promise<number> {
  const { rowCount } = await tx.query(
    `SELECT drop_chunks('mnara.rollup_region_minute', older_than => to_timestamp($1 / 1000.0))`,
    [keptFrom],
  );
  return rowCount;
}

async function deleteRows(database: Database, keptFrom: number): Promise<number> {
  let total = 0;
  for (;;) {
    const { rowCount } = await database.query(
      `DELETE FROM mnara.rollup_region_minute WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM mnara.rollup_region_minute WHERE bucket < to_timestamp($1 / 1000.0) LIMIT $2))`,
      [keptFrom, MOST_ROWS],
    );
    total += rowCount;
    if (rowCount < MOST_ROWS) return total;
  }
}
