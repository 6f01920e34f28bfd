import { pipeline, Readable } from 'node:stream';
import { constants, crc32, createDeflateRaw } from 'node:zlib';

/** A file of an archive; its bytes are made while they are read. */
export interface ZipEntry {
  readonly name: string;
  readonly data: AsyncIterable<Uint8Array>;
}

const MAX_BYTES = 0xffff_ffff;
/** Sizes and checksum follow the data; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** 1980-01-01, so that the same table makes the same file. */
const DATE = 0x0021;

class ZipTooLargeError extends Error {
  readonly code = 'file_too_large';
}

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

function numbers(...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 2) buffer.writeUInt16LE(value, at);
    else buffer.writeUInt32LE(value, at);
    at += bytes;
  }
  return buffer;
}

const localHeader = (name: Buffer): Buffer =>
  Buffer.concat([
    numbers(
      [4, 0x0403_4b50],
      [2, 20],
      [2, FLAGS],
      [2, DEFLATED],
      [2, 0],
      [2, DATE],
      [4, 0],
      [4, 0],
      [4, 0],
      [2, name.length],
      [2, 0],
    ),
    name,
  ]);

const directoryEntry = ({ name, offset, crc, packed, size }: Written): Buffer =>
  Buffer.concat([
    numbers(
      [4, 0x0201_4b50],
      [2, 20],
      [2, 20],
      [2, FLAGS],
      [2, DEFLATED],
      [2, 0],
      [2, DATE],
      [4, crc],
      [4, packed],
      [4, size],
      [2, name.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ),
    name,
  ]);

/**
 * A ZIP archive as a stream; one block of compressed bytes is in memory. Compression runs outside the event loop.
 * @throws ZipTooLargeError when a file or the archive passes 4 GiB: then the stream ends without a directory
 */
export async function* zip(entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array, void> {
  const written: Written[] = [];
  let at = 0;
  for await (const entry of entries) {
    const name = Buffer.from(entry.name);
    const offset = at;
    const header = localHeader(name);
    yield header;
    at += header.length;
    let [crc, size, packed] = [0, 0, 0];
    const measured = async function* (): AsyncGenerator<Uint8Array, void> {
      for await (const chunk of entry.data) {
        crc = crc32(chunk, crc);
        size += chunk.length;
        yield chunk;
      }
    };
    const deflate = createDeflateRaw({ level: constants.Z_BEST_SPEED, chunkSize: 128 * 1024 });
    // The error reaches the loop below.
    pipeline(Readable.from(measured(), { highWaterMark: 1 }), deflate, () => undefined);
    for await (const chunk of deflate as AsyncIterable<Buffer>) {
      packed += chunk.length;
      at += chunk.length;
      yield chunk;
    }
    if (Math.max(size, at) > MAX_BYTES)
      throw new ZipTooLargeError(`${entry.name} passes 4 GiB; ask for a shorter period, or for CSV or Parquet.`);
    const sizes = numbers([4, 0x0807_4b50], [4, crc], [4, packed], [4, size]);
    yield sizes;
    at += sizes.length;
    written.push({ name, offset, crc, packed, size });
  }
  const directory = Buffer.concat(written.map(directoryEntry));
  yield directory;
  const count = written.length;
  yield numbers([4, 0x0605_4b50], [2, 0], [2, 0], [2, count], [2, count], [4, directory.length], [4, at], [2, 0]);
}
