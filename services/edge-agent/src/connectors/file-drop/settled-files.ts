import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type DropFolder, isTemporary } from './drop-folder.js';

interface Seen {
  readonly size: number;
  readonly mtimeMs: number;
  readonly sinceMs: number;
}

/** The files of a folder, as they were found now. */
export interface Look {
  /** Paths of the complete files, by name. */
  readonly settled: readonly string[];
  /** Whether others have yet to settle. */
  readonly isUnsettled: boolean;
  /** Files with the name of one that is still being written, which have not changed for an hour. */
  readonly abandoned: readonly string[];
}

const ABANDONED_MS = 3600_000;

/**
 * Finds the complete files of a folder: their size and modification time have not changed for a while, and their name
 * is not that of a file that is being written.
 */
export class SettledFiles {
  #seen = new Map<string, Seen>();

  constructor(
    readonly folder: DropFolder,
    readonly settleMs: number,
  ) {}

  /** @param nowMs any clock that only goes forward */
  async look(nowMs: number): Promise<Look> {
    const seen = new Map<string, Seen>();
    const settled: string[] = [];
    const abandoned: string[] = [];
    let isUnsettled = false;
    for (const { path, name } of await this.folder.files()) {
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) continue;
      const before = this.#seen.get(path);
      const isSame = before?.size === found.size && before.mtimeMs === found.mtimeMs;
      const sinceMs = isSame ? before.sinceMs : nowMs;
      const isBeingWritten = isTemporary(basename(path));
      const isHidden = basename(path).startsWith('.');
      if (isBeingWritten && !isHidden && nowMs - sinceMs >= ABANDONED_MS) abandoned.push(name);
      if (!isBeingWritten && isSame && nowMs - sinceMs >= this.settleMs) {
        settled.push(path);
        continue;
      }
      if (!isBeingWritten) isUnsettled = true;
      seen.set(path, { size: found.size, mtimeMs: found.mtimeMs, sinceMs });
    }
    this.#seen = seen;
    return { settled, isUnsettled, abandoned };
  }
}
