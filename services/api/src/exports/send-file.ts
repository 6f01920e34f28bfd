import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Response } from 'express';
import type { NoteLine } from './export-table.js';
import { contentDisposition } from './file-name.js';
import type { FileOptions } from './file-options.js';
import { MEDIA_TYPES } from './make-file.js';

/** A client that takes nothing for so long is given up: its file holds a connection to the database. */
const STALLED_MS = 60_000;

/** A file that is made while it is read. */
export interface MadeFile {
  readonly rowCount: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What is known after the last byte. */
  trailer(): readonly NoteLine[];
}

/** The same, of which the first item has been read: what fails by then can still be answered as an error. */
export async function begun<Item>(items: AsyncIterable<Item>): Promise<AsyncIterable<Item>> {
  const iterator = items[Symbol.asyncIterator]();
  let first: IteratorResult<Item> | undefined = await iterator.next();
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        const known = first;
        first = undefined;
        return known === undefined ? iterator.next() : Promise.resolve(known);
      },
      return: async () => {
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
}

const value = (file: MadeFile, key: string): string => file.trailer().find((line) => line.key === key)?.value ?? '';

function setHeaders(response: Response, rows: number, name: string, { format, csv }: FileOptions): void {
  response.setHeader('Content-Type', MEDIA_TYPES[format]);
  response.setHeader('Content-Disposition', contentDisposition(name));
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Mnara-Rows', String(rows));
  response.setHeader('Trailer', 'Mnara-Rows-Sha256, Content-Digest');
  if (format !== 'csv') return;
  const separator = { ',': 'comma', ';': 'semicolon', '\t': 'tab' }[csv.separator];
  const decimal = csv.decimal === '.' ? 'point' : 'comma';
  response.setHeader('Mnara-Csv', `form=${csv.form}; separator=${separator}; decimal=${decimal}; escape=${csv.escape}`);
}

/**
 * Sends a file while it is made, as fast as the client takes it. Its hash is in the trailers of the answer. A failure
 * before the first byte is thrown with nothing sent; after it the connection breaks off, so that nothing looks whole.
 * @param end aborted when the client has left or the time is over
 */
export async function sendFile(
  response: Response,
  file: MadeFile,
  name: string,
  options: FileOptions,
  end: AbortSignal,
): Promise<void> {
  const bytes = await begun(file.bytes);
  setHeaders(response, file.rowCount, name, options);
  response.setTimeout(STALLED_MS, () => response.destroy());
  const hash = createHash('sha256');
  for await (const chunk of bytes) {
    end.throwIfAborted();
    hash.update(chunk);
    if (!response.write(chunk)) await once(response, 'drain', { signal: end });
  }
  response.addTrailers({
    'Mnara-Rows-Sha256': value(file, 'sha256'),
    'Content-Digest': `sha-256=:${hash.digest('base64')}:`,
  });
  response.end();
}
