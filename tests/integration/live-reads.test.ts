import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#platform/postgres/database.js';
import { LIVE_READS, watched } from '../_support/live-reads.js';
import { fillLongHistory } from '../_support/long-history.js';
import { startSmallNetwork } from '../_support/small-network.js';

const DAY = 86_400_000;
/** Noon in Nairobi. */
const NOW = Date.UTC(2026, 10, 25, 9);
const DAY_START = Date.UTC(2026, 10, 24, 21);
const SHORT = 30;
const LONG = 400;

type Network = Awaited<ReturnType<typeof startSmallNetwork>>;

/** The usual day as it was read before: every quarter hour of history is compared with every day back. */
const UNBOUNDED = `SELECT d.start, sum(f.served) FROM mnara.rollup_quarter f
  JOIN unnest($1::timestamptz[]) AS d(start) ON f.bucket >= d.start AND f.bucket < d.start + interval '24 hours'
  GROUP BY 1`;

/**
 * What may be touched with 13 times the history: a further level of an index. Legs are found by an index over ranges,
 * which has some more pages; the legs themselves have 7,000.
 */
const mostPages = (name: string, few: number): number =>
  few * 2 + (/^(usual|windows|today|trend of centres)/.test(name) ? 200 : 30);

describe('what a live read touches does not grow with the history', () => {
  let [short, long]: Network[] = [];
  beforeAll(async () => {
    [short, long] = [await startSmallNetwork(), await startSmallNetwork()];
    await fillLongHistory((short as Network).database, SHORT, NOW);
    await fillLongHistory((long as Network).database, LONG, NOW);
  });
  afterAll(async () => {
    await short?.stop();
    await long?.stop();
  });

  const pagesOf = async (network: Network | undefined, read: (database: Database) => Promise<unknown>) => {
    const { database, work } = watched((network as Network).database);
    await read(database);
    return work().pages;
  };

  test.each(Object.keys(LIVE_READS))('%s', async (name) => {
    const read = (database: Database): Promise<unknown> => LIVE_READS[name]?.(database, NOW) ?? Promise.reject(name);
    const [few, many] = [await pagesOf(short, read), await pagesOf(long, read)];
    expect(many).toBeLessThan(mostPages(name, few));
  });

  test('both histories give the same figures', async () => {
    for (const [name, read] of Object.entries(LIVE_READS)) {
      if (name.startsWith('version')) continue;
      const [one, other] = [short, long].map((network) => read((network as Network).database, NOW));
      expect(await one, name).toEqual(await other);
    }
  });

  test.each([
    ['silences of the trend', 'agent_silence_to'],
    ['lost events', 'agent_gap_seen'],
    ['what open alerts are', 'alert_open'],
  ])('control: %s grow without the index %s', async (name, index) => {
    const read = (database: Database): Promise<unknown> => LIVE_READS[name]?.(database, NOW) ?? Promise.reject(name);
    const few = await pagesOf(short, read);
    await (long as Network).database.query(`DROP INDEX mnara.${index}`);
    expect(await pagesOf(long, read)).toBeGreaterThan(mostPages(name, few));
  });

  test.each([
    ['agent_silence', 'SELECT sum(silent_to - silent_from) FROM mnara.agent_silence WHERE silent_from < $1'],
    ['alert', 'SELECT max(value) FROM mnara.alert WHERE condition_since < $1 OR closed_at IS NULL'],
    ['timeline', 'SELECT max(facts) FROM mnara.timeline WHERE day < $1::timestamptz'],
  ])('control: a read of the whole of %s grows', async (_table, sql) => {
    const read = (database: Database): Promise<unknown> => database.query(sql, [new Date(NOW)]);
    const [few, many] = [await pagesOf(short, read), await pagesOf(long, read)];
    expect(many).toBeGreaterThan(few * 4);
  });

  test('control: the former read of the usual day grows', async () => {
    const days = [1, 2, 3, 4, 5, 6, 7, 14, 21, 28].map((back) => new Date(DAY_START - back * DAY));
    const read = (database: Database): Promise<unknown> => database.query(UNBOUNDED, [days]);
    const [few, many] = [await pagesOf(short, read), await pagesOf(long, read)];
    expect(many).toBeGreaterThan(few * 4);
  });
});
