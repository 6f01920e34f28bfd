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

/** The ports of a broker and its controller on loopback. */
export interface KafkaPorts {
  readonly broker: number;
  readonly controller: number;
}

/** An additional listener, for clients that reach the broker by another port, or with encryption. */
export interface KafkaListener {
  /** The port on which the broker listens. */
  readonly port: number;
  /** The port on 127.0.0.1 that the broker advertises to clients. */
  readonly advertisedPort: number;
  /**
   * The protocol of the listener (default PLAINTEXT), and its settings without the prefix "listener.name.door.".
   */
  readonly protocol?: 'SASL_SSL' | 'SASL_PLAINTEXT' | 'SSL';
  readonly settings?: Readonly<Record<string, string>>;
}

/** Writes the settings of a broker with its log under `folder`. @returns their file */
export async function writeSettings(
  folder: string,
  { broker, controller }: KafkaPorts,
  listener?: KafkaListener,
): Promise<string> {
  const file = join(folder, 'server.properties');
  const at = (name: string, port: number): string => `${name}://127.0.0.1:${port}`;
  const listenAt = listener === undefined ? '' : `,${at('DOOR', listener.port)}`;
  const advertiseAt = listener === undefined ? '' : `,${at('DOOR', listener.advertisedPort)}`;
  const given = await readFile(inProject('infra/local/kafka/server.properties'), 'utf8');
  const settings =
    listener === undefined
      ? given
      : given.replace(/^(listener\.security\.protocol\.map=)/m, `$1DOOR:${listener.protocol ?? 'PLAINTEXT'},`);
  const listenerSettings = Object.entries(listener?.settings ?? {}).map(
    ([name, value]) => `listener.name.door.${name}=${value}\n`,
  );
  await writeFile(
    file,
    `${settings}
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=${at('PLAINTEXT', broker)},${at('CONTROLLER', controller)}${listenAt}
advertised.listeners=${at('PLAINTEXT', broker)}${advertiseAt}
log.dirs=${join(folder, 'log')}
${listenerSettings.join('')}`,
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
 * Creates an empty log when there is none.
 * @param users users for SCRAM-SHA-512. @param classes Java's option for the archive of classes
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
  const classOptions = classes === undefined ? [] : [classes];
  await runTool('java', [...javaArguments(libraries), ...classOptions, ...tool], { missing: 'Java is missing.' });
}

/** A small heap, and the garbage collector settings of Kafka's own start script. */
const JVM = [
  '-Xms256m',
  '-Xmx512m',
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
];

/**
 * @param classes Java's option to read the archive of classes, or to write it at the end
 * @returns the process id
 */
export function launch(libraries: string, folder: string, settings: string, classes: string): number {
  const log = openSync(join(folder, 'kafka.log'), 'a', 0o600);
  const child = spawn(
    'java',
    [...javaArguments(libraries), ...JVM, classes, 'kafka.Kafka', settings],
    // Its own process group: Ctrl-C at the terminal must reach only Mnara.
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

/** Shuts the broker down, or kills it when that takes too long. */
export async function stopBroker(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  if (await untilGone(pid, STOP_MS)) return;
  process.kill(pid, 'SIGKILL');
  await untilGone(pid, STOP_MS);
}
