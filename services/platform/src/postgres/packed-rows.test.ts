import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unpacker } from './packed-rows.js';

const COLUMNS = {
  name: { sql: 'name', type: 'text' },
  n: { sql: 'n', type: 'number' },
  wait: { sql: 'wait_ms', type: 'seconds' },
  open: { sql: 'open', type: 'boolean' },
  names: { sql: 'names', type: 'json' },
  note: { sql: 'note', type: 'text' },
} as const;

/** A field as PostgreSQL writes it in a composite value ("Composite Type Input and Output Syntax"). */
const field = (text: string | null): string => {
  if (text === null) return '';
  return text === '' || /["\\(),\s]/.test(text) ? `"${text.replaceAll(/["\\]/g, '$&$&')}"` : text;
};

test('a packed row is read as it was stored: nothing is nothing, an empty text is a text', () => {
  const unpack = unpacker<Record<keyof typeof COLUMNS, unknown>>(COLUMNS);
  const text = fc.option(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '"', '\\', ',', '""', ')')));
  const rows = fc.record({
    name: text,
    n: fc.option(fc.integer()),
    wait: fc.option(fc.integer({ min: 0, max: 1e9 })),
    open: fc.option(fc.boolean()),
    names: fc.option(fc.dictionary(fc.string(), fc.string())),
    note: text,
  });
  fc.assert(
    fc.property(rows, ({ name, n, wait, open, names, note }) => {
      const texts = [
        name,
        n === null ? null : String(n),
        wait === null ? null : String(wait),
        open === null ? null : open ? 't' : 'f',
        names === null ? null : JSON.stringify(names),
        note,
      ];
      const expected = { name, n, wait: wait === null ? null : wait / 1000, open, note };
      const read = unpack(`(${texts.map(field).join(',')})`);
      expect(read).toMatchObject(expected);
      expect(JSON.stringify(read['names'])).toBe(JSON.stringify(names));
    }),
    { numRuns: 300 },
  );
});
