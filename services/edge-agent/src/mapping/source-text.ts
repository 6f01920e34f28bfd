import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { FileError } from './mapping-errors.js';

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
    throw new FileError(
      'unreadable',
      `The file ${path} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
      { cause: error },
    );
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

/** Reads the whole file, and thereby checks its encoding. @returns the SHA-256 of its text */
export async function fingerprint(path: string, encoding: string): Promise<string> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const text of sourceText(path, encoding)) {
    hash.update(text);
    size += text.length;
  }
  if (size === 0) throw new FileError('empty', `The file ${path} is empty.`);
  return hash.digest('hex');
}
