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
import { CommandError, formatOf, print, printRows, tell } from './output.js';
import { dataFolder } from './server-client.js';

interface UpOptions {
  readonly data?: string;
  readonly network?: string;
  readonly demo?: boolean;
  readonly stay?: boolean;
}

const folderOf = (options: { readonly data?: string }): string => dataFolder(options.data, environment.data);

async function orUnreachable<Answer>(work: () => Promise<Answer>): Promise<Answer> {
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
  const told = options.stay === true ? toldToEnd() : undefined;
  const { state, wasRunning } = await orUnreachable(() => bringUp(folder, { args, tell, told }));
  if (wasRunning) {
    tell(`The stack on ${folder} runs already:`);
    for (const { name, pid, address } of state.parts)
      tell(`  ${name}: ${address}${pid === 0 ? '' : ` (process ${pid})`}`);
  }
  print(`Mnara is live at ${state.url}`);
  const look = `Look with: mnara stack status --data ${folder}`;
  if (told === undefined || wasRunning) {
    tell(`${look}    End it with: mnara stack down --data ${folder}`);
    return;
  }
  tell(`${look}    End it with Ctrl-C, or with: mnara stack down --data ${folder}`);
  if (!(await follow(folder, tell, told)))
    throw new CommandError(
      3,
      `The supervisor of the stack died. Take over what it left with: mnara stack up --data ${folder}`,
    );
  print('The stack is down.');
}

/** Aborted by Ctrl-C, by SIGTERM, or when the terminal or the launcher goes. */
function toldToEnd(): AbortSignal {
  const told = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => told.abort());
  if (environment.isLaunched) process.once('disconnect', () => told.abort());
  return told.signal;
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
  if (state === undefined) tell(`No stack runs on ${folder}. Start it with: mnara stack up --data ${folder}`);
  if (!isWell) process.exitCode = 1;
}

async function down(options: { readonly data?: string }): Promise<void> {
  const folder = folderOf(options);
  const ended = await orUnreachable(() => bringDown(folder, tell));
  print(ended ? 'The stack is down.' : `No stack runs on ${folder}.`);
}

async function wipe(options: { readonly data?: string; readonly yes?: boolean }): Promise<void> {
  const folder = folderOf(options);
  const layout = stackLayout(folder);
  if (options.yes !== true)
    throw new CommandError(2, `This deletes every event and figure of the stack in ${layout.root}. Say so with --yes.`);
  const written = writtenState(layout);
  if (runningStack(layout) !== undefined || (written !== undefined && survivors(written).length > 0))
    throw new CommandError(1, `The stack on ${folder} runs. Stop it first: mnara stack down --data ${folder}`);
  const wasThere = existsSync(layout.root);
  await rm(layout.root, { recursive: true, force: true });
  print(wasThere ? 'The stack is wiped.' : `There is no stack in ${folder}.`);
}

async function supervise(options: UpOptions): Promise<void> {
  const { runStack } = await import('#local/stack/run-stack.js');
  const told = new AbortController();
  const ended = new Promise<void>((settle) => {
    told.signal.addEventListener('abort', () => settle(), { once: true });
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => told.abort());
  const stack = await runStack({
    folder: folderOf(options),
    given: { brokers: environment.brokers, kafkaAccess: environment.kafkaAccess, databaseUrl: environment.databaseUrl },
    network: { file: options.network, isDemo: options.demo === true },
    told: told.signal,
    tell,
  });
  await ended;
  await stack.stop();
}

/** `mnara stack`. */
export function stackCommand(stack: Command): void {
  stack
    .command('up')
    .description('starts what does not run yet and waits until it is live; the processes go on without the terminal')
    .option('--data <folder>', 'data folder (default .mnara, or MNARA_DATA)')
    .option('--network <file>', "the network's description, applied before the start")
    .option('--demo', "real agents with made-up visitors: for Kenya's network, or for that of --network")
    .option('--stay', 'stays with it, and ends it at Ctrl-C')
    .action(up);
  stack
    .command('status')
    .description('each part with its process, address and health; exit 1 when something is not well')
    .option('--data <folder>', 'data folder')
    .option('--format <format>', 'table, json or csv')
    .action(status);
  stack
    .command('down')
    .description('ends agents, services, Kafka and the database, in this order; nothing is deleted')
    .option('--data <folder>', 'data folder')
    .action(down);
  stack
    .command('wipe')
    .description("deletes the stack's data of a folder whose stack is down")
    .option('--data <folder>', 'data folder')
    .option('--yes', 'really')
    .action(wipe);
  stack
    .command('supervise', { hidden: true })
    .option('--data <folder>')
    .option('--network <file>')
    .option('--demo')
    .action(supervise);
}
