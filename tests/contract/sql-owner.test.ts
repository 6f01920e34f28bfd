import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Every table and view that a migration makes. */
const TABLES: ReadonlySet<string> = new Set(
  readdirSync(join(ROOT, 'infra/migrations')).flatMap((name) =>
    [...read(`infra/migrations/${name}`).matchAll(/CREATE (?:UNLOGGED )?(?:TABLE|VIEW)[^(;]*?\bmnara\.(\w+)/g)].map(
      ([, table = '']) => table,
    ),
  ),
);

/** Code that may hold SQL text on the product's tables: the store; migrations and tests are no part of the services. */
const isChecked = (path: string): boolean =>
  /^(services|dashboard|bin)\/.*\.(tsx?|mjs|cjs|js)$/.test(path) &&
  !/^services\/store\/|\.test\.tsx?$|\/gen\//.test(path);

/** SQL on the schema of the product: a keyword before it, one of its tables, or a name that is put together. */
function sqlIn(text: string): string | undefined {
  const code = text.replaceAll(/^import .*$/gm, '');
  const [statement] =
    /\b(?:FROM|INTO|UPDATE|JOIN|TABLE|ONLY|USING|TRUNCATE|ANALYZE|VACUUM)\s+"?mnara"?\s*\./.exec(code) ?? [];
  if (statement !== undefined) return statement;
  // Names are put together for other ends too, so only where a database is asked.
  const asks = /\.query\b|#platform\/postgres\//.test(text);
  const [composed] = (asks && /\bmnara\.\$\{|["'`]mnara\.["'`]/.exec(code)) || [];
  if (composed !== undefined) return composed;
  return [...code.matchAll(/(["'`])[^"'`\n]*?\bmnara\.(\w+)(?![\w.-])/g)].find(([, , name = '']) =>
    TABLES.has(name),
  )?.[0];
}

test('only the store has SQL on the tables of the product', () => {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: ROOT });
  const files = listed
    .toString()
    .split('\0')
    .filter((path) => isChecked(path) && existsSync(join(ROOT, path)));
  expect(files.length).toBeGreaterThan(200);
  expect(TABLES.size).toBeGreaterThan(20);
  const found = files.flatMap((path) => {
    const sql = sqlIn(read(path));
    return sql === undefined ? [] : [`${path}: ${sql}; move the statement to services/store`];
  });
  expect(found).toEqual([]);
});

test.each([
  "database.query('SELECT n FROM mnara.network');",
  'database.query(`\n  INSERT INTO mnara.alert (a) VALUES ($1)`);',
  "database.query('UPDATE mnara.rule SET version = 2');",
  'database.query(`SELECT 1 FROM a JOIN\n mnara.centre c ON true`);',
  "database.query('TRUNCATE TABLE mnara.leg');",
  `const table = \`mnara.${'$'}{name}\`; database.query(table);`,
  "const table = 'mnara.' + name; database.query(table);",
  "const TABLES = ['mnara.rollup_quarter'];",
  'database.query(\'SELECT 1 FROM "mnara"."leg"\');',
])('control: SQL is found in %s', (text) => {
  expect(sqlIn(text)).toBeDefined();
});

test.each([
  "import { EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';",
  "const NAME = 'mnara.v1.Event';",
  `const type = \`mnara.${'$'}{kind}\`;`,
  "const PATH = '/etc/mnara.yaml';",
  '/** What mnara.leg holds. */',
])('control: no SQL is found in %s', (text) => {
  expect(sqlIn(text)).toBeUndefined();
});

test('control: the store itself would be found', () => {
  expect(isChecked('services/store/src/network/network-tables.ts')).toBe(false);
  expect(sqlIn(read('services/store/src/network/network-tables.ts'))).toBeDefined();
  expect(isChecked('services/api/src/main.ts')).toBe(true);
});
