import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unprivilegedUser, unreachableFor } from '../embedded/postgres-binaries.js';

/** The project, seen from the sources as from dist/. */
const ROOT = fileURLToPath(
  new URL(import.meta.url.includes('/dist/') ? '../../../../../' : '../../../../', import.meta.url),
);

/** A file or folder of the project. */
export const inProject = (path: string): string => join(ROOT, path);

/** Where fetched programs are kept: in the project, or in the temporary folder when the database's user may not enter the project. */
export async function programsFolder(): Promise<string> {
  const own = inProject('.cache');
  await mkdir(own, { recursive: true });
  const user = await unprivilegedUser();
  return user === undefined || (await unreachableFor(user, own)) === undefined ? own : join(tmpdir(), 'mnara-cache');
}
