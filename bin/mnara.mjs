#!/usr/bin/env node
// Prepares what the program needs (packages, Node 24, the build), then starts it. Runs on Node 20 and newer.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endAs, runProgram, watchNpm } from './launch.mjs';
import { ensureBuilt, ensureInstalled, InterruptedError, isNewEnough, nodeOf, ROOT } from './prepare.mjs';

const MAIN = join(ROOT, 'dist/services/cli/src/main.js');

// The heap limits make V8 collect garbage early, so that servers stay small; agents run on small computers.
const SERVER = ['--max-old-space-size=1024', '--max-semi-space-size=64', '--enable-source-maps'];
const AGENT = ['--max-old-space-size=64', '--max-semi-space-size=2', '--enable-source-maps'];

/** Node options of the commands that run until they are stopped; the others answer and end. */
const HEAP = { serve: SERVER, gateway: SERVER, processor: SERVER, alerting: SERVER, api: SERVER, agent: AGENT };

/** Runs a command that answers and ends in this process, without starting a second one. */
async function runHere() {
  const warn = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    if (rest[0] !== 'ExperimentalWarning') warn.call(process, warning, ...rest);
  };
  watchNpm(() => process.kill(process.pid, 'SIGTERM'));
  await import(pathToFileURL(MAIN).href);
}

async function runThere(heap) {
  const outcome = await runProgram(
    nodeOf(),
    ['--disable-warning=ExperimentalWarning', ...heap, MAIN, ...process.argv.slice(2)],
    {
      // The program shuts down when this channel closes, so that a killed launcher leaves no server running.
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, MNARA_LAUNCHED: '1' },
    },
  );
  endAs(outcome);
}

try {
  await ensureInstalled('start');
  await ensureBuilt();
  const heap = HEAP[process.argv[2]];
  if (heap === undefined && isNewEnough()) await runHere();
  else await runThere(heap ?? []);
} catch (error) {
  if (error instanceof InterruptedError) endAs(error.signal);
  else {
    process.stderr.write(`mnara: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(3);
  }
}
