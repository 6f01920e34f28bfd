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

/** As it comes, whatever was mended. */
function asItComes(): EncoderClass {
  const mended = load.cache[PATH];
  delete load.cache[PATH];
  const fresh = load(PATH) as EncoderClass;
  if (mended !== undefined) load.cache[PATH] = mended;
  return fresh;
}

const Original = asItComes();
takeEncoderBuffersFromPool();
const Mended = load(PATH) as EncoderClass;

test('writes the same bytes as the encoder as it comes, whatever the sizes', () => {
  const bytes = fc.uint8Array({ maxLength: 3_000 }).map((value) => Buffer.from(value));
  const write = fc.oneof(
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((value) => (one: Encoder) => one.writeInt32(value)),
    fc.option(bytes).map((value) => (one: Encoder) => one.writeVarIntBytes(value)),
    fc.option(fc.string()).map((value) => (one: Encoder) => one.writeString(value)),
  );
  fc.assert(
    fc.property(fc.array(write), fc.constantFrom(undefined, 1, 511, 512, 4_096), (writes, size) => {
      const [original, mended] = [new Original(size), new Mended(size)];
      for (const one of writes) {
        one(original);
        one(mended);
      }
      expect(mended.buffer.equals(original.buffer)).toBe(true);
    }),
  );
});

test('a small record takes no buffer of its own; control: as it comes it takes half a kilobyte', () => {
  const written = (one: Encoder): Encoder => one.writeVarIntBytes(Buffer.from('small'));
  expect(written(new Mended()).buf).toHaveLength(64);
  expect(written(new Mended()).buf.buffer.byteLength).toBe(Buffer.poolSize);
  expect(written(new Original()).buf.buffer.byteLength).toBe(512);
});
