import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '#local/embedded/embedded-postgres.js';
import { findPostgres } from '#local/embedded/postgres-binaries.js';
import { type Content, copyTemplate } from './database-template.js';

/** A real PostgreSQL in a separate folder; `stop` stops it and removes the folder. */
export async function startPostgres(
  content: Content = 'empty',
): Promise<{ url: string; folder: string; pid: number; stop(): Promise<void> }> {
  const folder = await temporaryFolder('mnara-test-db-');
  const { postgres: program } = await findPostgres();
  await copyTemplate({ name: 'postgres', program, start: startEmbeddedPostgres }, content, folder);
  const postgres = await startEmbeddedPostgres(folder);
  return {
    url: postgres.url,
    folder,
    pid: postgres.pid,
    stop: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A new folder that the database's user can enter. */
export async function temporaryFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o755);
  return folder;
}
