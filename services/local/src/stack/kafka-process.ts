import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, untilGone } from '#platform/process/process-life.js';
import { inProject } from './project-folders.js';
import { runTool } from './run-tool.js';
import { StackError } from './stack-error.js';

/** Where a broker and its controller listen on loopback. */
export interface KafkaPorts {
  readonly broker: number;
  readonly controller: number;
}

/** A way in for clients that reach the broker by another port than its own, or otherwise than in the clear. */
export interface KafkaDoor {
  /** Where the broker listens for it. */
  readonly port: number;
  /** Where clients are told that it is, on 127.0.0.1. */
  readonly advertisedPort: number;
  /**
   * The listener's protocol (PLAINTEXT where it is not said), and its settings without "listener.name.door." before
   * them.
   */
  readonly protocol?: 'SASL_SSL' | 'SASL_PLAINTEXT' | 'SSL';
  readonly settings?: Readonly<Record<string, string>>;
}

/** Writes the settings of a broker with its log under `folder`. @returns their file */
export async function writeSettings(
  folder: string,
  { broker, controller }: KafkaPorts,
  door?: KafkaDoor,
): Promise<string> {
  const file = join(folder, 'server.properties');
  const at = (name: string, port: number): string => `${name}://127.0.0.1:${port}`;
  const listens = door === undefined ? '' : `,${at('DOOR', door.port)}`;
  const tells = door === undefined ? '' : `,${at('DOOR', door.advertisedPort)}`;
  const given = await readFile(inProject('infra/local/kafka/server.properties'), 'utf8');
  const settings =
    door === undefined
      ? given
      : given.replace(/^(listener\.security\.protocol\.map=)/m, `$1DOOR:${door.protocol ?? 'PLAINTEXT'},`);
  const doorSettings = Object.entries(door?.settings ?? {}).map(
    ([name, value]) => `listener.name.door.${name}=${value}\n`,
  );
  await writeFile(
    file,
    `${settings}
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=${at('PLAINTEXT', broker)},${at('CONTROLLER', controller)}${listens}
advertised.listeners=${at('PLAINTEXT', broker)}${tells}
log.dirs=${join(folder, 'log')}
${doorSettings.join('')}`,
  );
  return file;
}

const START_ATTEMPTS = 600;
const STOP_MS = 30_000;

const javaArguments = (libraries: string): string[] => [
  '-cp',
  join(libraries, 'lib', '*'),
  `-Dlog4j2.configurationFile=${inProject('infra/local/kafka/log4j2.properties')}`,
];

/**
 * Makes an empty log where there is none.
 * @param users who sign in by SCRAM-SHA-512. @param classes what Java is told of the archive of classes
 */
export async function format(
  libraries: string,
  folder: string,
  settings: string,
  { users = {}, classes }: { readonly users?: Readonly<Record<string, string>>; readonly classes?: string } = {},
): Promise<void> {
  if (existsSync(join(folder, 'log', 'meta.properties'))) return;
  await rm(join(folder, 'log'), { recursive: true, force: true });
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const known = Object.entries(users).flatMap(([name, password]) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  const tool = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', settings, ...known];
  const told = classes === undefined ? [] : [classes];
  await runTool('java', [...javaArguments(libraries), ...told, ...tool], { missing: 'Java is missing.' });
}

/** A small heap, and the pauses of the collector that Kafka's own start script asks for. */
const JVM = [
  '-Xms256m',
  '-Xmx512m',
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
];

/**
 * @param classes what is said of the archive of classes: to read it, or to write it at the end.
 * @returns the process's id
 */
export function launch(libraries: string, folder: string, settings: string, classes: string): number {
  const log = openSync(join(folder, 'kafka.log'), 'a', 0o600);
  const child = spawn(
    'java',
    [...javaArguments(libraries), ...JVM, classes, 'kafka.Kafka', settings],
    // Its own process group: a Ctrl-C at the terminal must reach Mnara first.
    { cwd: folder, detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  if (child.pid === undefined) throw new StackError('Java could not be started.');
  return child.pid;
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });

/** @throws StackError when it ends, or does not listen within a minute */
export async function untilListening(pid: number, port: number, folder: string): Promise<void> {
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
    if (!isAlive(pid)) {
      const log = await readFile(join(folder, 'kafka.log'), 'utf8').catch(() => '');
      throw new StackError(
        `Kafka ended while it started. Its last words: ${log.trim().split('\n').slice(-5).join(' | ')}`,
      );
    }
    if (await listens(port)) return;
    await sleep(100);
  }
  throw new StackError(
    `Kafka did not listen on port ${port} within a minute; its log is ${join(folder, 'kafka.log')}.`,
  );
}

/** Ends it in good order, or by force where that takes too long. */
export async function stopBroker(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  if (await untilGone(pid, STOP_MS)) return;
  process.kill(pid, 'SIGKILL');
  await untilGone(pid, STOP_MS);
}
