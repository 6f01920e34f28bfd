import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '#platform/postgres/database.js';
import { DataFolderError } from '../data-folder.js';

/**
 * Works on the database of a data folder on which no server runs.
 * @throws DataFolderError where there is no database
 */
export async function withOfflineDatabase<T>(folder: string, work: (database: Database) => Promise<T>): Promise<T> {
  if (!existsSync(join(folder, 'db')))
    throw new DataFolderError(
      `There is no Mnara in ${folder}; check --data, or start it with: mnara serve --data ${folder}`,
    );
  const [{ openDatabase }, { migrate }, { startEmbeddedPostgres }] = await Promise.all([
    import('#platform/postgres/database.js'),
    import('#platform/postgres/migrate.js'),
    import('./embedded-postgres.js'),
  ]);
  const postgres = await startEmbeddedPostgres(folder);
  const database = openDatabase(postgres.url, { connections: 2 });
  try {
    await migrate(postgres.url);
    return await work(database);
  } finally {
    await database.close();
    await postgres.stop();
  }
}
