import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DelimitedRows } from './delimited-rows.js';
import { CELL_CHARS } from './row-faults.js';

const rows = (text: string, { piece = 1_000_000, delimiter = ',', quotes = true } = {}): string[] => {
  const isRow = (cells: readonly string[]): boolean => cells.length === 3 && /^\d+$/.test(cells[0] ?? '');
  const splitter = new DelimitedRows({ delimiter, hasQuotes: quotes, isRow, isHeader: () => true });
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
    ['a,"never closed\nb', ['1:!bad_row', '2:[b]']],
    ['a\r\n"b\r\n\r\nc",d\r\ne\r\n', ['1:[a]', '2:[b\r\n\r\nc][d]', '5:[e]']],
    ['1,a,"open\n2,b,c\n\n3,"d",e\n', ['1:!bad_row', '2:[2][b][c]', '4:[3][d][e]']],
    ['1,a,"open\n2,b,5"\n3,c,d\n', ['1:!bad_row', '2:!bad_row', '3:[3][c][d]']],
    ['1,a,"open\n2,b,c\n3,d,"\n4,e,f\n', ['1:!bad_row', '2:[2][b][c]', '3:!bad_row', '4:[4][e][f]']],
    ['1,a,"x, y\none, two, three\n5, ""6"""\n2,b,c', ['1:[1][a][x, y\none, two, three\n5, "6"]', '4:[2][b][c]']],
  ])('%j', (text, wanted) => {
    expect(rows(text)).toEqual(wanted);
    expect(rows(text, { piece: 1 })).toEqual(wanted);
  });

  test('costs one row of a large file when a quote never closes', () => {
    const text = Array.from({ length: 40_000 }, (_, row) => `${row},a,${row === 10 ? '"open' : 'b'}`).join('\n');
    const found = rows(text, { piece: 65_536 });
    expect(found).toHaveLength(40_000);
    expect(found.filter((row) => row.includes('!'))).toEqual(['11:!bad_row']);
  });

  test('costs one row each when every second row has a stray quote, whatever the next quote is', () => {
    const text = Array.from({ length: 4000 }, (_, row) => `${row},${row % 2 ? 'a' : '"'},b`).join('\r\n');
    const found = rows(text, { piece: 65_536 });
    expect(found).toHaveLength(4000);
    expect(found.filter((row) => row.includes('!'))).toHaveLength(2000);
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
