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
  /** Its files are under `folder`/db. */
  readonly folder: string;
  /** Without it a free one. */
  readonly port?: number;
  /** Whether it is started again when it dies. */
  readonly isWatched: boolean;
  readonly tell: (text: string) => void;
}

/**
 * Starts PostgreSQL with TimescaleDB on loopback; the extension is made in its database. Fetched the first time.
 * @throws StackError, EmbeddedDatabaseError: messages that say the mend
 */
export async function startTimescaleDatabase({
  folder,
  port,
  isWatched,
  tell,
}: TimescaleOptions): Promise<EmbeddedPostgres> {
  const binaries = await fetchTimescale(tell);
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
