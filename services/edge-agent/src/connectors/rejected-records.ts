import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A record that was not used. */
export interface RejectedRecord {
  /** Of the record in its source. */
  readonly id: string;
  readonly code: string;
  readonly reason: string;
}

const MAX_BYTES = 10 * 1024 * 1024;

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/**
 * The records of a connector that were not used, with their reasons, in a CSV file that stays over restarts. It has at
 * most 10 MiB; the file before it is kept beside it as `.1`.
 */
export class RejectedRecords {
  readonly path: string;
  #count = 0;

  /** @param dataDir the agent's folder */
  constructor(dataDir: string, connector: string) {
    this.path = join(dataDir, 'rejects', `${connector}.csv`);
  }

  /** Since the start of the agent. */
  get count(): number {
    return this.#count;
  }

  /** @param nowMs when they were read, Unix milliseconds */
  add(records: readonly RejectedRecord[], nowMs: number): void {
    if (records.length === 0) return;
    this.#count += records.length;
    mkdirSync(dirname(this.path), { recursive: true });
    const size = existsSync(this.path) ? statSync(this.path).size : 0;
    if (size > MAX_BYTES) renameSync(this.path, `${this.path}.1`);
    const at = new Date(nowMs).toISOString();
    const lines = records.map(({ id, code, reason }) => `${at},${quoted(id)},${code},${quoted(reason)}\n`);
    const header = size === 0 || size > MAX_BYTES ? 'read_at,id,code,reason\n' : '';
    appendFileSync(this.path, header + lines.join(''));
  }
}
