import { chmod, cp, lstat, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { EmbeddedDatabaseError } from './embedded-database-error.js';

/** Where a copy is made, and whose it has to be. */
export interface CopyPlace {
  /** Default: the system's folder for temporary files. */
  readonly parent?: string;
  /** Default: the user of this process. */
  readonly uid?: number;
}

const WRITABLE_BY_OTHERS = 0o022;

/**
 * The first path of a tree that another user owns or may write, or that leads out of it; undefined when there is none.
 * The folder for temporary files belongs to everybody, and what lies there is about to be run.
 */
export async function untrustedIn(folder: string, uid: number): Promise<string | undefined> {
  const isStrange = async (path: string): Promise<boolean> => {
    const found = await lstat(path);
    if (found.uid !== uid) return true;
    return !found.isSymbolicLink() && (found.mode & WRITABLE_BY_OTHERS) !== 0;
  };
  const top = await lstat(folder);
  if (!top.isDirectory() || (await isStrange(folder))) return folder;
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    if (await isStrange(path)) return path;
  }
  return undefined;
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function makeCopy(folder: string, copy: string): Promise<void> {
  // A name that nobody could have made before; the copy gets its own once it is whole.
  const partial = await mkdtemp(`${copy}.`);
  try {
    await cp(join(folder, 'native'), join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
    for (const name of await readdir(partial, { recursive: true })) {
      const path = join(partial, name);
      const { mode } = await lstat(path);
      if ((mode & WRITABLE_BY_OTHERS) !== 0 && !(await lstat(path)).isSymbolicLink())
        await chmod(path, mode & 0o777 & ~WRITABLE_BY_OTHERS);
    }
    await chmod(partial, 0o755);
    await rename(partial, copy);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another start may have been quicker.
    if (!(await isThere(copy))) throw error;
  }
}

/**
 * A copy of PostgreSQL's programs where an unprivileged user can reach them, for a project that lies in a private
 * folder. Made once.
 * @throws EmbeddedDatabaseError when what is there could have been put or changed by somebody else
 */
export async function reachableCopy(folder: string, version: string, place: CopyPlace = {}): Promise<string> {
  const { parent = tmpdir(), uid = userInfo().uid } = place;
  const copy = join(parent, `mnara-postgres-${version}`);
  if (!(await isThere(copy))) await makeCopy(folder, copy);
  const strange = await untrustedIn(copy, uid);
  if (strange !== undefined) {
    throw new EmbeddedDatabaseError(
      `${strange} belongs to another user or can be written by others, so the programs in ${copy} are not run. Look at who made it, remove ${copy} and start again.`,
    );
  }
  return copy;
}
