import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';

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
  const applied = await runner({
    databaseUrl: { connectionString: url, connectionTimeoutMillis: CONNECT_MS },
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
}
