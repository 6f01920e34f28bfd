import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { repeatEvery } from '../timing/repeat.js';
import { type Database, poolOf } from './database.js';

/** Between two looks whether the connection still answers. */
const PING_MS = 15_000;
const AGAIN_MS = 1_000;

/** What a listener needs. */
export interface ListenOptions {
  /** Hears what was told; undefined: the connection is new, and something may have been told before. */
  readonly heard: (told: string | undefined) => void;
  /** Hears of connections that were lost; they are made again. */
  readonly onTrouble: (message: string, error: unknown) => void;
}

/** A connection of its own that listens. */
export interface Listening {
  stop(): Promise<void>;
}

/**
 * Hears what transactions tell on a channel (`NOTIFY`), on one connection of the pool that is kept for it. It only saves waiting: what was told
 * while the connection was away is lost, so whoever listens also looks from time to time.
 */
export function listenTo(database: Database, channel: string, options: ListenOptions): Listening {
  const pool = poolOf(database);
  const stopping = new AbortController();
  const listening = repeatEvery(
    AGAIN_MS,
    () => listenOnce(pool, channel, options, stopping.signal),
    (error) => {
      if (stopping.signal.aborted) return;
      options.onTrouble(`what is told on ${channel} is not heard now; listening again`, error);
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
  { heard }: ListenOptions,
  signal: AbortSignal,
): Promise<void> {
  const client = await pool.connect();
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  client.on('error', lost.reject);
  client.on('end', () => lost.reject(new Error('the connection ended')));
  client.on('notification', ({ channel: from, payload }) => {
    if (from === channel) heard(payload ?? '');
  });
  try {
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    heard(undefined);
    while (!signal.aborted) {
      await Promise.race([lost.promise, pause(PING_MS, signal)]);
      // A network that swallows everything tells nothing; the pool's own limit ends the question.
      if (!signal.aborted) await Promise.race([lost.promise, client.query('SELECT 1')]);
    }
  } finally {
    // Closed, not given back: nobody else wants what it hears.
    client.removeAllListeners();
    client.on('error', () => {});
    client.release(true);
  }
}
