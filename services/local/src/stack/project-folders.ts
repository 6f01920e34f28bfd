import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unprivilegedUser, unreachableFor } from '../embedded/postgres-binaries.js';
import { StackError } from './stack-error.js';

/** The root of the project, whether this file runs from the sources or from dist/. */
const ROOT = fileURLToPath(
  new URL(import.meta.url.includes('/dist/') ? '../../../../../' : '../../../../', import.meta.url),
);

/** The path of a file or folder of the project. */
export const inProject = (path: string): string => join(ROOT, path);

const WRITABLE_BY_OTHERS = 0o022;

/**
 * A folder of this user in the system's temporary folder, created if needed.
 * @throws StackError when another user has created it or may write to it
 */
async function ownTemporaryFolder(): Promise<string> {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `mnara-programs-${uid}`);
  await mkdir(folder, { mode: 0o755 }).catch(() => undefined);
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & WRITABLE_BY_OTHERS) !== 0)
    throw new StackError(
      `${folder} belongs to another user or can be written by others, so no programs are stored there. Check who ` +
        'created it, remove it and start again.',
    );
  return folder;
}

/**
 * The folder for downloaded programs: in the project, or in the temporary folder when the database's user has no access
 * to the project.
 */
export async function programsFolder(): Promise<string> {
  const own = inProject('.cache');
  await mkdir(own, { recursive: true });
  const user = await unprivilegedUser();
  return user === undefined || (await unreachableFor(user, own)) === undefined ? own : ownTemporaryFolder();
}
