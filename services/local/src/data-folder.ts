import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '#platform/process/process-life.js';

/** How to reach the server that uses a data folder; only the owner of the file may read it. */
export interface LocalCredential {
  readonly url: string;
  readonly pid: number;
  /** Bearer token of the local administrator. */
  readonly token: string;
  /** Agents on this machine keep their outboxes in its subfolder `agents`; undefined: in that of the data folder. */
  readonly home?: string;
}

/** The data folder or the running server prevents the work; the message says how to fix it. */
export class DataFolderError extends Error {
  readonly code = 'data_folder';
}

const credentialFile = (folder: string): string => join(folder, 'credential.json');

/**
 * The folder in which agents of this machine keep their data for the server that runs on the data folder, or that last
 * ran there in the embedded shape.
 */
export const agentsHome = (folder: string): string => runningServer(folder)?.home ?? folder;

/** Writes the file completely or not at all, mode 0600. */
async function writePrivate(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}`;
  await writeFile(partial, text, { mode: 0o600 });
  await rename(partial, path);
}

/** The credential of the server that runs on this folder; undefined when none does. */
export function runningServer(folder: string): LocalCredential | undefined {
  if (!existsSync(credentialFile(folder))) return undefined;
  try {
    const found = JSON.parse(readFileSync(credentialFile(folder), 'utf8')) as LocalCredential;
    return isAlive(found.pid) ? found : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Creates the folder if needed and checks that this process can use it. @throws DataFolderError when another server
 * uses it
 */
export async function takeDataFolder(folder: string): Promise<void> {
  const other = runningServer(folder);
  if (other !== undefined && other.pid !== process.pid) {
    throw new DataFolderError(
      `Mnara already runs on ${folder} (process ${other.pid}, ${other.url}). Stop it first, or choose another ` +
        'folder with --data.',
    );
  }
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await writePrivate(join(folder, '.writable'), '');
    await rm(join(folder, '.writable'));
  } catch (cause) {
    throw new DataFolderError(
      `The data folder ${folder} cannot be written (${cause instanceof Error ? cause.message : String(cause)}). ` +
        'Choose another with --data, or fix its permissions.',
      { cause },
    );
  }
}

export const publishCredential = (folder: string, credential: LocalCredential): Promise<void> =>
  writePrivate(credentialFile(folder), `${JSON.stringify(credential, null, 2)}\n`);

export const withdrawCredential = (folder: string): Promise<void> => rm(credentialFile(folder), { force: true });

/** A secret of this installation, created at first use and kept in the folder, mode 0600. */
export async function installationSecret(folder: string, name: string): Promise<string> {
  const path = join(folder, `${name}.secret`);
  if (existsSync(path)) return (await readFile(path, 'utf8')).trim();
  const secret = randomBytes(32).toString('base64url');
  await writePrivate(path, secret);
  return secret;
}
