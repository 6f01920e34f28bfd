import { chmod, cp, lstat, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { EmbeddedDatabaseError } from './embedded-database-error.js';

/** Where the copy is created, and who must own it. */
export interface CopyPlace {
  /** Default: the system's temporary folder. */
  readonly parent?: string;
  /** Default: the user of this process. */
  readonly uid?: number;
}

const WRITABLE_BY_OTHERS = 0o022;

/**
 * The first path of a tree that another user owns or may write, or that leads out of the tree; undefined when there is
 * none. Every user may write to the temporary folder, and the programs in the copy will be run.
 */
export async function untrustedIn(folder: string, uid: number): Promise<string | undefined> {
  const isUntrusted = async (path: string): Promise<boolean> => {
    const found = await lstat(path);
    if (found.uid !== uid) return true;
    return !found.isSymbolicLink() && (found.mode & WRITABLE_BY_OTHERS) !== 0;
  };
  const top = await lstat(folder);
  if (!top.isDirectory() || (await isUntrusted(folder))) return folder;
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    if (await isUntrusted(path)) return path;
  }
  return undefined;
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function makeCopy(folder: string, copy: string): Promise<void> {
  // A random name that no other user can have created; the copy gets its final name when it is complete.
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
    // Another process may have created it first.
    if (!(await isThere(copy))) throw error;
  }
}

/**
 * Copies the programs of PostgreSQL to a place that an unprivileged user can reach, for a project in a private folder.
 * Copied only once.
 * @throws EmbeddedDatabaseError when another user could have created or changed the existing copy
 */
export async function reachableCopy(folder: string, version: string, place: CopyPlace = {}): Promise<string> {
  const { parent = tmpdir(), uid = userInfo().uid } = place;
  const copy = join(parent, `mnara-postgres-${version}`);
  if (!(await isThere(copy))) await makeCopy(folder, copy);
  const untrusted = await untrustedIn(copy, uid);
  if (untrusted !== undefined) {
    throw new EmbeddedDatabaseError(
      `${untrusted} belongs to another user or can be written by others, so the programs in ${copy} are not run. ` +
        `Check who created it, remove ${copy} and start again.`,
    );
  }
  return copy;
}
