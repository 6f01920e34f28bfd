import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';

/** A row that was not used. */
export interface RejectedRow {
  readonly line: number;
  readonly code: string;
  readonly reason: string;
}

/** Rows that were rejected under one code, with the first of them as an example. */
export interface RejectReason extends RejectedRow {
  readonly rows: number;
}

/** Adds up reasons of several files, the most frequent first. */
export function mergeReasons(reasons: readonly RejectReason[]): readonly RejectReason[] {
  const merged = new Map<string, RejectReason>();
  for (const one of reasons) {
    const known = merged.get(one.code);
    merged.set(one.code, known === undefined ? one : { ...known, rows: known.rows + one.rows });
  }
  return [...merged.values()].sort((left, right) => right.rows - left.rows);
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A CSV file with the line, code and reason of each rejected row. The file is created with its first row. */
export class RejectsFile {
  #stream: WriteStream | undefined;
  #written = 0;
  readonly #reasons = new Map<string, RejectReason>();

  constructor(readonly path: string) {}

  get count(): number {
    return this.#written;
  }

  get reasons(): readonly RejectReason[] {
    return [...this.#reasons.values()];
  }

  async add({ line, code, reason }: RejectedRow): Promise<void> {
    if (this.#stream === undefined) {
      await mkdir(dirname(this.path), { recursive: true });
      this.#stream = createWriteStream(this.path);
      this.#stream.write('line,code,reason\n');
    }
    this.#written += 1;
    const known = this.#reasons.get(code) ?? { line, code, reason, rows: 0 };
    this.#reasons.set(code, { ...known, rows: known.rows + 1 });
    if (!this.#stream.write(`${line},${code},${quoted(reason)}\n`))
      await new Promise<void>((resolve) => this.#stream?.once('drain', resolve));
  }

  async close(): Promise<void> {
    if (this.#stream === undefined) return;
    this.#stream.end();
    await finished(this.#stream);
  }
}
