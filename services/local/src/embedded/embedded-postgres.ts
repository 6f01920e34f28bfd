import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '#platform/postgres/database.js';
import { freePort } from '#platform/process/free-port.js';
import { isAlive, untilGone } from '#platform/process/process-life.js';
import { likeTimer, type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { findPostgres, type PostgresBinaries, unreachableFor } from './postgres-binaries.js';

/** A database server that this process manages. */
export interface EmbeddedPostgres {
  readonly url: string;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** Stops it with a fast shutdown and waits until it has ended. */
  stop(): Promise<void>;
}

/** How a database server differs from the embedded one. */
export interface PostgresFlavour {
  readonly binaries: PostgresBinaries;
  /** Server settings that override the embedded ones. */
  readonly settings: Readonly<Record<string, string>>;
  /** The port to listen on; default: any free port. */
  readonly port?: number;
  /** Whether it is restarted when it dies. */
  readonly isWatched: boolean;
}

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  jit: 'off',
  max_connections: '60',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** A postmaster that survived a killed Mnara: its process id and port, from its own pid file. */
async function survivor(folder: string): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
  return command.includes('postgres') ? { pid, port } : undefined;
}

const asUser = ({
  user,
  environment,
}: PostgresBinaries): { uid?: number; gid?: number; cwd: string; env?: NodeJS.ProcessEnv } => ({
  ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  cwd: '/',
  ...(environment === undefined ? {} : { env: { PATH: '/usr/bin:/bin', ...environment } }),
});

async function initialise(binaries: PostgresBinaries, folder: string, password: string): Promise<void> {
  const passwordFile = `${folder}.password`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  const { user } = binaries;
  if (user !== undefined)
    await Promise.all([chown(folder, user.uid, user.gid), chown(passwordFile, user.uid, user.gid)]);
  const child = spawn(
    binaries.initdb,
    [
      `--pgdata=${folder}`,
      '--auth=scram-sha-256',
      '--username=mnara',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    { ...asUser(binaries), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  await rm(passwordFile, { force: true });
  if (code !== 0) throw new EmbeddedDatabaseError(`The database could not be created in ${folder}: ${output.trim()}`);
}

function launch({ binaries, settings }: PostgresFlavour, folder: string, port: number): ChildProcess {
  const log = openSync(`${folder}.log`, 'a', 0o600);
  const options = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', folder, '-p', String(port), ...options], {
    ...asUser(binaries),
    // Its own process group: Ctrl-C at the terminal must reach only Mnara, which stops the database last.
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return child;
}

async function answers(url: string): Promise<boolean> {
  const database = openDatabase(url, { connections: 1 });
  try {
    await database.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await database.close().catch(() => undefined);
  }
}

/**
 * Waits until a postmaster that survived a killed Mnara answers (it may be recovering); false when it was shutting down
 * and has ended.
 */
async function isTakenOver(pid: number, url: string): Promise<boolean> {
  while (isAlive(pid)) {
    if (await answers(url)) return true;
    await sleep(100);
  }
  return false;
}

async function untilReady(url: string, child: ChildProcess, folder: string): Promise<void> {
  let exited: number | null | undefined;
  child.once('exit', (code) => {
    exited = code ?? -1;
  });
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (exited !== undefined) {
      const log = await readFile(`${folder}.log`, 'utf8').catch(() => '');
      throw new EmbeddedDatabaseError(
        `The database ended while it started (code ${exited}). Its last words: ` +
          `${log.trim().split('\n').slice(-5).join(' | ')}`,
      );
    }
    if (await answers(url)) return;
    await sleep(attempt < 20 ? 50 : 200);
  }
  throw new EmbeddedDatabaseError(
    `The database in ${folder} did not answer within two minutes; see its log, ${folder}.log.`,
  );
}

/** A database that has much to write takes its time on a slow disk; it ends by itself and must not be killed. */
const MAX_STOP_SECONDS = 120;

async function stopPostmaster(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGINT');
  if (!(await untilGone(pid, MAX_STOP_SECONDS * 1000)))
    throw new EmbeddedDatabaseError(`The database (process ${pid}) did not end within ${MAX_STOP_SECONDS} s.`);
}

async function requireAccess({ user }: PostgresBinaries, folder: string): Promise<void> {
  if (user === undefined) return;
  const blocked = await unreachableFor(user, folder);
  if (blocked === undefined) return;
  throw new EmbeddedDatabaseError(
    `The database runs as the user "${user.name}", which has no access to ${blocked}. Choose another folder with ` +
      `--data, or allow the access with: chmod o+x ${blocked}`,
  );
}

/** The password of the database in `folder`; the database is created when it is missing. */
async function passwordOf(binaries: PostgresBinaries, folder: string): Promise<string> {
  const secretFile = `${folder}.secret`;
  if (!existsSync(join(folder, 'PG_VERSION'))) {
    // Created next to its final place and then moved: the next start deletes what an interrupted creation left.
    const made = `${folder}.new`;
    await rm(made, { recursive: true, force: true });
    const password = randomBytes(24).toString('base64url');
    await writeFile(secretFile, password, { mode: 0o600 });
    await initialise(binaries, made, password);
    await rename(made, folder);
  }
  return (await readFile(secretFile, 'utf8')).trim();
}

/**
 * Starts PostgreSQL on loopback with all files in `dataFolder`/db, created at first use; takes over a server that
 * survived a killed Mnara. Without a flavour it is the embedded one, which is restarted when it dies.
 * @throws EmbeddedDatabaseError when the machine or the folder does not allow it; the message says how to fix it
 */
export async function startEmbeddedPostgres(dataFolder: string, flavour?: PostgresFlavour): Promise<EmbeddedPostgres> {
  const wanted = flavour ?? { binaries: await findPostgres(), settings: {}, isWatched: true };
  await mkdir(dataFolder, { recursive: true, mode: 0o755 });
  await requireAccess(wanted.binaries, dataFolder);
  const folder = join(dataFolder, 'db');
  const password = await passwordOf(wanted.binaries, folder);
  const address = (port: number): string => `postgres://mnara:${password}@127.0.0.1:${port}/postgres`;
  const old = await survivor(folder);
  if (old !== undefined && (await isTakenOver(old.pid, address(old.port)))) {
    return new Supervised(wanted, folder, old.port, address(old.port), old.pid);
  }
  const port = wanted.port ?? (await freePort());
  const pid = await startPostmaster(wanted, folder, port, address(port));
  return new Supervised(wanted, folder, port, address(port), pid);
}

async function startPostmaster(flavour: PostgresFlavour, folder: string, port: number, url: string): Promise<number> {
  const child = launch(flavour, folder, port);
  const spawned = new Promise<never>((_, reject) =>
    child.once('error', (cause) =>
      reject(new EmbeddedDatabaseError(`The database could not be started: ${cause.message}`, { cause })),
    ),
  );
  await Promise.race([untilReady(url, child, folder), spawned]);
  child.unref();
  return child.pid ?? 0;
}

const WATCH_MS = 500;

/** Restarts the postmaster, on the same port, when it died unexpectedly. */
class Supervised implements EmbeddedPostgres {
  #pid: number;
  #isStopping = false;
  #restarting: Promise<void> | undefined;
  readonly #watch: Repeating;

  constructor(
    readonly flavour: PostgresFlavour,
    readonly folder: string,
    readonly port: number,
    readonly url: string,
    pid: number,
  ) {
    this.#pid = pid;
    const look = (): void => {
      if (flavour.isWatched) this.#look();
    };
    this.#watch = repeatEvery({ ...likeTimer(WATCH_MS), keepsProcess: false }, look, () => undefined);
  }

  get pid(): number {
    return this.#pid;
  }

  #look(): void {
    if (this.#isStopping || this.#restarting !== undefined || isAlive(this.#pid)) return;
    this.#restarting = this.#restart().finally(() => {
      this.#restarting = undefined;
    });
  }

  /** The children of the dead postmaster keep its shared memory for a moment, so the first attempts may fail. */
  async #restart(): Promise<void> {
    while (!this.#isStopping) {
      try {
        this.#pid = await startPostmaster(this.flavour, this.folder, this.port, this.url);
        return;
      } catch {
        await sleep(WATCH_MS);
      }
    }
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#watch.stop();
    await this.#restarting;
    await stopPostmaster(this.#pid);
  }
}
