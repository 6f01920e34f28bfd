#!/usr/bin/env node
// `npm run generate`: writes all generated files (infra/generate). `npm test` reports files that are out of date.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, nodeOf, ROOT } from './prepare.mjs';

try {
  await ensureInstalled('test');
  const { status } = spawnSync(nodeOf(), [join(ROOT, 'infra/generate/main.mjs')], { cwd: ROOT, stdio: 'inherit' });
  process.exit(status ?? 1);
} catch (error) {
  process.stderr.write(`npm run generate: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
