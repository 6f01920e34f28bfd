import Encoder from 'kafkajs/src/protocol/encoder.js';

/** What this file needs of the client's encoder. */
interface Written {
  buf: Buffer;
  offset: number;
}

/** What an encoder is given where its size is not known. */
const DEFAULT_BYTES = 511;
const LEAST_BYTES = 64;

/**
 * kafkajs 2.2.4 gives each record that it writes 512 zeroed bytes of its own outside the heap: a tenth of what publishing a country's
 * pictures costs, and the engine goes through its whole heap after every 64 MiB of them. This begins with nothing, and takes small
 * buffers out of Node's pool.
 */
export function takeEncoderBuffersFromPool(): void {
  const powerAbove = (bytes: number): number => 1 << (32 - Math.clz32(bytes));
  Encoder.nextPowerOfTwo = (bytes) => (bytes === DEFAULT_BYTES ? 0 : powerAbove(bytes));
  Encoder.prototype.ensureAvailable = function ensureAvailable(this: Written, bytes: number): void {
    const needed = this.offset + bytes;
    if (needed <= this.buf.length) return;
    const larger = Buffer.allocUnsafe(Math.max(LEAST_BYTES, powerAbove(needed)));
    this.buf.copy(larger, 0, 0, this.offset);
    this.buf = larger;
  };
}
