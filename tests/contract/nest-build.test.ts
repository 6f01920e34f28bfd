import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROOT } from '../_support/mnara.js';

const folder = mkdtempSync(join(tmpdir(), 'mnara-nest-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]): string =>
  execFileSync(join(ROOT, 'node_modules/node/bin/node'), args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

test('nest build creates a working program, with the files that it reads', { timeout: 300_000 }, () => {
  for (const name of ['package.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', 'services'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  run('node_modules/@nestjs/cli/bin/nest.js', 'build', 'cli');
  expect(existsSync(join(folder, 'dist/services/api/src/kpi/kpi.graphql'))).toBe(true);
  const main = 'dist/services/cli/src/main.js';
  expect(run(main, '--help')).toContain('Usage: mnara');
  expect(run(main, 'network', 'check', 'dist/services/demo/src/kenya.yaml')).toContain('47 regions');
});
