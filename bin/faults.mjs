#!/usr/bin/env node
// `npm run faults -- [ROUNDS] [--seed N] [--from ROUND]`: runs the stack shape under ROUNDS faults (default 100), each
// followed by a complete count. With the same seed,
// `30 --from 31` continues a run of `30`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt, ensureInstalled, nodeOf, ROOT } from './prepare.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, from: { type: 'string' } },
});
const rounds = Number(positionals[0] ?? 100);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const from = Number(values.from ?? 1);
if (![rounds, seed, from].every((given) => Number.isInteger(given) && given >= 0) || from === 0) {
  process.stderr.write('Give whole numbers for ROUNDS, --seed and --from; --from starts at 1.\n');
  process.exit(2);
}
await ensureInstalled('test');
await ensureBuilt();
const child = spawn(
  nodeOf(),
  [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'fault', 'tests/fault/stack-faults.test.ts'],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      MNARA_FAULT_ROUNDS: String(rounds),
      MNARA_FAULT_SEED: String(seed),
      MNARA_FAULT_FROM: String(from),
    },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 3));
