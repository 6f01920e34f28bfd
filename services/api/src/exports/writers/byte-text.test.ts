import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CountedRows } from '../counted-rows.js';
import type { Row } from '../export-table.js';
import { ByteText } from './byte-text.js';

const DAY_MS = 86_400_000;

const out = new ByteText();
function written(write: (out: ByteText) => void): string {
  write(out);
  return out.lend().toString('utf8');
}

describe('text that is written as bytes', () => {
  test('has every number as JavaScript writes it', () => {
    const durations = fc.integer({ min: 0, max: 4e12 }).map((ms) => ms / 1000);
    const numbers = fc.oneof(durations, fc.double(), fc.maxSafeInteger(), fc.constantFrom(0, -0, 1e21, 1e-7, -0.5));
    fc.assert(
      fc.property(numbers, (value) => {
        expect(written(() => out.number(value))).toBe(String(value));
      }),
      { numRuns: 500 },
    );
  });

  test('has every text as UTF-8, and grows where one is longer than a block', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 90 }), { maxLength: 20 });
    fc.assert(
      fc.property(texts, (all) => {
        expect(written(() => all.forEach((text) => void out.text(text)))).toBe(all.join(''));
      }),
    );
    const long = 'Қ'.repeat(300_000);
    expect(written(() => out.text(long))).toBe(long);
  });

  test('has milliseconds as days that are the same millisecond again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => {
        const text = written(() => out.days(ms, 0));
        expect(Math.round(Number(text) * DAY_MS)).toBe(ms);
        expect(text).toMatch(/^\d+(\.\d*[1-9])?$/);
      }),
      { numRuns: 500 },
    );
    expect(written(() => out.days(DAY_MS / 4, 25_569))).toBe('25569.25');
  });
});

test('the hash of rows is that of their JSON, one array a line', async () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('Қызылорда', '\ud800', '"\n'),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
  );
  const tables = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(tables, async (rows: readonly Row[]) => {
      const counted = new CountedRows();
      const batches = (async function* () {
        yield rows.slice(0, 7);
        yield rows.slice(7);
      })();
      for await (const _ of counted.read(batches));
      const canonical = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      const sha256 = createHash('sha256').update(canonical).digest('hex');
      expect(counted.count()).toEqual({ rows: rows.length, sha256 });
    }),
    { numRuns: 30 },
  );
});
