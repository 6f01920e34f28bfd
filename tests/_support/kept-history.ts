import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '#local/embedded/embedded-postgres.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { startLoadNetwork } from './load-network.js';
import { fillHistory, type HistoryShape } from './made-up-history.js';

/** A network's made-up history, and how large it is. */
interface HistorySize extends HistoryShape {
  readonly centres: number;
}

/** A database with a history; `stop` stops the server and leaves a kept folder as it is. */
export interface History {
  readonly database: Database;
  readonly url: string;
  /** Process id of the database server. */
  readonly pid: number;
  readonly size: HistorySize;
  /** Unix milliseconds: the history ends with the day before. */
  readonly madeAt: number;
  readonly seconds: number;
  stop(): Promise<void>;
}

const ZONE = 'Africa/Nairobi';

async function make(size: HistorySize, start?: Parameters<typeof startLoadNetwork>[1]): Promise<History> {
  const network = await startLoadNetwork({ ...size, services: size.services * 2 }, start);
  const [madeAt, began] = [Date.now(), performance.now()];
  await network.database.query(`UPDATE mnara.centre SET time_zone = '${ZONE}'`);
  await fillHistory(network.database, size, madeAt);
  return { ...network, size, madeAt, seconds: (performance.now() - began) / 1000 };
}

/**
 * A history made for this run, or the one of a folder: made there once (a year of 55 centres takes 9 GB) and used
 * again by later runs, whatever size they ask for. Whoever gave the folder deletes it.
 */
export async function openHistory(folder: string | undefined, size: HistorySize): Promise<History> {
  if (folder === undefined) return make(size);
  const about = join(folder, 'history.json');
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const known = await readFile(about, 'utf8').catch(() => undefined);
  const start = () => startEmbeddedPostgres(join(folder, 'database'));
  if (known === undefined) {
    const made = await make(size, start);
    await writeFile(about, JSON.stringify({ size, madeAt: made.madeAt, seconds: made.seconds }));
    return made;
  }
  const postgres = await start();
  await migrate(postgres.url);
  const database = openDatabase(postgres.url, { connections: 4 });
  return {
    ...(JSON.parse(known) as Pick<History, 'size' | 'madeAt' | 'seconds'>),
    database,
    url: postgres.url,
    pid: postgres.pid,
    stop: async () => {
      await database.close();
      await postgres.stop();
    },
  };
}
