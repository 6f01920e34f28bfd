import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

interface Seen {
  readonly size: number;
  readonly mtimeMs: number;
  readonly sinceMs: number;
}

/** Finds the files of a folder that nobody writes into any more: their size and time have been the same for a while. */
export class SettledFiles {
  #seen = new Map<string, Seen>();

  constructor(
    readonly folder: string,
    readonly settleMs: number,
  ) {}

  /** @param nowMs any clock that only goes forward @returns paths by name, and whether others have yet to settle */
  async look(nowMs: number): Promise<{ readonly settled: readonly string[]; readonly isUnsettled: boolean }> {
    const entries = await readdir(this.folder, { withFileTypes: true });
    const seen = new Map<string, Seen>();
    const settled: string[] = [];
    for (const entry of entries) {
      if (!entry.isFile() || entry.name.startsWith('.')) continue;
      const path = join(this.folder, entry.name);
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) continue;
      const before = this.#seen.get(path);
      const isSame = before?.size === found.size && before.mtimeMs === found.mtimeMs;
      const sinceMs = isSame ? before.sinceMs : nowMs;
      if (isSame && nowMs - sinceMs >= this.settleMs) settled.push(path);
      else seen.set(path, { size: found.size, mtimeMs: found.mtimeMs, sinceMs });
    }
    this.#seen = seen;
    return { settled: settled.sort(), isUnsettled: seen.size > 0 };
  }
}
