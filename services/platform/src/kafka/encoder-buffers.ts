import Encoder from 'kafkajs/src/protocol/encoder.js';

/** The parts of the client's encoder that this file uses. */
interface Written {
  buf: Buffer;
  offset: number;
}

/** The size that the library passes when it does not know the size. */
const DEFAULT_BYTES = 511;
const MIN_BYTES = 64;

/**
 * kafkajs 2.2.4 allocates 512 zeroed bytes outside the heap for each record that it writes: a tenth of the cost of
 * publishing the statuses of a country, and V8 collects its whole heap after every 64 MiB of them. This patch starts
 * with an empty buffer and takes small buffers from Node's pool.
 */
export function takeEncoderBuffersFromPool(): void {
  const powerAbove = (bytes: number): number => 1 << (32 - Math.clz32(bytes));
  Encoder.nextPowerOfTwo = (bytes) => (bytes === DEFAULT_BYTES ? 0 : powerAbove(bytes));
  Encoder.prototype.ensureAvailable = function ensureAvailable(this: Written, bytes: number): void {
    const needed = this.offset + bytes;
    if (needed <= this.buf.length) return;
    const larger = Buffer.allocUnsafe(Math.max(MIN_BYTES, powerAbove(needed)));
    this.buf.copy(larger, 0, 0, this.offset);
    this.buf = larger;
  };
}
