import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { repeatEvery } from '../timing/repeat.js';
import { type Database, poolOf } from './database.js';

/** Pause between two checks whether the connection still answers. */
const PING_MS = 15_000;
const RETRY_MS = 1_000;

/** What a listener needs. */
export interface ListenOptions {
  /**
   * Called with the payload of each notification; with undefined when the connection is new, because notifications may
   * have been missed before.
   */
  readonly onNotification: (payload: string | undefined) => void;
  /** Called when the connection was lost; it is opened again. */
  readonly onTrouble: (message: string, error: unknown) => void;
}

/** A dedicated connection that listens. */
export interface Listening {
  stop(): Promise<void>;
}

/**
 * Receives the notifications of transactions on a channel (`NOTIFY`), on one connection of the pool that is reserved
 * for it. It only shortens waiting: notifications are lost while the connection is down, so the caller must also poll.
 */
export function listenTo(database: Database, channel: string, options: ListenOptions): Listening {
  const pool = poolOf(database);
  const stopping = new AbortController();
  const listening = repeatEvery(
    RETRY_MS,
    () => listenOnce(pool, channel, options, stopping.signal),
    (error) => {
      if (stopping.signal.aborted) return;
      options.onTrouble(`notifications on ${channel} are not received now; listening again`, error);
    },
  );
  return {
    stop: () => {
      stopping.abort();
      return listening.stop();
    },
  };
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, { signal }).catch(() => undefined);

/** Listens until it is stopped. @throws when the connection is lost or does not answer */
async function listenOnce(
  pool: pg.Pool,
  channel: string,
  { onNotification }: ListenOptions,
  signal: AbortSignal,
): Promise<void> {
  const client = await pool.connect();
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  client.on('error', lost.reject);
  client.on('end', () => lost.reject(new Error('the connection ended')));
  client.on('notification', ({ channel: from, payload }) => {
    if (from === channel) onNotification(payload ?? '');
  });
  try {
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    onNotification(undefined);
    while (!signal.aborted) {
      await Promise.race([lost.promise, pause(PING_MS, signal)]);
      // A network that drops all packets reports no error; the pool's own timeout ends this query.
      if (!signal.aborted) await Promise.race([lost.promise, client.query('SELECT 1')]);
    }
  } finally {
    // Closed, not returned to the pool: other users must not receive its notifications.
    client.removeAllListeners();
    client.on('error', () => {});
    client.release(true);
  }
}
