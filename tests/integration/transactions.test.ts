import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BinaryRows } from '#platform/postgres/binary-rows.js';
import { type Database, openDatabase, sideBySide, type Transaction } from '#platform/postgres/database.js';
import { startPostgres } from '../_support/embedded-postgres.js';

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let database: Database;

const COPY = 'COPY given FROM STDIN (FORMAT binary)';

/** Enough rows for several of the pieces in which a COPY is sent. */
const MANY = 400_000;

function rowsOf(numbers: readonly number[]): Buffer {
  const rows = BinaryRows.toCopy(1, numbers.length);
  for (const n of numbers) {
    rows.begin();
    rows.int4(n);
  }
  return rows.finish();
}

const given = async (): Promise<number[]> =>
  (await database.query<{ n: number }>('SELECT n FROM given ORDER BY n')).rows.map(({ n }) => n);

beforeAll(async () => {
  postgres = await startPostgres();
  // Only one connection, so that the next transaction would find anything that one leaves behind.
  database = openDatabase(postgres.url, { connections: 1 });
  await database.query('CREATE TABLE given (n int PRIMARY KEY)');
});

beforeEach(() => database.query('TRUNCATE given'));

afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

describe('statements that do not wait for one another', () => {
  it('are run in the order in which they were given', async () => {
    await database.transaction((tx) =>
      sideBySide(
        tx.copy(COPY, rowsOf([1, 2])),
        tx.query('UPDATE given SET n = n + 10'),
        tx.copy(COPY, rowsOf([1, 2])),
        tx.query('DELETE FROM given WHERE n = 2'),
      ),
    );
    expect(await given()).toEqual([1, 11, 12]);
  });

  it('fail together with the first error, and leave the connection in its previous state', async () => {
    const failing = database.transaction((tx) =>
      sideBySide(
        tx.copy(COPY, rowsOf([1])),
        tx.copy(COPY, rowsOf([1])),
        tx.copy(COPY, rowsOf([2])),
        tx.query('INSERT INTO given VALUES (3)'),
      ),
    );
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(await given()).toEqual([]);
  });

  it('the data of a rejected COPY is skipped', async () => {
    const many = rowsOf(Array.from({ length: MANY }, (_, n) => n));
    const failing = database.transaction((tx) => tx.copy('COPY nothing FROM STDIN (FORMAT binary)', many));
    await expect(failing).rejects.toMatchObject({ code: '42P01' });
    await database.transaction((tx) => tx.copy(COPY, many));
    expect(await given()).toHaveLength(MANY);
  });

  it('a transaction ends after all of its statements, even when one of them fails early', async () => {
    const late = async (tx: Transaction): Promise<void> => {
      await sleep(50);
      await tx.query('INSERT INTO given VALUES (1)');
    };
    const failing = database.transaction((tx) => sideBySide(Promise.reject(new Error('early')), late(tx)));
    await expect(failing).rejects.toThrow('early');
    expect(await given()).toEqual([]);
  });

  it('a statement after the end is rejected, because it would run in a separate transaction', async () => {
    let late: Promise<unknown> = Promise.resolve();
    const failing = database.transaction((tx) => {
      late = sleep(50).then(() => tx.query('INSERT INTO given VALUES (1)'));
      late.catch(() => undefined);
      return Promise.reject(new Error('early'));
    });
    await expect(failing).rejects.toThrow('early');
    await expect(late).rejects.toThrow('after the end of its transaction');
    expect(await given()).toEqual([]);
  });
});
