import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { FileError } from './mapping-errors.js';
import type { MappingInput } from './mapping-schema.js';

/** Reads a file as text, in pieces. @throws FileError when the bytes are invalid in the encoding */
export async function* sourceText(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let read = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const text = decode(decoder, chunk, path, encoding, read);
      read += chunk.byteLength;
      if (text !== '') yield text;
    }
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw unreadable(path, error);
  }
  const rest = decode(decoder, undefined, path, encoding, read);
  if (rest !== '') yield rest;
}

function decode(
  decoder: InstanceType<typeof TextDecoder>,
  chunk: Buffer | undefined,
  path: string,
  encoding: string,
  at: number,
): string {
  let text: string;
  try {
    text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw new FileError(
      'wrong_encoding',
      `The file ${path} is not ${encoding} (near byte ${at}); save it as ${encoding}, or set its encoding ` +
        'in the mapping (input.encoding: latin1, windows-1251, utf-16le ...). Nothing of the file was ' +
        'recorded.',
      { cause: error },
    );
  }
  if (text.includes('\u0000')) {
    throw new FileError(
      'wrong_encoding',
      `The file ${path} has NUL characters (near byte ${at}): it is not text in ${encoding}. Save it as ` +
        `${encoding}, or set its encoding in the mapping (input.encoding). Nothing of the file was recorded.`,
    );
  }
  return text;
}

/**
 * Reads the whole file, and thereby checks the encoding of a text. @returns the SHA-256 of its text, or of the bytes of
 * a spreadsheet
 */
export async function fingerprint(path: string, { format, encoding }: MappingInput): Promise<string> {
  refuseRecords(path, format);
  const hash = createHash('sha256');
  let size = 0;
  const isText = format !== 'xlsx' && format !== 'ods';
  for await (const piece of isText ? sourceText(path, encoding) : pieces(path)) {
    hash.update(piece);
    size += piece.length;
  }
  if (size === 0) throw new FileError('empty', `The file ${path} is empty.`);
  return hash.digest('hex');
}

/** @throws FileError when the mapping is for rows that do not come from a file */
export function refuseRecords(path: string, format: MappingInput['format']): void {
  if (format !== 'record') return;
  throw new FileError(
    'unreadable',
    `The mapping of ${path} is for the records of a connector (input.format: record); write the form of the file ` +
      'there, such as csv.',
  );
}

/** @throws FileError when the file cannot be read */
async function* pieces(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

const unreadable = (path: string, cause: unknown): FileError =>
  new FileError(
    'unreadable',
    `The file ${path} cannot be read (${cause instanceof Error ? cause.message : String(cause)}).`,
    { cause },
  );
