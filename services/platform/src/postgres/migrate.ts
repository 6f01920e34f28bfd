import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

/** Folder of the numbered migrations, from the sources as from dist/. */
export const MIGRATIONS_FOLDER = fileURLToPath(
  new URL(
    import.meta.url.includes('/dist/') ? '../../../../../infra/migrations' : '../../../../infra/migrations',
    import.meta.url,
  ),
);

const CONNECT_MS = 10_000;

/**
 * Brings the database to this program's schema; each migration in its own transaction, one process at a time. Safe to repeat.
 * @param most of the missing migrations, oldest first; without it all
 * @returns names of those that were run
 */
export async function migrate(url: string, most = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
  // The runner does not wait for the end of a connection of its own: a database that stops right afterwards would end the process with it.
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  // A connection that is lost fails the statement that follows.
  client.on('error', () => {});
  try {
    await client.connect();
    const applied = await runner({
      dbClient: client,
      dir: `${MIGRATIONS_FOLDER}/*.sql`,
      useGlob: true,
      direction: 'up',
      count: most,
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
