// Processor time of commands, as multiples of an empty Node program's. `npm run bench -- command-start [--rounds 10]`
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../_support/embedded-postgres.js';
import { ROOT, serveMnara } from '../_support/mnara.js';
import { readOptions } from './options.js';

const { rounds } = readOptions({ rounds: 10 });
const folder = await temporaryFolder('mnara-command-');
const used = join(folder, 'used');
const meter = join(folder, 'meter.mjs');
// Loaded in each process of a call, also in the launcher.
writeFileSync(
  meter,
  `import { appendFileSync } from 'node:fs';
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  appendFileSync(process.env.USED, (user + system) / 1000 + '\\n');
});
`,
);

/** Processor time of one call and of its child processes, milliseconds. */
async function measure(program: string, args: readonly string[]): Promise<number> {
  const env = { ...process.env, NODE_OPTIONS: `--import ${pathToFileURL(meter).href}`, USED: used };
  await new Promise((resolve) => spawn(program, args, { cwd: ROOT, env, stdio: 'ignore' }).once('exit', resolve));
  const times = readFileSync(used, 'utf8').trim().split('\n').map(Number);
  rmSync(used);
  return times.reduce((sum, time) => sum + time, 0);
}

async function medianOf(program: string, args: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < rounds; n += 1) times.push(await measure(program, args));
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}

const NODE = join(ROOT, 'node_modules/node/bin/node');
const MNARA = join(ROOT, 'bin/mnara.mjs');
const server = await serveMnara('--data', join(folder, 'data'), '--port', '0', '--demo');
try {
  const data = ['--data', join(folder, 'data')];
  const empty = await medianOf(NODE, ['-e', '0']);
  console.log(`an empty program: ${empty.toFixed(0)} ms of processor time`);
  for (const args of [
    ['--help'],
    ['kpi', '--help'],
    ['kpi', 'served', '--from', '2026-01-05', '--to', '2026-01-06', ...data],
    ['live', ...data],
    ['token', 'list', ...data],
    ['doctor', ...data],
  ]) {
    const ms = await medianOf(NODE, [MNARA, ...args]);
    console.log(`mnara ${args.slice(0, 2).join(' ')}: ${ms.toFixed(0)} ms (${(ms / empty).toFixed(1)} times)`);
  }
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
