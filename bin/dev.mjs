#!/usr/bin/env node
// `npm run dev`: runs the embedded shape with the demonstration, rebuilt and restarted at each change of a service, and
// the dashboard with hot reload. Ctrl-C stops everything.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuilt, ensureInstalled, nodeOf, ROOT } from './prepare.mjs';

await ensureInstalled('test');
await ensureBuilt();

const PATH = `${join(ROOT, 'node_modules/node/bin')}${delimiter}${process.env['PATH'] ?? ''}`;
const children = [];
function start(name, args, env = {}) {
  const child = spawn(nodeOf(), args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH, ...env },
  });
  children.push(child);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      for (const line of String(chunk).split('\n')) if (line.trim() !== '') process.stdout.write(`${name}: ${line}\n`);
    });
  return child;
}

/** A free port; the server keeps it when it restarts, so that the dashboard finds it again. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

const port = Number(process.env['MNARA_PORT'] ?? (await freePort()));
const url = `http://127.0.0.1:${port}`;
start('types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput']);
start('server', [
  '--disable-warning=ExperimentalWarning',
  '--enable-source-maps',
  '--watch-path=dist/services',
  '--watch-preserve-output',
  'dist/services/cli/src/main.js',
  'serve',
  '--demo',
  '--port',
  String(port),
  ...process.argv.slice(2),
]);
start('dashboard', ['node_modules/vite/bin/vite.js', '--config', 'dashboard/vite.config.ts', '--host', '127.0.0.1'], {
  MNARA_URL: url,
});

async function stop() {
  for (const child of children) child.kill('SIGTERM');
  const ended = Promise.all(children.map((child) => (child.exitCode === null ? once(child, 'exit') : undefined)));
  await Promise.race([ended, sleep(70_000, undefined, { ref: false })]);
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
