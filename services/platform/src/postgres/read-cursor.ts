import type { Answer, Database } from './database.js';

/** Rows that are in memory at once, beside those that the reader holds. */
const BATCH_ROWS = 1000;

/**
 * Reads a statement's rows in batches, as the reader takes them. While the reader works on one batch the next one is
 * fetched; no more are in memory.
 * @param reading a transaction; one cursor at a time
 */
export async function* readByCursor<Row>(
  reading: Database,
  sql: string,
  parameters: readonly unknown[],
  batchRows = BATCH_ROWS,
): AsyncGenerator<readonly Row[], void> {
  // All rows are going to be read: a plan that brings the first ones early would be slower.
  await reading.query('SET LOCAL cursor_tuple_fraction = 1');
  await reading.query(`DECLARE file_rows NO SCROLL CURSOR FOR ${sql}`, parameters);
  const fetchNext = (): Promise<Answer<Row>> => {
    const fetched = reading.query<Row>(`FETCH ${batchRows} FROM file_rows`);
    // A reader that leaves meanwhile does not see its failure.
    fetched.catch(() => undefined);
    return fetched;
  };
  let next = fetchNext();
  for (;;) {
    const { rows } = await next;
    const isLast = rows.length < batchRows;
    if (!isLast) next = fetchNext();
    if (rows.length > 0) yield rows;
    if (isLast) break;
  }
  await reading.query('CLOSE file_rows');
}

/** The number of a statement's rows, counted up to one more than `most`. */
export async function countUpTo(
  reading: Database,
  sql: string,
  parameters: readonly unknown[],
  most: number,
): Promise<number> {
  const limit = `$${parameters.length + 1}::bigint + 1`;
  const { rows } = await reading.query<{ n: number }>(`SELECT count(*) AS n FROM (${sql} LIMIT ${limit}) AS counted`, [
    ...parameters,
    most,
  ]);
  return rows[0]?.n ?? 0;
}
