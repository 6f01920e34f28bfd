import { createHash } from 'node:crypto';
import type { ExportTable } from './export-table.js';
import type { FileOptions } from './file-options.js';
import { makeFile } from './make-file.js';

/** A file in memory, as it is attached to a mail and kept in an archive. */
export interface RenderedFile {
  readonly bytes: Buffer;
  /** SHA-256 of the bytes, 64 hex digits. */
  readonly sha256: string;
  readonly rows: number;
}

class FileTooLargeError extends Error {
  readonly code = 'file_too_large';
}

/**
 * A whole file in memory, for small tables.
 * @param maxBytes the largest file that may be held
 * @throws FileTooLargeError as soon as it is larger
 */
export async function renderFile(table: ExportTable, options: FileOptions, maxBytes: number): Promise<RenderedFile> {
  return { ...(await wholeFile(makeFile(table, options), maxBytes)), rows: table.rowCount };
}

/**
 * The bytes of a file in memory.
 * @throws FileTooLargeError as soon as it is larger than `maxBytes`
 */
export async function wholeFile(
  made: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Pick<RenderedFile, 'bytes' | 'sha256'>> {
  const chunks: Uint8Array[] = [];
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of made) {
    size += chunk.length;
    if (size > maxBytes)
      throw new FileTooLargeError(`The file is larger than ${maxBytes} bytes; ask for fewer rows or columns.`);
    hash.update(chunk);
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), sha256: hash.digest('hex') };
}
