import { describe, expect, test } from 'vitest';
import { DIALECTS } from './dialects.js';
import { openSession } from './open-session.js';
import type { SourceColumn } from './source-session.js';
import { SqlStatements, shapeStatement } from './sql-statements.js';
import { sqlServerConfig } from './sqlserver-session.js';

const SHAPE = {
  source: { table: 'queue.ticket' },
  key: ['day', 'no'],
  orderBy: 'changed',
  others: ['no', 'desk"]`'],
};
const COLUMNS: readonly SourceColumn[] = [
  { name: 'changed', kind: 'instant' },
  { name: 'day', kind: 'local' },
  { name: 'no', kind: 'number' },
  { name: 'desk"]`', kind: 'other' },
];
const of = (database: keyof typeof DIALECTS) => new SqlStatements(DIALECTS[database], SHAPE, COLUMNS);
const at = (database: keyof typeof DIALECTS) => DIALECTS[database].moment(Date.UTC(2026, 0, 5, 6), 'instant');
const ROW = ['2026-01-05 06:00:00.123456+00', '2026-01-05 00:00:00', '17', 'D1'];

describe('SqlStatements for SQL Server (no real server has been tried)', () => {
  test('a page from a moment on', () => {
    const page = of('sqlserver').page({ from: at('sqlserver') }, 100);
    expect(page).toEqual({
      text:
        'SELECT TOP (100) CONVERT(varchar(40), [changed], 127), CONVERT(varchar(40), CONVERT(datetime2(7), [day]), 126), ' +
        '[no], [desk"]]`] FROM [queue].[ticket] WHERE [changed] >= CONVERT(datetimeoffset(7), @p1, 127) ' +
        'ORDER BY [changed], [day], [no]',
      values: ['2026-01-05T06:00:00.000Z'],
    });
  });

  test('a page after a row, before a moment', () => {
    const { text, values } = of('sqlserver').page({ after: ROW }, 10, at('sqlserver'));
    const moment = (n: number): string => `CONVERT(datetimeoffset(7), @p${n}, 127)`;
    const local = (n: number): string => `CONVERT(datetime2(7), @p${n}, 126)`;
    expect(text.slice(text.indexOf('WHERE'))).toBe(
      `WHERE [changed] >= ${moment(1)} AND ([changed] > ${moment(2)} OR ([changed] = ${moment(3)} AND ` +
        `([day] > ${local(4)} OR ([day] = ${local(5)} AND [no] > @p6)))) AND [changed] < ${moment(7)} ` +
        'ORDER BY [changed], [day], [no]',
    );
    expect(values).toHaveLength(7);
  });

  test('its driver is not part of Mnara: the error has the command that installs it', async () => {
    const options = { url: 'sqlserver://a:b@127.0.0.1:9/queue', statementSeconds: 1, applicationName: 'test' };
    await expect(openSession('sqlserver', options)).rejects.toThrow(/needs the package mssql.*run "npm install mssql"/);
  });

  test('the address gives a session that says what it is and only reads', () => {
    const options = { statementSeconds: 30, applicationName: 'mnara tickets' };
    expect(sqlServerConfig({ ...options, url: 'sqlserver://re%40der:p%2Fw@db:1433/queue?trust=yes' })).toMatchObject({
      server: 'db',
      port: 1433,
      user: 're@der',
      password: 'p/w',
      database: 'queue',
      requestTimeout: 30_000,
      options: { readOnlyIntent: true, encrypt: true, trustServerCertificate: true },
    });
  });
});

test('names are quoted in each dialect, and values are parameters', () => {
  expect(of('postgresql').byKeys([['2026-01-05', '17']])).toEqual({
    text: 'SELECT "changed", "day", "no", "desk""]`" FROM "queue"."ticket" WHERE ("day" = $1 AND "no" = $2)',
    values: ['2026-01-05', '17'],
  });
  expect(of('mariadb').count('a', 'b').text).toBe(
    'SELECT count(*) FROM `queue`.`ticket` WHERE `changed` >= ? AND `changed` < ?',
  );
  const { text, values } = of('mariadb').page({ after: ['2026-01-05 06:00:00Z', '2026-01-05', '9007199254740993'] }, 1);
  expect(text).toContain('`desk"]```');
  expect(values).toEqual([
    '2026-01-05 06:00:00',
    '2026-01-05 06:00:00',
    '2026-01-05 06:00:00',
    '2026-01-05',
    '2026-01-05',
    9007199254740993n,
  ]);
});

test('a key of one column is a list, and a query stands in place of a table', () => {
  const shape = { source: { query: 'SELECT a, b FROM t; ' }, key: ['b'], orderBy: 'a', others: [] };
  const statements = new SqlStatements(DIALECTS.postgresql, shape, []);
  expect(statements.byKeys([['1'], ['2']]).text).toBe(
    'SELECT "a", "b" FROM (SELECT a, b FROM t) AS mnara_source WHERE "b" IN ($1, $2)',
  );
  expect(shapeStatement(DIALECTS.mysql, shape).text).toBe(
    'SELECT * FROM (SELECT a, b FROM t) AS mnara_source WHERE 1 = 0',
  );
});
