import { mkdir, rm } from 'node:fs/promises';
import { keepDemoReport } from '#demo/demo-report.js';
import { checkBrokers } from '#platform/kafka/check-brokers.js';
import type { KafkaAccess } from '#platform/kafka/kafka-client.js';
import { openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { takeDataFolder, withdrawCredential } from '../data-folder.js';
import { environment } from '../environment.js';
import { loadNetwork, type NetworkSource } from '../network-loader.js';
import { fetchKafka } from './fetch-kafka.js';
import { fetchTimescale } from './fetch-timescale.js';
import { GivenPart, KafkaPart, TimescalePart, withoutPassword } from './server-parts.js';
import { startServices } from './services.js';
import { StackError } from './stack-error.js';
import { stackLayout } from './stack-layout.js';
import { Supervisor } from './supervisor.js';

export interface StackOptions {
  readonly folder: string;
  /** Existing servers; the stack does not start what is named here. */
  readonly given: {
    readonly brokers: string | undefined;
    /** What these brokers require of their clients. */
    readonly kafkaAccess: KafkaAccess;
    readonly databaseUrl: string | undefined;
  };
  readonly network: NetworkSource;
  /** When aborted, nothing more is started, and running parts are stopped. */
  readonly stopping: AbortSignal;
  readonly report: (text: string) => void;
}

/** A running stack. */
export interface RunningStack {
  /** Stops the agents first, then the services, then Kafka, and the database last. */
  stop(): Promise<void>;
}

interface Servers {
  readonly databaseUrl: string;
  readonly brokers: string;
}

async function startServers(supervisor: Supervisor, options: StackOptions): Promise<Servers> {
  const layout = stackLayout(options.folder);
  const { brokers, databaseUrl } = options.given;
  // What is missing on the machine is reported before anything starts.
  if (brokers !== undefined) await checkGiven(brokers, options.given.kafkaAccess);
  if (brokers === undefined) await fetchKafka(options.report);
  if (databaseUrl === undefined) await fetchTimescale(options.report);
  let url = databaseUrl;
  if (url === undefined) url = (await supervisor.add(new TimescalePart(layout, options.report))).url;
  else await supervisor.add(new GivenPart('timescaledb', withoutPassword(url)));
  const kafka = await supervisor.add(
    brokers === undefined ? new KafkaPart(layout, options.report) : new GivenPart('kafka', brokers),
  );
  return { databaseUrl: url, brokers: kafka.address };
}

async function checkGiven(brokers: string, access: KafkaAccess): Promise<void> {
  try {
    await checkBrokers({ ...access, brokers: brokers.split(',') });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StackError(`Kafka at ${brokers}, which KAFKA_BROKERS names, cannot be used: ${why}`, { cause });
  }
}

async function prepareDatabase(url: string, network: NetworkSource): Promise<void> {
  await migrate(url);
  const database = openDatabase(url, { connections: 1 });
  try {
    await loadNetwork(database, network, Date.now());
    if (network.isDemo) await keepDemoReport(database, environment.mailAddress, Date.now());
  } finally {
    await database.close();
  }
}

/**
 * Starts the stack on a data folder and supervises it in this process; the folder's state file shows its progress.
 * @throws DataFolderError, StackError, EmbeddedDatabaseError: the message says how to fix it; nothing is left running
 *   then
 */
export async function runStack(options: StackOptions): Promise<RunningStack> {
  const layout = stackLayout(options.folder);
  await takeDataFolder(options.folder);
  await mkdir(layout.logs, { recursive: true });
  const supervisor = new Supervisor({ layout, report: options.report, stopping: options.stopping });
  await supervisor.saveState({ phase: 'starting' });
  const stop = async (): Promise<void> => {
    await supervisor.saveState({ phase: 'stopping' });
    await supervisor.stop();
    await withdrawCredential(options.folder);
  };
  try {
    const servers = await startServers(supervisor, options);
    await prepareDatabase(servers.databaseUrl, options.network);
    const { isDemo } = options.network;
    const isOwnKafka = options.given.brokers === undefined;
    const url = await startServices(supervisor, { layout, ...servers, isOwnKafka, isDemo, report: options.report });
    supervisor.watch();
    await supervisor.saveState({ phase: 'live', url });
  } catch (error) {
    await stop();
    await supervisor.saveState({ phase: 'failed', message: error instanceof Error ? error.message : String(error) });
    throw error;
  }
  return {
    stop: async () => {
      await stop();
      await rm(layout.state, { force: true });
    },
  };
}
