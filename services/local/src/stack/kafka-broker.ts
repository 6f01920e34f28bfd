import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#platform/process/free-port.js';
import { isAlive } from '#platform/process/process-life.js';
import { fetchKafka } from './fetch-kafka.js';
import {
  format,
  type KafkaListener,
  type KafkaPorts,
  launch,
  stopBroker,
  untilListening,
  writeSettings,
} from './kafka-process.js';

/** A single-node Kafka (KRaft) on loopback. */
export interface KafkaBroker {
  /** "127.0.0.1:port". */
  readonly brokers: string;
  readonly pid: number;
  /** Shuts it down and waits until it has ended. */
  stop(): Promise<void>;
}

export interface KafkaOptions {
  /** Contains the log, the settings and the pid file; the ports of the first start are kept. */
  readonly folder: string;
  readonly report: (text: string) => void;
  /** An additional listener. */
  readonly listener?: KafkaListener;
  /** Users for SCRAM-SHA-512, created with the log: name and password. */
  readonly users?: Readonly<Record<string, string>>;
}

async function portsOf(folder: string): Promise<KafkaPorts> {
  const file = join(folder, 'ports.json');
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as KafkaPorts;
  const ports = { broker: await freePort(), controller: await freePort() };
  await writeFile(`${file}.new`, JSON.stringify(ports));
  await rename(`${file}.new`, file);
  return ports;
}

/** The broker of this folder that still runs, although the process that started it has ended. */
async function runningBroker(folder: string): Promise<{ pid: number; port: number } | undefined> {
  const pid = Number(await readFile(join(folder, 'kafka.pid'), 'utf8').catch(() => '0'));
  if (pid === 0 || !isAlive(pid)) return undefined;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (!command.includes(join(folder, 'server.properties'))) return undefined;
  return { pid, port: (await portsOf(folder)).broker };
}

/**
 * Starts Kafka on loopback with all files in `folder`, formatted the first time; takes over a broker that still runs
 * there. Resolves when it listens; its coordinators may answer "loading" for some more seconds.
 * @throws StackError: the message says how to fix it
 */
export async function startKafkaBroker({ folder, report, listener, users }: KafkaOptions): Promise<KafkaBroker> {
  const { libraries, classes } = await fetchKafka(report);
  await mkdir(folder, { recursive: true });
  const ports = await portsOf(folder);
  const settings = await writeSettings(folder, ports, listener);
  let pid = (await runningBroker(folder))?.pid;
  if (pid === undefined) {
    const shared = `-XX:SharedArchiveFile=${classes}`;
    await format(libraries, folder, settings, { classes: shared, ...(users === undefined ? {} : { users }) });
    pid = launch(libraries, folder, settings, shared);
    await writeFile(join(folder, 'kafka.pid'), String(pid));
  }
  const started = pid;
  await untilListening(started, ports.broker, folder);
  return { brokers: `127.0.0.1:${ports.broker}`, pid: started, stop: () => stopBroker(started) };
}
