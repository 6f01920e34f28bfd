import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CELL_CHARS, DelimitedRows } from './delimited-rows.js';

const rows = (text: string, { piece = 1_000_000, delimiter = ',', quotes = true } = {}): string[] => {
  const splitter = new DelimitedRows(delimiter, quotes);
  const found = [];
  for (let at = 0; at < text.length; at += piece) found.push(...splitter.push(text.slice(at, at + piece)));
  found.push(...splitter.end());
  return found.map(
    (row) => `${row.line}:${'fault' in row ? `!${row.fault.code}` : row.cells.map((cell) => `[${cell}]`).join('')}`,
  );
};

describe('DelimitedRows', () => {
  test.each([
    ['a,b\n1,2\n', ['1:[a][b]', '2:[1][2]']],
    ['a,b\r\n1,2', ['1:[a][b]', '2:[1][2]']],
    ['a\r\rb', ['1:[a]', '3:[b]']],
    ['a\n\n\nb\n', ['1:[a]', '4:[b]']],
    ['"a,1","b ""x"""\n,', ['1:[a,1][b "x"]', '2:[][]']],
    ['"a\nb",c\nd,e', ['1:[a\nb][c]', '3:[d][e]']],
    ['""\nx', ['1:[]', '2:[x]']],
    ['a "quote",b\nc,d', ['1:!bad_row', '2:[c][d]']],
    ['a,"never closed\nb', ['1:!bad_row']],
  ])('%j', (text, wanted) => {
    expect(rows(text)).toEqual(wanted);
    expect(rows(text, { piece: 1 })).toEqual(wanted);
  });

  test('in TSV a quote is an ordinary character', () => {
    expect(rows('a\t"b\n', { delimiter: '\t', quotes: false })).toEqual(['1:[a]["b]']);
  });

  test('a cell of 5 MB spoils its row, not the file, and is not held', () => {
    const text = `a,b\n1,${'x'.repeat(5_000_000)}\n3,"${'y'.repeat(5_000_000)}"\n4,5\n`;
    expect(rows(text, { piece: 65_536 })).toEqual(['1:[a][b]', '2:!too_large', '3:!too_large', '4:[4][5]']);
    expect(rows(`${'x'.repeat(CELL_CHARS)}\n`)[0]).toHaveLength(CELL_CHARS + 4);
  });

  test('a row of a million cells is one fault', () => {
    expect(rows(`${','.repeat(1_000_000)}\na`, { piece: 1000 })).toEqual(['1:!too_large', '2:[a]']);
  });

  test('whatever is quoted comes back, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ maxLength: 8 }), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        (table, piece) => {
          const text = table
            .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
            .join('\n');
          expect(rows(text, { piece }).map((row) => row.replace(/^\d+:/, ''))).toEqual(
            table.map((cells) => cells.map((cell) => `[${cell}]`).join('')),
          );
        },
      ),
    );
  });
});
