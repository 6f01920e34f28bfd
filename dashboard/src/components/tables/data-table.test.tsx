import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { DataTable } from './data-table';
import { nextSorting, sortRows } from './sort-rows';
import { loadedRows, type TableColumn, type TableContent } from './table-column';

interface Region {
  readonly name: string;
  readonly waiting: number | null;
}

const COLUMNS: readonly TableColumn<Region>[] = [
  { id: 'name', header: 'Region', cell: ({ name }) => name },
  {
    id: 'waiting',
    header: 'Waiting',
    isNumber: true,
    cell: ({ waiting }) => waiting,
    sortBy: ({ waiting }) => waiting,
  },
];
const NAIROBI = { name: 'Nairobi', waiting: 12 };

const html = (content: TableContent<Region>, unknownRow?: (row: Region) => string | null): string =>
  renderToStaticMarkup(
    <DataTable
      caption="Regions"
      columns={COLUMNS}
      content={content}
      empty="There are no regions."
      rowKey={({ name }) => name}
      {...(unknownRow === undefined ? {} : { unknownRow })}
    />,
  );

describe('DataTable', () => {
  it('has a caption and headers for its columns and rows', () => {
    const text = html(loadedRows([NAIROBI]));
    expect(text).toContain('<caption class="out-of-sight">Regions</caption>');
    expect(text).toContain('<th scope="col">Region</th>');
    expect(text).toContain('<th scope="row">Nairobi</th><td class="number">12</td>');
  });

  it('says that there are no rows only when they were loaded', () => {
    expect(html(loadedRows([]))).toContain('data-table-state="empty">There are no regions.');
    for (const state of ['not_loaded', 'no_data', 'stale', 'hidden'] as const) {
      const text = html({ state, words: 'Not loaded yet' });
      expect(text).toContain(`data-table-state="${state}">Not loaded yet`);
      expect(text).not.toContain('There are no regions.');
    }
  });

  it('says in words that nothing is loaded of a row', () => {
    expect(html(loadedRows([NAIROBI]), () => 'Not loaded yet')).toContain('<td colSpan="1">Not loaded yet</td>');
    expect(html(loadedRows([NAIROBI]), () => null)).toContain('12</td>');
  });
});

describe('sortRows', () => {
  const rows = [{ name: 'b', waiting: 1 }, { name: 'a', waiting: null }, NAIROBI];
  const names = (sorted: readonly Region[]): string => sorted.map(({ name }) => name).join(' ');

  it('puts rows without data last in both directions', () => {
    expect(names(sortRows(rows, ({ waiting }) => waiting, false))).toBe('b Nairobi a');
    expect(names(sortRows(rows, ({ waiting }) => waiting, true))).toBe('Nairobi b a');
  });

  it('keeps the order of equal rows', () => {
    expect(names(sortRows(rows, () => 0, true))).toBe('b a Nairobi');
  });
});

describe('nextSorting', () => {
  it('goes from the first direction over the other back to the order of the rows', () => {
    const first = nextSorting(null, 'waiting', true);
    const second = nextSorting(first, 'waiting', true);
    expect([first, second, nextSorting(second, 'waiting', true)]).toEqual([
      { columnId: 'waiting', isDescending: true },
      { columnId: 'waiting', isDescending: false },
      null,
    ]);
    expect(nextSorting(first, 'name', false)).toEqual({ columnId: 'name', isDescending: false });
  });
});
