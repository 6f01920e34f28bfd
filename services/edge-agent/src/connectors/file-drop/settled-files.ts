import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

interface Seen {
  readonly size: number;
  readonly mtimeMs: number;
  readonly sinceMs: number;
}

/** Finds the complete files of a folder: their size and modification time have not changed for a while. */
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
