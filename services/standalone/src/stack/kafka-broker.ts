import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../embedded/free-port.js';
import { isAlive, untilGone } from '../embedded/process-life.js';
import { fetchKafka } from './fetch-kafka.js';
import { inProject } from './project-folders.js';
import { runTool } from './run-tool.js';
import { StackError } from './stack-error.js';

/** A single-node Kafka (KRaft) on loopback. */
export interface KafkaBroker {
  /** "127.0.0.1:port". */
  readonly brokers: string;
  readonly pid: number;
  /** Ends it in good order and waits until it is gone. */
  stop(): Promise<void>;
}

export interface KafkaOptions {
  /** Log, settings and pid file are under it; the ports of the first start are kept. */
  readonly folder: string;
  readonly tell: (text: string) => void;
  /** A second way in. */
  readonly door?: KafkaDoor;
  /** Users that sign in by SCRAM-SHA-512, made with the log: name and password. */
  readonly users?: Readonly<Record<string, string>>;
}

/** A way in for clients that reach the broker by another port than its own, or otherwise than in the clear. */
export interface KafkaDoor {
  /** Where the broker listens for it. */
  readonly port: number;
  /** Where clients are told that it is, on 127.0.0.1. */
  readonly advertisedPort: number;
  /** The listener's protocol (PLAINTEXT where it is not said), and its settings without "listener.name.door." before them. */
  readonly protocol?: 'SASL_SSL' | 'SASL_PLAINTEXT' | 'SSL';
  readonly settings?: Readonly<Record<string, string>>;
}

interface Ports {
  readonly broker: number;
  readonly controller: number;
}

const STOP_MS = 30_000;
const START_ATTEMPTS = 600;

async function portsOf(folder: string): Promise<Ports> {
  const file = join(folder, 'ports.json');
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as Ports;
  const ports = { broker: await freePort(), controller: await freePort() };
  await writeFile(`${file}.new`, JSON.stringify(ports));
  await rename(`${file}.new`, file);
  return ports;
}

async function writeSettings(folder: string, { broker, controller }: Ports, door?: KafkaDoor): Promise<string> {
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

const javaArguments = (libraries: string): string[] => [
  '-cp',
  join(libraries, 'lib', '*'),
  `-Dlog4j2.configurationFile=${inProject('infra/local/kafka/log4j2.properties')}`,
];

async function format(
  libraries: string,
  folder: string,
  settings: string,
  users: KafkaOptions['users'] = {},
): Promise<void> {
  if (existsSync(join(folder, 'log', 'meta.properties'))) return;
  await rm(join(folder, 'log'), { recursive: true, force: true });
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const known = Object.entries(users).flatMap(([name, password]) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  const tool = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', settings, ...known];
  await runTool('java', [...javaArguments(libraries), ...tool], { missing: 'Java is missing.' });
}

/** A small heap, and the pauses of the collector that Kafka's own start script asks for. */
const JVM = [
  '-Xms256m',
  '-Xmx512m',
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
];

function launch(libraries: string, folder: string, settings: string): number {
  const log = openSync(join(folder, 'kafka.log'), 'a', 0o600);
  const child = spawn(
    'java',
    [...javaArguments(libraries), ...JVM, 'kafka.Kafka', settings],
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

async function untilListening(pid: number, port: number, folder: string): Promise<void> {
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

/** The broker of this folder that still runs: it outlived who started it. */
export async function runningBroker(folder: string): Promise<{ pid: number; port: number } | undefined> {
  const pid = Number(await readFile(join(folder, 'kafka.pid'), 'utf8').catch(() => '0'));
  if (pid === 0 || !isAlive(pid)) return undefined;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (!command.includes(join(folder, 'server.properties'))) return undefined;
  return { pid, port: (await portsOf(folder)).broker };
}

async function stopBroker(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  if (await untilGone(pid, STOP_MS)) return;
  process.kill(pid, 'SIGKILL');
  await untilGone(pid, STOP_MS);
}

/**
 * Starts Kafka on loopback with everything under `folder`, formatted the first time; takes over one that still runs there.
 * Resolves when it listens; its coordinators may answer "loading" for some seconds more.
 * @throws StackError: messages that say the mend
 */
export async function startKafkaBroker({ folder, tell, door, users }: KafkaOptions): Promise<KafkaBroker> {
  const libraries = await fetchKafka(tell);
  await mkdir(folder, { recursive: true });
  const ports = await portsOf(folder);
  const settings = await writeSettings(folder, ports, door);
  let pid = (await runningBroker(folder))?.pid;
  if (pid === undefined) {
    await format(libraries, folder, settings, users);
    pid = launch(libraries, folder, settings);
    await writeFile(join(folder, 'kafka.pid'), String(pid));
  }
  const started = pid;
  await untilListening(started, ports.broker, folder);
  return { brokers: `127.0.0.1:${ports.broker}`, pid: started, stop: () => stopBroker(started) };
}
