import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeEncoderBuffersFromPool } from './encoder-buffers.js';

const load = createRequire(import.meta.url);
const PATH = load.resolve('kafkajs/src/protocol/encoder.js');

interface Encoder {
  readonly buf: Buffer;
  readonly buffer: Buffer;
  writeInt32(value: number): this;
  writeVarIntBytes(value: Buffer | null): this;
  writeString(value: string | null): this;
}
type EncoderClass = new (bytes?: number) => Encoder;

/** The encoder of the library, without our patch. */
function loadOriginal(): EncoderClass {
  const patched = load.cache[PATH];
  delete load.cache[PATH];
  const fresh = load(PATH) as EncoderClass;
  if (patched !== undefined) load.cache[PATH] = patched;
  return fresh;
}

const Original = loadOriginal();
takeEncoderBuffersFromPool();
const Patched = load(PATH) as EncoderClass;

test('the patched encoder writes the same bytes as the original for all sizes', () => {
  const bytes = fc.uint8Array({ maxLength: 3_000 }).map((value) => Buffer.from(value));
  const write = fc.oneof(
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((value) => (one: Encoder) => one.writeInt32(value)),
    fc.option(bytes).map((value) => (one: Encoder) => one.writeVarIntBytes(value)),
    fc.option(fc.string()).map((value) => (one: Encoder) => one.writeString(value)),
  );
  fc.assert(
    fc.property(fc.array(write), fc.constantFrom(undefined, 1, 511, 512, 4_096), (writes, size) => {
      const [original, patched] = [new Original(size), new Patched(size)];
      for (const one of writes) {
        one(original);
        one(patched);
      }
      expect(patched.buffer.equals(original.buffer)).toBe(true);
    }),
  );
});

test('the patched encoder allocates no own buffer for a small record; control: the original allocates 512 bytes', () => {
  const written = (one: Encoder): Encoder => one.writeVarIntBytes(Buffer.from('small'));
  expect(written(new Patched()).buf).toHaveLength(64);
  expect(written(new Patched()).buf.buffer.byteLength).toBe(Buffer.poolSize);
  expect(written(new Original()).buf.buffer.byteLength).toBe(512);
});
