import type { Registry } from 'prom-client';
import { databaseCheck, schemaCheck } from '../health/checks.js';
import { startOperationsServer } from '../health/operations-server.js';
import { ReadinessProbe } from '../health/readiness.js';
import { type Database, isTransient, openDatabase } from '../postgres/database.js';
import { readSchemaState } from '../postgres/schema-state.js';
import { type Log, makeLog, toStandardOutput } from '../telemetry/log.js';
import type { LogLevel } from '../telemetry/log-level.js';
import { makeMetrics, measurePools } from '../telemetry/metrics.js';
import { VERSION } from '../version.js';
import { untilSuccess } from './patience.js';
import { runService, type ServiceStart } from './run-service.js';
import { collectWholeHeapSeldom } from './whole-heap.js';

/** What every service of the stack and cluster shapes is configured with. */
export interface NetworkedServiceOptions {
  /** Name in logs, health answers and the database's list of connections. */
  readonly service: string;
  readonly logLevel: LogLevel;
  readonly host: string;
  readonly healthPort: number;
  /** Variable that sets the health port, for the message when it is taken. */
  readonly healthPortVariable: string;
  readonly databaseUrl: string;
  readonly databaseConnections: number;
  /** A statement that takes longer is cancelled, milliseconds; 0 waits for ever. */
  readonly statementTimeoutMs?: number;
  /** A database that has not answered by then counts as away, milliseconds; default the statement's time and 5 s, where it has one. */
  readonly answerWithinMs?: number;
  /** A connection to the database that is not there by then is given up, milliseconds; default 10 s. */
  readonly connectWithinMs?: number;
  /** Started by bin/mnara.mjs: the process dies with its launcher. */
  readonly isLaunched: boolean;
}

/** The parts that a service finds ready. */
export interface ServiceFrame extends ServiceStart {
  readonly log: Log;
  readonly metrics: Registry;
  readonly readiness: ReadinessProbe;
  readonly database: Database;
  /** Tries until it succeeds; meanwhile /readyz and the log say what it waits for. Rejects when the service is told to stop, or waiting cannot help. */
  patiently<T>(what: string, attempt: () => Promise<T>): Promise<T>;
  /** Resolves when the database has every migration of this program. */
  untilSchemaIsThere(): Promise<void>;
}

/**
 * Runs a service of its own process: health and metrics are served at once, then `start` waits for what the service needs. Dependencies that
 * are away are waited for; the process ends only when it is told to.
 * @returns the exit code
 */
export function runNetworkedService(
  options: NetworkedServiceOptions,
  start: (frame: ServiceFrame) => Promise<void>,
): Promise<number> {
  collectWholeHeapSeldom();
  const { service, logLevel } = options;
  const log = makeLog({ service, level: logLevel, shape: 'json', write: toStandardOutput });
  const readiness = new ReadinessProbe({ service, version: VERSION });
  const metrics = makeMetrics();
  if (options.isLaunched) process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  return runService({
    log,
    onStopping: () => readiness.stopping(),
    start: async ({ endings, stopping }) => {
      const { host, healthPort: port, healthPortVariable: variable } = options;
      const operations = await startOperationsServer({ readiness, metrics }, { host, port, variable });
      endings.add('health and metrics', () => operations.close());
      log.info('health and metrics are served', { host, healthPort: operations.port, version: VERSION });
      const database = openServiceDatabase(options, log);
      endings.add('the database connections', () => database.close());
      measurePools(metrics, { [service]: database });
      readiness.add('database', databaseCheck(database)).add('schema', schemaCheck(database));
      const patiently = patienceOf({ log, readiness, stopping });
      await start({
        endings,
        stopping,
        log,
        metrics,
        readiness,
        database,
        patiently,
        untilSchemaIsThere: () => patiently('the database', () => demandSchema(database)),
      });
      readiness.started();
      log.info('ready');
    },
  });
}

/** The server's own cancellation comes first where it can. */
const ANSWER_SPARE_MS = 5_000;

function openServiceDatabase(options: NetworkedServiceOptions, log: Log): Database {
  const { statementTimeoutMs = 0 } = options;
  return openDatabase(options.databaseUrl, {
    connections: options.databaseConnections,
    applicationName: `mnara-${options.service}`,
    statementTimeoutMs,
    connectWithinMs: options.connectWithinMs,
    answerWithinMs:
      options.answerWithinMs ?? (statementTimeoutMs === 0 ? undefined : statementTimeoutMs + ANSWER_SPARE_MS),
    onLostConnection: (error) => {
      if (!isTransient(error)) log.warn('a connection to the database broke', { error });
    },
  });
}

function patienceOf({ log, readiness, stopping }: Pick<ServiceFrame, 'log' | 'readiness' | 'stopping'>) {
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

async function demandSchema(database: Database): Promise<void> {
  const { missing } = await readSchemaState(database);
  if (missing.length > 0)
    throw new Error(
      `the database lacks the migrations ${missing.join(', ')}, which a processor of this version runs when it starts`,
    );
}
