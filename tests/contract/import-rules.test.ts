import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Report {
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
    readonly totalCruised: number;
  };
}

/** Runs dependency-cruiser with the project's rules on a folder of the project's layout. */
function cruise(folder: string, parts: readonly string[]): Report['summary'] {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...parts],
    { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (stdout === '') throw new Error(`dependency-cruiser said nothing but: ${stderr}`);
  return (JSON.parse(stdout) as Report).summary;
}

test('nobody imports what the rules forbid', () => {
  const summary = cruise(ROOT, ['services', 'dashboard/src', 'tests', 'infra']);
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  expect(summary.totalCruised).toBeGreaterThan(200);
});

/** A small project of the same layout: file by text. Its packages are empty ones of the same names. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mnara-rules-'));
  folders.push(folder);
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    copyFileSync(join(ROOT, name), join(folder, name));
  const packages = ['pg', 'kafkajs', '@nestjs/common', 'luxon'].flatMap((name): [string, string][] => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })],
    [`node_modules/${name}/index.js`, ''],
  ]);
  for (const [path, text] of [...packages, ...Object.entries(files)]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const LEAF = 'export const leaf = 1;\nexport type Leaf = number;\n';
const GOOD = {
  'services/domain/src/leaf.ts': LEAF,
  'services/domain/src/zone.ts': `import 'luxon';\nimport { leaf } from './leaf.js';\nexport const zone = leaf;\n`,
  'services/contracts/src/leaf.ts': `export { leaf } from '#domain/leaf.js';\n`,
  'services/platform/src/leaf.ts': LEAF,
  'services/platform/src/postgres/database.ts': `import 'pg';\n`,
  'services/platform/src/kafka/log.ts': `import 'kafkajs';\n`,
  'services/api/src/leaf.ts': LEAF,
  'services/store/src/leaf.ts': LEAF,
  'services/administration/src/leaf.ts': LEAF,
  'services/api/src/kpi/kpi.resolver.ts': `import '@nestjs/common';\nimport '#platform/leaf.js';\nimport '#administration/leaf.js';\nimport '#store/leaf.js';\n`,
  'services/cli/src/main.ts': `import '#api/leaf.js';\n`,
  'dashboard/src/leaf.ts': LEAF,
  'tests/e2e/leaf.ts': `import '#api/leaf.js';\n`,
};

test('control: what the rules allow is found in order', () => {
  const { violations, totalCruised } = cruise(project(GOOD), ['services', 'dashboard', 'tests']);
  expect(violations).toEqual([]);
  expect(totalCruised).toBeGreaterThanOrEqual(Object.keys(GOOD).length);
});

/** Projects of one fault each: the rule that must find it, and the files. */
const FAULTY: readonly (readonly [rule: string, files: Readonly<Record<string, string>>])[] = [
  [
    'no-cycle',
    {
      'services/api/src/one.ts': `import type { Two } from './two.js';\nexport type One = Two;\n`,
      'services/api/src/two.ts': `import type { One } from './one.js';\nexport type Two = One;\n`,
    },
  ],
  ['domain-is-pure', { 'services/domain/src/bad.ts': `import 'node:fs';\n` }],
  [
    'domain-is-pure',
    { 'services/domain/src/bad.ts': `import type { Leaf } from '#platform/leaf.js';\nexport type B = Leaf;\n` },
  ],
  ['contracts-see-domain-only', { 'services/contracts/src/bad.ts': `import '#platform/leaf.js';\n` }],
  [
    'platform-knows-no-product',
    { 'services/platform/src/bad.ts': `import type { Leaf } from '#domain/leaf.js';\nexport type B = Leaf;\n` },
  ],
  ['store-sees-no-service', { 'services/store/src/bad.ts': `import type {} from '#api/leaf.js';\n` }],
  ['store-sees-no-service', { 'services/store/src/bad.ts': `import '#platform/kafka/log.js';\n` }],
  ['administration-sees-no-service', { 'services/administration/src/bad.ts': `import '#api/leaf.js';\n` }],
  [
    'demo-sees-agents-and-the-store',
    { 'services/demo/src/bad.ts': `import '#local/one.js';\n`, 'services/local/src/one.ts': LEAF },
  ],
  ['contracts-see-domain-only', { 'services/config-files/src/bad.ts': `import '#contracts/leaf.js';\n` }],
  ['services-never-import-each-other', { 'services/gateway/src/bad.ts': `import '#api/leaf.js';\n` }],
  [
    'services-never-import-each-other',
    {
      'services/edge-agent/src/bad.ts': `import type {} from '#local/one.js';\n`,
      'services/local/src/one.ts': LEAF,
    },
  ],
  ['only-the-api-imports-administration', { 'services/gateway/src/bad.ts': `import '#administration/leaf.js';\n` }],
  ['the-edge-agent-sees-no-store', { 'services/edge-agent/src/bad.ts': `import type {} from '#store/leaf.js';\n` }],
  [
    'only-the-command-line-imports-itself',
    { 'services/local/src/bad.ts': `import '#cli/one.js';\n`, 'services/cli/src/one.ts': LEAF },
  ],
  ['only-platform-postgres-imports-pg', { 'services/api/src/adapters/bad.ts': `import type {} from 'pg';\n` }],
  ['only-platform-kafka-imports-kafkajs', { 'services/gateway/src/bad.ts': `import 'kafkajs';\n` }],
  [
    'dashboard-sees-generated-types-only',
    {
      'dashboard/src/bad.ts': `import type { Leaf } from '../../services/domain/src/leaf.js';\nexport type B = Leaf;\n`,
    },
  ],
  [
    'product-never-imports-tests',
    { 'services/api/src/bad.ts': `import '../../../tests/e2e/other.js';\n`, 'tests/e2e/other.ts': LEAF },
  ],
  ['no-utils', { 'services/api/src/bad.ts': `import './utils/leaf.js';\n`, 'services/api/src/utils/leaf.ts': LEAF }],
];

/** All of them in one project, so that dependency-cruiser starts once: each in files whose names end with its number. */
const numbered = ([, files]: (typeof FAULTY)[number], number: number): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path.replace('.ts', `-${number}.ts`),
      Object.keys(files).reduce((said, other) => {
        const name = /([a-z]+)\.ts$/.exec(other)?.[1] ?? '';
        return said.replaceAll(`/${name}.js`, `/${name}-${number}.js`);
      }, text),
    ]),
  );

describe('control: the rules find what they forbid', () => {
  let found: Report['summary'];
  beforeAll(() => {
    const files = Object.assign({}, GOOD, ...FAULTY.map(numbered));
    found = cruise(project(files), ['services', 'dashboard', 'tests']);
  });
  const by = (number: number) => found.violations.filter(({ from }) => from.endsWith(`-${number}.ts`));

  test.each(FAULTY.map(([rule, files], number) => [rule, files, number] as const))('%s finds %o', (rule, _, number) => {
    expect(new Set(by(number).map(({ rule: { name } }) => name))).toEqual(new Set([rule]));
  });

  test('and nothing else', () => {
    const theirs = FAULTY.flatMap((_, number) => by(number));
    expect(found.violations.filter((one) => !theirs.includes(one))).toEqual([]);
  });
});
