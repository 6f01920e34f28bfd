import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { environment } from '#local/environment.js';
import { bringDown, bringUp, follow, survivors } from '#local/stack/control-stack.js';
import { StackError } from '#local/stack/stack-error.js';
import { stackLayout } from '#local/stack/stack-layout.js';
import { isReady, type PartState, runningStack, type StackState, writtenState } from '#local/stack/stack-state.js';
import { isAlive } from '#platform/process/process-life.js';
import { CommandError, formatOf, print, printRows, printStatus } from './output.js';
import { dataFolder } from './server-client.js';

interface UpOptions {
  readonly data?: string;
  readonly network?: string;
  readonly demo?: boolean;
  readonly stay?: boolean;
}

const folderOf = (options: { readonly data?: string }): string => dataFolder(options.data, environment.data);

async function withExitCode<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StackError) throw new CommandError(3, error.message, { cause: error });
    throw error;
  }
}

async function up(options: UpOptions): Promise<void> {
  const args = [
    ...(options.network === undefined ? [] : ['--network', resolve(options.network)]),
    ...(options.demo === true ? ['--demo'] : []),
  ];
  const folder = folderOf(options);
  const stopping = options.stay === true ? stopSignal() : undefined;
  const { state, wasRunning } = await withExitCode(() => bringUp(folder, { args, report: printStatus, stopping }));
  if (wasRunning) {
    printStatus(`The stack on ${folder} is already running:`);
    for (const { name, pid, address } of state.parts)
      printStatus(`  ${name}: ${address}${pid === 0 ? '' : ` (process ${pid})`}`);
  }
  print(`Mnara is live at ${state.url}`);
  if (options.demo !== true && !wasRunning)
    printStatus(
      `If nobody can sign in yet, this prints a link for the first administrator: mnara account set-up --data ${folder}`,
    );
  const look = `Show its state with: mnara stack status --data ${folder}`;
  if (stopping === undefined || wasRunning) {
    printStatus(`${look}    Stop it with: mnara stack down --data ${folder}`);
    return;
  }
  printStatus(`${look}    Stop it with Ctrl-C, or with: mnara stack down --data ${folder}`);
  if (!(await follow(folder, printStatus, stopping)))
    throw new CommandError(
      3,
      `The supervisor of the stack died. Take over the parts that still run with: mnara stack up --data ${folder}`,
    );
  print('The stack is down.');
}

/** A signal that is aborted by Ctrl-C, by SIGTERM, or when the terminal or the launcher ends. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  if (environment.isLaunched) process.once('disconnect', () => stopping.abort());
  return stopping.signal;
}

const healthOf = async ({ pid, readyUrl, isGiven }: PartState): Promise<string> => {
  if (isGiven) return 'given';
  if (pid === 0 || !isAlive(pid)) return 'dead';
  if (readyUrl === undefined) return 'runs';
  return (await isReady(readyUrl)) ? 'ready' : 'not ready';
};

async function status(options: { readonly data?: string; readonly format?: string }): Promise<void> {
  const folder = folderOf(options);
  const layout = stackLayout(folder);
  const state: StackState | undefined = runningStack(layout);
  const format = formatOf(options.format);
  const left = state === undefined ? (writtenState(layout)?.parts ?? []) : state.parts;
  const parts = await Promise.all(left.map(async (part) => ({ ...part, health: await healthOf(part) })));
  const isWell = state?.phase === 'live' && parts.every(({ health }) => health !== 'dead' && health !== 'not ready');
  printRows(
    format,
    { running: state !== undefined, phase: state?.phase ?? 'down', url: state?.url ?? '', well: isWell, parts },
    ['part', 'process', 'address', 'health', 'restarts'],
    parts.map(({ name, pid, address, health, restarts }) => [name, pid, address, health, restarts]),
  );
  if (state === undefined) printStatus(`No stack runs on ${folder}. Start it with: mnara stack up --data ${folder}`);
  if (!isWell) process.exitCode = 1;
}

async function down(options: { readonly data?: string }): Promise<void> {
  const folder = folderOf(options);
  const ended = await withExitCode(() => bringDown(folder, printStatus));
  print(ended ? 'The stack is down.' : `No stack runs on ${folder}.`);
}

async function wipe(options: { readonly data?: string; readonly yes?: boolean }): Promise<void> {
  const folder = folderOf(options);
  const layout = stackLayout(folder);
  if (options.yes !== true)
    throw new CommandError(
      2,
      `This deletes every event and figure of the stack in ${layout.root}. Confirm with --yes.`,
    );
  const written = writtenState(layout);
  if (runningStack(layout) !== undefined || (written !== undefined && survivors(written).length > 0))
    throw new CommandError(1, `The stack on ${folder} runs. Stop it first: mnara stack down --data ${folder}`);
  const wasThere = existsSync(layout.root);
  await rm(layout.root, { recursive: true, force: true });
  print(wasThere ? 'The stack is wiped.' : `There is no stack in ${folder}.`);
}

async function supervise(options: UpOptions): Promise<void> {
  const { runStack } = await import('#local/stack/run-stack.js');
  const stopping = new AbortController();
  const ended = new Promise<void>((settle) => {
    stopping.signal.addEventListener('abort', () => settle(), { once: true });
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort());
  const stack = await runStack({
    folder: folderOf(options),
    given: { brokers: environment.brokers, kafkaAccess: environment.kafkaAccess, databaseUrl: environment.databaseUrl },
    network: { file: options.network, isDemo: options.demo === true },
    stopping: stopping.signal,
    report: printStatus,
  });
  await ended;
  await stack.stop();
}

/** `mnara stack`. */
export function stackCommand(stack: Command): void {
  stack
    .command('up')
    .description(
      'starts the parts that do not run yet and waits until the stack is live; the processes continue without ' +
        'the terminal',
    )
    .option('--data <folder>', 'data folder (default .mnara, or MNARA_DATA)')
    .option('--network <file>', "the network's description, loaded before the start")
    .option('--demo', "real agents with simulated visitors: for Kenya's network, or for the one of --network")
    .option('--stay', 'stays in the foreground, and stops the stack at Ctrl-C')
    .action(up);
  stack
    .command('status')
    .description('each part with its process, address and health; exit 1 when a part is not healthy')
    .option('--data <folder>', 'data folder')
    .option('--format <format>', 'table, json or csv')
    .action(status);
  stack
    .command('down')
    .description('stops agents, services, Kafka and the database, in this order; deletes nothing')
    .option('--data <folder>', 'data folder')
    .action(down);
  stack
    .command('wipe')
    .description('deletes the data of a stopped stack')
    .option('--data <folder>', 'data folder')
    .option('--yes', 'confirms the deletion')
    .action(wipe);
  stack
    .command('supervise', { hidden: true })
    .option('--data <folder>')
    .option('--network <file>')
    .option('--demo')
    .action(supervise);
}
