import type { ApiDatabases } from '#api/api-config.js';
import { EXPORT_CONNECTIONS, EXPORT_STATEMENT_MS } from '#api/exports/export-lane.js';
import { QUESTION_CONNECTIONS, QUESTION_LIMITS } from '#api/kpi/questions.js';
import { type Database, type DatabaseOptions, isTransient, openDatabase } from '#platform/postgres/database.js';
import type { ShutdownSteps } from '#platform/process/shutdown-steps.js';
import { runBehind } from './run-behind.js';

/** The connection pools of the embedded shape, separated so that users do not wait for one another. */
export interface EmbeddedDatabases {
  /** For gateway, administration, sessions and what people change. */
  readonly database: Database;
  /** For live figures, questions of evaluators, and files: none waits for another, and nothing else for them. */
  readonly apiDatabases: ApiDatabases;
  /** For the processor: slow queries of a screen must not delay events. */
  readonly processorDatabase: Database;
  /** For alerting, whose rounds must not wait for screens. */
  readonly alertingDatabase: Database;
}

/** Runs behind everything else; workers of a parallel plan would not, because they are processes of their own. */
export const BEHIND_OTHERS: Pick<DatabaseOptions, 'settings' | 'onBackend'> = {
  settings: { max_parallel_workers_per_gather: '0' },
  onBackend: (pid) => void runBehind(pid),
};

const REPORT_INTERVAL_MS = 10_000;

/** Reports lost connections at most once per interval, and not during the shutdown, when they are closed on purpose. */
function lostConnectionReporter(report: (text: string) => void, shutdown: ShutdownSteps): (error: Error) => void {
  let reportedAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (shutdown.isRunning || !isTransient(error) || performance.now() - reportedAt < REPORT_INTERVAL_MS) return;
    reportedAt = performance.now();
    report('The database closed connections; they are opened again when needed.');
  };
}

/**
 * Opens all pools and adds a shutdown step for each. What questions and files read is computed behind everything else:
 * the database is a program of this machine, and shares its cores with the live figures.
 * @param url of the database that this process started
 */
export function openDatabases(url: string, report: (text: string) => void, shutdown: ShutdownSteps): EmbeddedDatabases {
  const onLostConnection = lostConnectionReporter(report, shutdown);
  const open = (user: string, options: DatabaseOptions): Database => {
    const database = openDatabase(url, { applicationName: `mnara-${user}`, onLostConnection, ...options });
    shutdown.add(`the database connections of ${user}`, () => database.close());
    return database;
  };
  return {
    processorDatabase: open('processor', { connections: 4 }),
    database: open('api', { connections: 8, statementTimeoutMs: 60_000 }),
    apiDatabases: {
      live: open('live', { connections: 4, statementTimeoutMs: 60_000 }),
      questions: open('questions', {
        ...BEHIND_OTHERS,
        connections: QUESTION_CONNECTIONS,
        statementTimeoutMs: QUESTION_LIMITS.seconds * 1000,
      }),
      exports: open('exports', {
        ...BEHIND_OTHERS,
        connections: EXPORT_CONNECTIONS,
        statementTimeoutMs: EXPORT_STATEMENT_MS,
      }),
    },
    alertingDatabase: open('alerting', { connections: 9, statementTimeoutMs: 60_000 }),
  };
}
