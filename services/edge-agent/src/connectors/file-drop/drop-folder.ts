import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Folders that the connector makes in its folder; what is in them has been read, or cannot be. */
export const OWN_FOLDERS = ['done', 'rejects', 'failed'] as const;

/** A file of the folder. */
export interface DroppedFile {
  readonly path: string;
  /** Its path within the folder, with / between folders. */
  readonly name: string;
}

/** Names that programs give to a file while they write it: SFTP and browsers add an end, editors a ~. */
const TEMPORARY = /^\.|^~\$|~$|\.(?:part|partial|filepart|tmp|temp|crdownload|upload|uploading|swp)$/i;

/** Whether a file of this name is still being written. */
export const isTemporary = (name: string): boolean => TEMPORARY.test(name);

/** The folder that a queue system writes its files into, with or without the folders in it. */
export class DropFolder {
  constructor(
    readonly path: string,
    readonly isRecursive: boolean,
  ) {}

  /** Every file, by name; links are not followed. */
  async files(): Promise<readonly DroppedFile[]> {
    const found: DroppedFile[] = [];
    await this.#add(this.path, found);
    return found.sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  async #add(folder: string, found: DroppedFile[]): Promise<void> {
    const isTop = folder === this.path;
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isFile()) found.push({ path, name: this.nameOf(path) });
      const isOwn = isTop && OWN_FOLDERS.some((own) => own === entry.name);
      if (!this.isRecursive || !entry.isDirectory() || isOwn || isTemporary(entry.name)) continue;
      // A folder that is removed meanwhile has no files any more.
      await this.#add(path, found).catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      });
    }
  }

  nameOf(path: string): string {
    return relative(this.path, path).split(sep).join('/');
  }
}
