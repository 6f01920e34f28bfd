import { openDatabase } from '#platform/postgres/database.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/embedded-postgres.js';
import { fetchTimescale } from './fetch-timescale.js';

/** Telemetry off: nothing leaves the machine. */
const SETTINGS = {
  shared_preload_libraries: 'timescaledb',
  'timescaledb.telemetry_level': 'off',
  max_connections: '200',
};

export interface TimescaleOptions {
  /** Its files are in `folder`/db. */
  readonly folder: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Whether it is restarted when it dies. */
  readonly isWatched: boolean;
  readonly report: (text: string) => void;
}

/**
 * Starts PostgreSQL with TimescaleDB on loopback and creates the extension in its database. Downloads it the first
 * time.
 * @throws StackError, EmbeddedDatabaseError: the message says how to fix it
 */
export async function startTimescaleDatabase({
  folder,
  port,
  isWatched,
  report,
}: TimescaleOptions): Promise<EmbeddedPostgres> {
  const binaries = await fetchTimescale(report);
  const postgres = await startEmbeddedPostgres(folder, {
    binaries,
    settings: SETTINGS,
    isWatched,
    ...(port === undefined ? {} : { port }),
  });
  const database = openDatabase(postgres.url, { connections: 1 });
  try {
    await database.query('CREATE EXTENSION IF NOT EXISTS timescaledb');
  } finally {
    await database.close();
  }
  return postgres;
}
