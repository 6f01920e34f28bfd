import pg from 'pg';
import { type Database, poolOf } from './database.js';

const CANCEL_WITHIN_MS = 5_000;
const QUERY_CANCELED = '57014';

/** Whether the database ended a statement: it took longer than it may, or somebody cancelled it. */
export const isStatementEnded = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === QUERY_CANCELED;

/** Whether a read took longer than it may: its signal timed out, or the database ended its statement. */
export const isReadTooSlow = (error: unknown): boolean =>
  isStatementEnded(error) || (error instanceof Error && error.name === 'TimeoutError');

/**
 * Reads in one transaction: everything is of the same moment, and nothing can be written. When the signal is aborted,
 * the statement that runs is cancelled in the database too, and its connection is free for others.
 * @param database an open pool
 * @throws the signal's reason once it is aborted
 */
export async function readStoppably<T>(
  database: Database,
  signal: AbortSignal,
  work: (reading: Database) => Promise<T>,
): Promise<T> {
  try {
    return await database.transaction(async (tx) => {
      signal.throwIfAborted();
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      signal.throwIfAborted();
      let stopped: Promise<void> = Promise.resolve();
      const onAbort = (): void => {
        stopped = stop(database, rows[0]?.pid ?? 0);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await work(tx);
      } finally {
        signal.removeEventListener('abort', onAbort);
        // A cancellation that is still under way must not meet the next one's statement.
        await stopped;
      }
    });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Cancels over a connection of its own: those of the pool may all be busy with what is to be cancelled. */
async function stop(database: Database, pid: number): Promise<void> {
  const client = new pg.Client({ ...poolOf(database).options, query_timeout: CANCEL_WITHIN_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT pg_cancel_backend($1)', [pid]);
  } catch {
    // The statement's own time-out ends it.
  } finally {
    await client.end().catch(() => undefined);
  }
}
