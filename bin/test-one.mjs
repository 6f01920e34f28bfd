#!/usr/bin/env node
// `npm run test:one -- FILE ...`: runs the named test files, on any Node that the README allows (vitest itself runs on
// the project's Node 24).
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { ensureBuilt, ensureInstalled, nodeOf, ROOT } from './prepare.mjs';

const args = process.argv.slice(2);
if (args.length === 0) {
  process.stderr.write(
    'Name a test file or a part of its path: npm run test:one -- services/domain/src/visit/leg.test.ts\n',
  );
  process.exit(2);
}
await ensureInstalled('test');
// Tests that start the program use the build.
if (args.some((arg) => arg.includes('tests/') || arg.startsWith('--project'))) await ensureBuilt();
const path = `${join(ROOT, 'node_modules/node/bin')}${delimiter}${process.env['PATH'] ?? ''}`;
const done = spawnSync(nodeOf(), [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...args], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, PATH: path },
});
process.exit(done.status ?? 1);
