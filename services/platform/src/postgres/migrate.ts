import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

/** Folder of the numbered migrations, whether this file runs from the sources or from dist/. */
export const MIGRATIONS_FOLDER = fileURLToPath(
  new URL(
    import.meta.url.includes('/dist/') ? '../../../../../infra/migrations' : '../../../../infra/migrations',
    import.meta.url,
  ),
);

const CONNECT_MS = 10_000;

/**
 * Brings the database to this program's schema. Each migration runs in its own transaction, in one process at a time.
 * Safe to repeat.
 * @param maxCount maximum number of missing migrations to run, oldest first; default all
 * @returns the names of the migrations that were run
 */
export async function migrate(url: string, maxCount = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
  // We pass our own client because the runner does not wait until its own connection is closed: if the database stopped
  // right afterwards, the process would crash.
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  // Ignored here: when the connection is lost, the next statement fails.
  client.on('error', () => {});
  try {
    await client.connect();
    const applied = await runner({
      dbClient: client,
      dir: `${MIGRATIONS_FOLDER}/*.sql`,
      useGlob: true,
      direction: 'up',
      count: maxCount,
      migrationsTable: 'migration',
      migrationsSchema: 'mnara_schema',
      createMigrationsSchema: true,
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
    return applied.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}
