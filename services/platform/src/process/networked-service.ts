import type { Registry } from 'prom-client';
import type { ServiceConfig } from '../config/service-settings.js';
import { databaseCheck, schemaCheck } from '../health/checks.js';
import { startOperationsServer } from '../health/operations-server.js';
import { ReadinessProbe } from '../health/readiness.js';
import type { KafkaOptions } from '../kafka/kafka-client.js';
import { ServiceKafka, serviceKafkaOptions } from '../kafka/service-kafka.js';
import { type Database, isTransient, openDatabase } from '../postgres/database.js';
import { readSchemaState } from '../postgres/schema-state.js';
import { type Log, makeLog, toStandardOutput } from '../telemetry/log.js';
import { makeMetrics, measurePools } from '../telemetry/metrics.js';
import { VERSION } from '../version.js';
import { runService, type ServiceStart } from './run-service.js';
import { untilSuccess } from './until-success.js';
import { collectWholeHeapRarely } from './whole-heap.js';

/** How a service uses the database. */
export interface DatabaseUse {
  readonly connections: number;
  /** A statement that takes longer is cancelled, milliseconds; 0, the default, means no limit. */
  readonly statementTimeoutMs?: number;
  /**
   * A database that has not answered after this time counts as unavailable, milliseconds; default 5 s more than the
   * statement timeout, where there is one.
   */
  readonly answerWithinMs?: number;
  /** How long to wait for a connection to the database, milliseconds; default 10 s. */
  readonly connectWithinMs?: number;
}

/** The settings in which the services of the stack and cluster shapes differ. */
export interface NetworkedServiceOptions {
  /**
   * Name in logs, health answers, at the brokers and in the database's list of connections; part of
   * MNARA_<NAME>_HEALTH_PORT.
   */
  readonly service: string;
  readonly config: ServiceConfig;
  readonly healthPort: number;
  readonly database: DatabaseUse;
  /** Pools beside it for what may not wait for one another, by name. */
  readonly apart?: Readonly<Record<string, DatabaseUse>>;
}

/** The parts that a service gets ready-made. */
export interface ServiceFrame extends ServiceStart {
  readonly log: Log;
  readonly metrics: Registry;
  readonly readiness: ReadinessProbe;
  readonly database: Database;
  /** The pools of `apart`. @throws TypeError for a name that is not there */
  databaseApart(name: string): Database;
  readonly kafka: ServiceKafka;
  /**
   * Retries until `attempt` succeeds; until then, /readyz and the log say what the service waits for. Rejects when the
   * service is asked to stop, or when the error is final.
   */
  withRetry<T>(what: string, attempt: () => Promise<T>): Promise<T>;
  /** Resolves when the database has every migration of this program. */
  waitForSchema(): Promise<void>;
}

/**
 * Runs a service as its own process: health and metrics are served immediately, then `start` waits for what the service
 * needs. The process waits for unavailable dependencies and ends only when it is asked to.
 * @returns the exit code. @throws ConfigError
 */
export function runNetworkedService(
  options: NetworkedServiceOptions,
  start: (frame: ServiceFrame) => Promise<void>,
): Promise<number> {
  collectWholeHeapRarely();
  const { service, config } = options;
  const log = makeLog({ service, level: config.MNARA_LOG_LEVEL, shape: 'json', write: toStandardOutput });
  const kafkaOptions = serviceKafkaOptions(service, config, log);
  const readiness = new ReadinessProbe({ service, version: VERSION });
  // Started by bin/mnara.mjs or a supervisor: the process dies with it.
  if (config.MNARA_LAUNCHED === '1') process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  return runService({
    log,
    onStopping: () => readiness.stopping(),
    start: async (parts) => {
      const frame = await openFrame(options, { ...parts, log, readiness, kafkaOptions });
      await start(frame);
      readiness.started();
      log.info('ready');
    },
  });
}

/** The parts that exist before the frame. */
interface FrameBase extends ServiceStart, Pick<ServiceFrame, 'log' | 'readiness'> {
  readonly kafkaOptions: KafkaOptions;
}

async function openFrame(options: NetworkedServiceOptions, base: FrameBase): Promise<ServiceFrame> {
  const { service, config, healthPort: port } = options;
  const { log, readiness, shutdown, stopping } = base;
  const metrics = makeMetrics();
  const address = { host: config.MNARA_HOST, port, variable: `MNARA_${service.toUpperCase()}_HEALTH_PORT` };
  const operations = await startOperationsServer({ readiness, metrics }, address);
  shutdown.add('health and metrics', () => operations.close());
  log.info('health and metrics are served', { host: address.host, healthPort: operations.port, version: VERSION });
  const database = openServiceDatabase(options, service, options.database, log);
  shutdown.add('the database connections', () => database.close());
  const apart = new Map<string, Database>();
  for (const [name, use] of Object.entries(options.apart ?? {})) {
    const pool = openServiceDatabase(options, name, use, log);
    shutdown.add(`the database connections of ${name}`, () => pool.close());
    apart.set(name, pool);
  }
  measurePools(metrics, { [service]: database, ...Object.fromEntries(apart) });
  readiness.add('database', databaseCheck(database)).add('schema', schemaCheck(database));
  const withRetry = retryWithReport(base);
  const kafka = new ServiceKafka({ options: base.kafkaOptions, log, withRetry });
  kafka.watch({ shutdown, readiness, metrics });
  const waitForSchema = (): Promise<void> => withRetry('the database', () => requireSchema(database));
  const databaseApart = (name: string): Database => {
    const pool = apart.get(name);
    if (pool === undefined) throw new TypeError(`The service ${service} has no pool "${name}".`);
    return pool;
  };
  return { shutdown, stopping, log, metrics, readiness, database, databaseApart, kafka, withRetry, waitForSchema };
}

/** The client waits longer than the statement timeout, so that the server can cancel the statement first. */
const ANSWER_SPARE_MS = 5_000;

function openServiceDatabase({ config }: NetworkedServiceOptions, name: string, use: DatabaseUse, log: Log): Database {
  const { connections, connectWithinMs, statementTimeoutMs = 0 } = use;
  return openDatabase(config.DATABASE_URL, {
    connections,
    applicationName: `mnara-${name}`,
    statementTimeoutMs,
    connectWithinMs,
    answerWithinMs: use.answerWithinMs ?? (statementTimeoutMs === 0 ? undefined : statementTimeoutMs + ANSWER_SPARE_MS),
    onLostConnection: (error) => {
      if (!isTransient(error)) log.warn('a connection to the database broke', { error });
    },
  });
}

function retryWithReport({ log, readiness, stopping }: Pick<ServiceFrame, 'log' | 'readiness' | 'stopping'>) {
  return <T>(what: string, attempt: () => Promise<T>): Promise<T> => {
    readiness.waitsFor(`it waits for ${what}`);
    return untilSuccess(attempt, {
      stopping,
      onFailure: (error, pauseMs) => {
        const why = error instanceof Error ? error.message : String(error);
        log.warn(`waiting for ${what}; trying again in ${pauseMs} ms`, { why });
      },
    });
  };
}

async function requireSchema(database: Database): Promise<void> {
  const { missing } = await readSchemaState(database);
  if (missing.length > 0)
    throw new Error(
      `the database lacks the migrations ${missing.join(', ')}, which a processor of this version runs when it starts`,
    );
}
