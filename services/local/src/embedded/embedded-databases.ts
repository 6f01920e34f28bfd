import { type Database, isTransient, openDatabase } from '#platform/postgres/database.js';
import type { ShutdownSteps } from '#platform/process/shutdown-steps.js';

/** The connections of the embedded shape, apart by what may not wait for one another. */
export interface EmbeddedDatabases {
  /** Of gateway and API. */
  readonly database: Database;
  /** A slow question of a screen must not hold up events. */
  readonly processorDatabase: Database;
  /** The rounds of alerting must not wait for screens. */
  readonly alertingDatabase: Database;
}

const TELL_AGAIN_MS = 10_000;

/** Says once in a while that connections were lost, and nothing of it while stopping: then they are meant to go. */
function lostConnectionsTold(tell: (text: string) => void, shutdown: ShutdownSteps): (error: Error) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (shutdown.isRunning || !isTransient(error) || performance.now() - toldAt < TELL_AGAIN_MS) return;
    toldAt = performance.now();
    tell('The database closed connections; they are opened again when needed.');
  };
}

/** Opens them all; each is closed by the shutdown. */
export function openDatabases(url: string, tell: (text: string) => void, shutdown: ShutdownSteps): EmbeddedDatabases {
  const onLostConnection = lostConnectionsTold(tell, shutdown);
  const open = (user: string, connections: number, statementTimeoutMs?: number): Database => {
    const database = openDatabase(url, {
      connections,
      applicationName: `mnara-${user}`,
      onLostConnection,
      ...(statementTimeoutMs === undefined ? {} : { statementTimeoutMs }),
    });
    shutdown.add(`the database connections of ${user}`, () => database.close());
    return database;
  };
  return {
    processorDatabase: open('processor', 4),
    database: open('api', 12, 60_000),
    alertingDatabase: open('alerting', 9, 60_000),
  };
}
