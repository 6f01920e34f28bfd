import { rm } from 'node:fs/promises';
import type { EmbeddedPostgres } from '#local/embedded/embedded-postgres.js';
import { fetchTimescale } from '#local/stack/fetch-timescale.js';
import { startTimescaleDatabase } from '#local/stack/timescale-database.js';
import { untilGone } from '#platform/process/process-life.js';
import { type Content, copyTemplate } from './database-template.js';
import { temporaryFolder } from './embedded-postgres.js';

/** A real PostgreSQL with TimescaleDB in a separate folder; it is not restarted when it dies. */
export interface TestTimescale {
  /** The same after a restart. */
  readonly url: string;
  readonly pid: () => number;
  /** Sends a signal to the postmaster; after SIGKILL it waits until it has ended. */
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGINT' | 'SIGQUIT'): Promise<void>;
  /** Restarts it with the same port and files, also after `kill`. Resolves when it answers. */
  restart(): Promise<void>;
  /** Stops it and removes the folder. */
  stop(): Promise<void>;
}

const report = (text: string): void => void process.stderr.write(`${text}\n`);

/**
 * Why this machine cannot run TimescaleDB; undefined when it can. For `describe.skipIf`, with the reason in the name.
 */
export const timescaleMissing: string | undefined = await fetchTimescale(report).then(
  () => undefined,
  (error: unknown) => String(error),
);

const startIn = (folder: string, port?: number): Promise<EmbeddedPostgres> =>
  startTimescaleDatabase({ folder, isWatched: false, report, ...(port === undefined ? {} : { port }) });

export async function startTimescale(content: Content = 'empty'): Promise<TestTimescale> {
  const folder = await temporaryFolder('mnara-test-timescale-');
  const { postgres: program } = await fetchTimescale(report);
  await copyTemplate({ name: 'timescale', program, start: (at) => startIn(at) }, content, folder);
  const start = (port?: number): Promise<EmbeddedPostgres> => startIn(folder, port);
  let database = await start();
  const { url } = database;
  return {
    url,
    pid: () => database.pid,
    kill: async (signal) => {
      process.kill(database.pid, signal);
      if (signal === 'SIGKILL') await untilGone(database.pid, 10_000);
    },
    restart: async () => {
      await database.stop();
      database = await restarted(() => start(Number(new URL(url).port)));
    },
    stop: async () => {
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The children of a killed postmaster keep its shared memory for a moment, so the first attempts may fail. */
async function restarted(start: () => Promise<EmbeddedPostgres>): Promise<EmbeddedPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 500) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
