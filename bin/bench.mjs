#!/usr/bin/env node
// `npm run bench -- NAME [ARGS]`: builds the benchmarks and runs tests/load/NAME.ts. Without a name it lists them.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, nodeOf, ROOT } from './prepare.mjs';

const [name, ...args] = process.argv.slice(2);
const folder = join(ROOT, 'tests/load');

/** The first line of a benchmark describes what it measures; files without such a line are parts of benchmarks. */
const headline = (file) => /^\/\/ (.*`npm run bench -- .*)$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1];
const benchmarks = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && headline(file) !== undefined)
  .map((file) => file.slice(0, -3));

if (name === undefined || !benchmarks.includes(name)) {
  process.stderr.write(`${name === undefined ? 'Name a benchmark' : `There is no benchmark "${name}"`}:\n`);
  for (const one of benchmarks) process.stderr.write(`  ${one}: ${headline(`${one}.ts`)}\n`);
  process.exit(2);
}

await ensureInstalled('test');
await ensureBuilt();
process.stderr.write('building the benchmarks ...\n');
const built = spawnSync(nodeOf(), [join(ROOT, 'bin/transpile.mjs'), 'tests/load', 'tests/_support'], {
  cwd: ROOT,
  stdio: ['ignore', 2, 2],
});
const program = join(ROOT, `dist/tests/load/${name}.js`);
if (built.status !== 0 || !existsSync(program)) {
  process.stderr.write('The benchmarks could not be built; see the messages above.\n');
  process.exit(3);
}
const child = spawn(
  nodeOf(),
  [
    '--disable-warning=ExperimentalWarning',
    '--expose-gc',
    '--max-semi-space-size=64',
    '--enable-source-maps',
    program,
    ...args,
  ],
  { cwd: ROOT, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 3));
