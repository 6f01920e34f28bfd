/**
 * Entry point of the process that runs the demonstration's agents. It is a child process of the server and stops with
 * it.
 */

import { parseNetwork } from '#config-files/network/parse-network.js';
import { likeTimer, repeatEvery } from '#platform/timing/repeat.js';
import type { FromDemo, ToDemo } from './demo-messages.js';
import { type RunningDemo, runDemo } from './run-demo.js';

const PROGRESS_MS = 1000;
const STOP_MS = 8000;

let demo: Promise<RunningDemo> | undefined;
let isStopping = false;

const send = (message: FromDemo): void => {
  if (process.connected) process.send?.(message);
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function start(message: Extract<ToDemo, { kind: 'start' }>): Promise<void> {
  const { gatewayUrl, dataDir, yamlText, historyDays } = message;
  const parsed = parseNetwork(yamlText);
  if (!parsed.ok)
    throw new Error(
      parsed.faults[0]?.message ?? 'The network description is invalid; apply a valid one with "mnara network apply".',
    );
  demo = runDemo({
    gatewayUrl,
    dataDir,
    network: parsed.network,
    agents: new Map(message.agents),
    ...(historyDays === undefined ? {} : { historyDays }),
  });
  const running = await demo;
  const report = (): void => send({ kind: 'progress', ...running.progress() });
  repeatEvery(likeTimer(PROGRESS_MS), report, (error) => send({ kind: 'failed', message: String(error) }));
}

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(1), STOP_MS).unref();
  try {
    await (await demo)?.stop();
  } finally {
    process.exit(0);
  }
}

process.on('message', (message: ToDemo) => {
  if (message.kind === 'stop') void stop();
  else
    start(message).catch((error: unknown) => {
      send({ kind: 'failed', message: messageOf(error) });
      process.exit(1);
    });
});
process.on('disconnect', () => void stop());
process.on('SIGTERM', () => void stop());
// Ctrl-C in the terminal also signals this process; it is ignored, because the server sends a stop message.
process.on('SIGINT', () => {});
