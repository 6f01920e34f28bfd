import type { Mapping, MappingInput } from '../../mapping/mapping-schema.js';
import type { Cells } from '../../mapping/row-context.js';
import type { RowMapper } from '../../mapping/row-mapper.js';
import { refuseRecords, sourceText } from '../../mapping/source-text.js';
import { DelimitedRows, type RawRow } from './delimited-rows.js';
import type { FileRow } from './file-row.js';
import { HeaderSearch } from './header-search.js';
import { jsonRows, ndjsonRows } from './json-rows.js';
import { sheetRows } from './sheet-rows.js';

type Mapper = Pick<RowMapper, 'columns' | 'givesEvents'>;

/**
 * Reads a file row by row, without holding it.
 * @param mapper of the rows; it says what it reads and, where a quoted cell has several lines, whether one is a row
 * @throws FileError when the file lacks a column that the mapping names, or has it twice
 */
export async function* fileRows(path: string, { input }: Mapping, mapper: Mapper): AsyncGenerator<FileRow> {
  refuseRecords(path, input.format);
  const needed = [...mapper.columns].filter((column) => !input.optionalColumns.includes(column));
  if (input.format === 'ndjson') return yield* ndjsonRows(path, input, needed);
  if (input.format === 'json') return yield* jsonRows(path, input, needed);
  const search = new HeaderSearch(path, mapper.columns, input);
  const isSheet = input.format === 'xlsx' || input.format === 'ods';
  const rows = isSheet ? sheetRows(path, input) : delimitedRows(path, input, search, mapper);
  for await (const row of rows) {
    if (search.takes(row)) continue;
    const header = search.header ?? [];
    if ('fault' in row) yield row;
    else yield isSheet ? { line: row.line, cells: byColumn(header, row.cells) } : cellsOf(row, header);
  }
  search.end();
}

async function* delimitedRows(
  path: string,
  input: MappingInput,
  search: HeaderSearch,
  mapper: Mapper,
): AsyncGenerator<RawRow> {
  const isRow = (cells: readonly string[], first: readonly string[]): boolean => {
    const header = search.header ?? first.map((cell) => cell.trim());
    return cells.length === header.length && mapper.givesEvents(byColumn(header, cells));
  };
  const isHeader = (cells: readonly string[], line: number): boolean => search.isHeader(cells, line);
  let splitter: DelimitedRows | undefined;
  for await (const piece of sourceText(path, input.encoding)) {
    const { text, separator } = splitter === undefined ? separatorLine(piece) : { text: piece, separator: undefined };
    const delimiter = input.delimiter ?? separator ?? (input.format === 'tsv' ? '\t' : ',');
    splitter ??= new DelimitedRows({ delimiter, hasQuotes: input.format === 'csv', isRow, isHeader });
    yield* splitter.push(text);
  }
  if (splitter !== undefined) yield* splitter.end();
}

/** Spreadsheets write `sep=;` above the header. The line is emptied, so that line numbers stay right. */
function separatorLine(text: string): { readonly text: string; readonly separator: string | undefined } {
  const found = /^"?sep=(.)"?(?=\r?\n)/i.exec(text);
  return { text: found === null ? text : text.slice(found[0].length), separator: found?.[1] };
}

function cellsOf({ line, cells }: { line: number; cells: readonly string[] }, header: readonly string[]): FileRow {
  if (cells.length !== header.length) {
    return {
      line,
      fault: { code: 'bad_row', reason: `The row has ${cells.length} cells, but the header has ${header.length}.` },
    };
  }
  return { line, cells: byColumn(header, cells) };
}

const byColumn = (header: readonly string[], cells: readonly string[]): Cells =>
  new Map(header.map((column, index) => [column, cells[index] ?? '']));
