#!/usr/bin/env node
// Finds or makes what the program needs (packages, Node 24, the build), then hands over to it. Runs on any Node from 20 on.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, nodeOf, ROOT } from './prepare.mjs';

try {
  ensureInstalled();
  ensureBuilt();
} catch (error) {
  process.stderr.write(`mnara: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(3);
}

// A server's heap stays small by being collected early, not by being found small; an agent's computer is a cheap one.
const memory =
  process.argv[2] === 'agent'
    ? ['--max-old-space-size=64', '--max-semi-space-size=2']
    : ['--max-old-space-size=1024', '--max-semi-space-size=64'];
const child = spawn(
  nodeOf(),
  [
    '--disable-warning=ExperimentalWarning',
    ...memory,
    '--enable-source-maps',
    join(ROOT, 'dist/services/cli/src/main.js'),
    ...process.argv.slice(2),
  ],
  {
    // The child ends when this channel closes: a killed launcher leaves no server behind.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, MNARA_LAUNCHED: '1' },
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // Ctrl-C reaches the whole foreground group by itself.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('error', (error) => {
  process.stderr.write(`mnara: could not start Node: ${error.message}\n`);
  process.exit(3);
});
child.on('exit', (code, signal) => {
  if (signal !== null) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else process.exit(code ?? 3);
});
