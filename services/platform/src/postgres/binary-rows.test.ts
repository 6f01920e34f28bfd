import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BinaryRows } from './binary-rows.js';

const HEAD = 'PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0'.length;
/** Columns of a row, two bytes, and the length of its one column, four. */
const BEFORE_TEXT = HEAD + 2 + 4;

/** The single text column of one row, and the length that is written before it. */
function textOf(write: (rows: BinaryRows) => void): { length: number; text: string } {
  const rows = BinaryRows.toCopy(1, 0);
  rows.begin();
  rows.beginText();
  write(rows);
  rows.endText();
  const bytes = rows.finish();
  return {
    length: bytes.readInt32BE(BEFORE_TEXT - 4),
    text: bytes.toString('utf8', BEFORE_TEXT, bytes.length - 2),
  };
}

const strings = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('', 'D1', '"', '\\', '\u0000', '\u0007', '\u007f', 'Ключ', '名', '\ud800', '😀', 'x'.repeat(3_000)),
);

test('BinaryRows writes a JSON text in pieces as JSON.stringify does, with the right length', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(strings, fc.maxSafeInteger(), fc.double()), { maxLength: 8 }), (values) => {
      const known = values.map((value) => (typeof value === 'number' && !Number.isFinite(value) ? 0 : value));
      const { length, text } = textOf((rows) => {
        rows.piece('[');
        known.forEach((value, index) => {
          if (index > 0) rows.piece(',');
          if (typeof value === 'number') rows.number(value);
          else rows.string(value);
        });
        rows.piece(']');
      });
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(known)));
      expect(text).toBe(`[${known.map((value) => (Object.is(value, -0) ? '0' : JSON.stringify(value))).join(',')}]`);
      expect(length).toBe(Buffer.byteLength(text));
    }),
  );
});

test.each([0, 1, 9, 10, 9_999_999, 10_000_000, 1_773_126_000_000, 99_999_999_999_999, 100_000_000_000_000, -5, 0.5])(
  'BinaryRows writes the number %d with its digits',
  (value) => {
    expect(textOf((rows) => rows.number(value)).text).toBe(String(value));
  },
);
