import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BANK_LOG, type BankHost, startBank } from '../_support/bank-host.js';
import { SHAPES } from '../_support/shape.js';

const figures = async ({ database }: BankHost): Promise<Record<string, unknown> | undefined> => {
  const { rows } = await database.query(`SELECT
    count(*) FILTER (WHERE outcome = 'served') AS served, count(*) FILTER (WHERE outcome = 'abandoned') AS abandoned,
      count(*) FILTER (WHERE outcome = 'voided') AS voided,
    round(avg(wait_ms) FILTER (WHERE outcome = 'served') / 1000, 2)::text AS served_wait_mean,
    round(avg(service_ms) FILTER (WHERE outcome = 'served') / 1000, 2)::text AS service_time_mean,
    count(*) FILTER (WHERE closed_at IS NULL) AS open FROM mnara.leg`);
  return rows[0];
};
const rollups = async ({ database }: BankHost): Promise<unknown> => {
  const { rows } =
    await database.query(`SELECT sum(served) AS served, sum(abandoned) AS abandoned, sum(voided) AS voided,
      sum(wait_ms) AS wait_ms, sum(service_ms) AS service_ms,
    sum(tickets_issued) AS tickets, count(*) AS buckets FROM mnara.rollup_quarter
      WHERE served + abandoned + voided + tickets_issued > 0`);
  return rows[0];
};
const defects = async ({ database }: BankHost): Promise<Record<string, number>> => {
  const { rows } = await database.query<{ defect: string; n: number }>(
    'SELECT defect, sum(n)::int AS n FROM mnara.data_quality GROUP BY 1',
  );
  return Object.fromEntries(rows.map(({ defect, n }) => [defect, n]));
};
const lines = async (): Promise<readonly [header: string, rows: string[]]> => {
  const [header = '', ...rows] = (await readFile(BANK_LOG, 'utf8')).trimEnd().split('\n');
  return [header, rows];
};

const WANTED = {
  served: 27_060,
  abandoned: 3080,
  voided: 240,
  served_wait_mean: '35.03',
  service_time_mean: '183.45',
  open: 0,
};

describe.each(SHAPES)('$name', (shape) => {
  describe.skipIf(!existsSync(BANK_LOG) || shape.missing !== undefined)(
    'the bank log through agent, gateway, log, processor and database (skipped without ../shared/data or the stack)',
    () => {
      let bank: BankHost;
      beforeAll(async () => {
        bank = await startBank(shape);
      });
      afterAll(() => bank?.stop());

      test('the month gives the published figures, and its defects are in the data-quality report', async () => {
        const report = await bank.importing(BANK_LOG);
        expect(report).toMatchObject({
          rowsRead: 31_599,
          eventsAccepted: 116_099,
          rejected: 0,
          duplicates: 0,
          pending: 0,
          rejectedByGateway: 0,
          skippedByReason: { left_before_a_ticket: 1219 },
        });
        expect(await figures(bank)).toEqual(WANTED);
        const stored = await defects(bank);
        expect(report.defects).toMatchObject({ service_time_without_service: 82 });
        expect(stored).toMatchObject({ ...report.defects, ...report.skippedByReason });
      });

      test('a second import of the same file adds nothing', async () => {
        const before = await defects(bank);
        expect(await bank.importing(BANK_LOG)).toMatchObject({
          rowsRead: 31_599,
          eventsAccepted: 0,
          duplicates: 116_099,
          pending: 0,
        });
        expect(await figures(bank)).toEqual(WANTED);
        expect(await defects(bank)).toEqual(before);
      });

      test('another month with unknown types is imported with the same two files', async () => {
        const [header, rows] = await lines();
        const march = rows
          .slice(0, 2000)
          .map((row) => row.replace(/\t9901(\d\d)\t/, '\t9903$1\t').replace('\tPS\t', '\tZZ\t'));
        const path = join(bank.folder, 'march.tsv');
        await writeFile(path, `${[header, ...march].join('\n')}\n`);
        expect(await bank.importing(path)).toMatchObject({
          rowsRead: 2000,
          rejected: 0,
          duplicates: 0,
          rejectedByGateway: 0,
        });
        expect(Number((await figures(bank))?.['served'])).toBeGreaterThan(WANTED.served);
      });
    },
  );
});

describe.skipIf(!existsSync(BANK_LOG))('the same rows in another order (skipped if ../shared/data is missing)', () => {
  const hosts: BankHost[] = [];
  afterAll(async () => {
    for (const host of hosts) await host.stop();
  });

  test('give the same figures when shuffled between two agents, repeated, in pieces, over broken links', async () => {
    const [header, all] = await lines();
    const rows = all.filter((_, index) => index % 6 === 0);
    const file = async (host: BankHost, name: string, content: readonly string[]): Promise<string> => {
      await writeFile(join(host.folder, name), `${[header, ...content].join('\n')}\n`);
      return join(host.folder, name);
    };
    const [plain, shuffled] = [await startBank(), await startBank()];
    hosts.push(plain, shuffled);
    await plain.importing(await file(plain, 'all.tsv', rows));
    const mixed = rows
      .map((row, index) => [(index * 7919) % 5003, row] as const)
      .sort(([left], [right]) => left - right)
      .map(([, row]) => row);
    const third = Math.ceil(mixed.length / 3);
    const [a, b, c] = [mixed.slice(0, third), mixed.slice(third, 2 * third), mixed.slice(2 * third)];
    const breaking = setInterval(() => shuffled.breakLinks(), 400);
    await Promise.all([
      file(shuffled, 'x1.tsv', [...a, ...b]).then(async (path) => {
        await shuffled.importing(path, 'x');
        await shuffled.importing(await file(shuffled, 'x2.tsv', a.slice(100, 900)), 'x');
      }),
      file(shuffled, 'y.tsv', [...c, ...b.toReversed()]).then((path) => shuffled.importing(path, 'y')),
    ]).finally(() => clearInterval(breaking));
    expect(await figures(shuffled)).toEqual(await figures(plain));
    expect(await rollups(shuffled)).toEqual(await rollups(plain));
    // Which services of a clerk count as overlapping depends on the order in which they are read.
    const { overlapping_services_of_a_clerk: _, ...one } = await defects(plain);
    const { overlapping_services_of_a_clerk: __, ...other } = await defects(shuffled);
    expect(other).toEqual(one);
    expect(one['left_before_a_ticket']).toBeGreaterThan(150);
    expect(Number((await figures(plain))?.['served'])).toBeGreaterThan(4000);
  });
});
