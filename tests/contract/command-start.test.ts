import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { ROOT } from '../_support/mnara.js';

// Starts of a program: a busy machine is slow, not wrong.
vi.setConfig({ testTimeout: 240_000 });

const folder = mkdtempSync(join(tmpdir(), 'mnara-loaded-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes down every module that a program loads, whichever way. */
const WITNESS = join(folder, 'witness.mjs');
writeFileSync(
  WITNESS,
  `import { registerHooks } from 'node:module';
import { writeFileSync } from 'node:fs';
const loaded = new Set();
registerHooks({ load: (url, context, next) => { loaded.add(url); return next(url, context); } });
process.on('exit', () => writeFileSync(process.env.LOADED, [...loaded].join('\\n')));
`,
);

/** Names of the packages that a call of `mnara` loads. */
async function packagesOf(...args: string[]): Promise<string[]> {
  const list = join(folder, 'loaded');
  const node = join(ROOT, 'node_modules/node/bin/node');
  await new Promise<void>((resolve) => {
    const call = ['--import', pathToFileURL(WITNESS).href, join(ROOT, 'dist/services/cli/src/main.js'), ...args];
    execFile(node, call, { env: { PATH: process.env['PATH'], LOADED: list } }, () => resolve());
  });
  const modules = readFileSync(list, 'utf8').split('\n');
  rmSync(list);
  expect(modules.some((url) => url.endsWith('/cli/src/main.js'))).toBe(true);
  const names = modules.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

const SERVER_ONLY = /^(@nestjs\/.*|@apollo\/.*|kafkajs|pg|graphql|rxjs|pino|nodemailer|smpp|ws|luxon)$/;

test('mnara --help loads nothing but the command line', async () => {
  expect(await packagesOf('--help')).toEqual(['commander']);
});

const NOWHERE = ['--data', join(folder, 'none')];

test.each([
  ['kpi', 'served', '--from', '2026-01-05', '--to', '2026-01-06', ...NOWHERE],
  ['live', ...NOWHERE],
  ['token', 'list', ...NOWHERE],
  ['export', 'directives', '--from', '2026-01-05', '--to', '2026-01-06', ...NOWHERE],
  ['network', 'check', join(folder, 'none.yaml')],
  ['agent', 'status', folder],
  ['serve', '--help'],
  ['stack', 'status', ...NOWHERE],
])('mnara %s %s loads nothing that only a server needs', async (...args) => {
  expect((await packagesOf(...args)).filter((name) => SERVER_ONLY.test(name))).toEqual([]);
});

test('control: what a server loads is found', async () => {
  const found = await packagesOf('gateway');
  for (const name of ['@nestjs/core', 'kafkajs', 'pg', 'rxjs']) expect(found).toContain(name);
});
