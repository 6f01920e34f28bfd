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

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A CSV file with the line, code and reason of each rejected row. The file is created with its first row. */
export class RejectsFile {
  #stream: WriteStream | undefined;
  #written = 0;

  constructor(readonly path: string) {}

  get count(): number {
    return this.#written;
  }

  async add({ line, code, reason }: RejectedRow): Promise<void> {
    if (this.#stream === undefined) {
      await mkdir(dirname(this.path), { recursive: true });
      this.#stream = createWriteStream(this.path);
      this.#stream.write('line,code,reason\n');
    }
    this.#written += 1;
    if (!this.#stream.write(`${line},${code},${quoted(reason)}\n`))
      await new Promise<void>((resolve) => this.#stream?.once('drain', resolve));
  }

  async close(): Promise<void> {
    if (this.#stream === undefined) return;
    this.#stream.end();
    await finished(this.#stream);
  }
}
