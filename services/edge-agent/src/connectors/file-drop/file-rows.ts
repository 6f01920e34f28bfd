import { FileError } from '../../mapping/mapping-errors.js';
import type { Mapping } from '../../mapping/mapping-schema.js';
import type { Cells } from '../../mapping/row-context.js';
import type { RowMapper } from '../../mapping/row-mapper.js';
import { sourceText } from '../../mapping/source-text.js';
import { DelimitedRows, type RawRow } from './delimited-rows.js';

/** One row of a file with its line (from 1), or why it cannot be used. */
export type FileRow =
  | { readonly line: number; readonly cells: Cells }
  | { readonly line: number; readonly fault: { readonly code: string; readonly reason: string } };

const RECORD_CHARS = 256 * 1024;

/**
 * Reads a file row by row, without holding it.
 * @param mapper of the rows; it says what it reads and, where a quoted cell has several lines, whether one is a row
 * @throws FileError when the file lacks a column that the mapping names, or has it twice
 */
export async function* fileRows(
  path: string,
  mapping: Mapping,
  mapper: Pick<RowMapper, 'columns' | 'givesEvents'>,
): AsyncGenerator<FileRow> {
  const { format, encoding, delimiter = format === 'tsv' ? '\t' : ',', optionalColumns } = mapping.input;
  const needed = [...mapper.columns].filter((column) => !optionalColumns.includes(column));
  if (format === 'ndjson') {
    yield* ndjsonRows(path, encoding, needed);
    return;
  }
  const isRow = (cells: readonly string[], header: readonly string[]): boolean =>
    cells.length === header.length && mapper.givesEvents(byColumn(trimmed(header), cells));
  const splitter = new DelimitedRows({ delimiter, hasQuotes: format === 'csv', isRow });
  let header: readonly string[] | undefined;
  for await (const raw of rawRows(path, encoding, splitter)) {
    if (header === undefined) {
      header = headerOf(path, raw, mapper.columns);
      checkColumns(path, needed, header);
    } else yield 'fault' in raw ? raw : cellsOf(raw, header);
  }
}

async function* rawRows(path: string, encoding: string, splitter: DelimitedRows): AsyncGenerator<RawRow> {
  for await (const text of sourceText(path, encoding)) yield* splitter.push(text);
  yield* splitter.end();
}

/** @throws FileError when the row is no header, or names a column twice that the mapping reads */
function headerOf(path: string, row: RawRow, columns: ReadonlySet<string>): readonly string[] {
  if ('fault' in row)
    throw new FileError('missing_column', `The header of ${path} cannot be read: ${row.fault.reason}`);
  const header = trimmed(row.cells);
  const repeated = header.find((column, index) => columns.has(column) && header.indexOf(column) !== index);
  if (repeated !== undefined)
    throw new FileError(
      'repeated_column',
      `The header of ${path} has "${repeated}" twice, and the mapping reads that column. ` +
        'Give the two columns different names in the file, and name the right one in the mapping.',
    );
  return header;
}

function checkColumns(path: string, needed: readonly string[], present: readonly string[]): void {
  const missing = needed.filter((column) => !present.includes(column));
  if (missing.length === 0) return;
  const names = missing.map((column) => `"${column}"`).join(', ');
  throw new FileError(
    'missing_column',
    `The mapping names ${missing.length === 1 ? 'the column' : 'the columns'} ${names}, which ${path} does not have; ` +
      `it has: ${present.slice(0, 100).join(', ')}. Correct the mapping, or the file's header.`,
  );
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

const trimmed = (cells: readonly string[]): string[] => cells.map((cell) => cell.trim());

const byColumn = (header: readonly string[], cells: readonly string[]): Cells =>
  new Map(header.map((column, index) => [column, cells[index] ?? '']));

async function* ndjsonRows(path: string, encoding: string, needed: readonly string[]): AsyncGenerator<FileRow> {
  // Never a tab or a line break within a record, so the splitter gives whole lines.
  let line = 0;
  let isFirst = true;
  for await (const text of textLines(path, encoding)) {
    line += 1;
    if (typeof text !== 'string')
      yield { line, fault: { code: 'too_large', reason: `The record has more than ${RECORD_CHARS} characters.` } };
    else if (text.trim() !== '') {
      const row = recordOf(text, line);
      if (isFirst && 'cells' in row) checkColumns(path, needed, [...row.cells.keys()]);
      isFirst &&= !('cells' in row);
      yield row;
    }
  }
}

/** Lines of a text; `null` for one that is too long. */
async function* textLines(path: string, encoding: string): AsyncGenerator<string | null> {
  let held = '';
  let isTooLong = false;
  for await (const text of sourceText(path, encoding)) {
    const pieces = text.split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      yield isTooLong || held.length + piece.length > RECORD_CHARS ? null : held + piece;
      held = '';
      isTooLong = false;
    }
    isTooLong ||= held.length + last.length > RECORD_CHARS;
    held = isTooLong ? '' : held + last;
  }
  if (isTooLong) yield null;
  else if (held !== '') yield held;
}

function recordOf(text: string, line: number): FileRow {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (error) {
    return {
      line,
      fault: {
        code: 'bad_row',
        reason: `The line is not JSON (${error instanceof Error ? error.message : String(error)}).`,
      },
    };
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    return { line, fault: { code: 'bad_row', reason: 'The line is not a JSON object.' } };
  const cells = new Map<string, string>();
  flatten(record, '', cells, 0);
  return { line, cells };
}

/** Fields within fields are named by a path with dots. */
function flatten(record: object, prefix: string, cells: Map<string, string>, depth: number): void {
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'object' && value !== null && depth < 4) flatten(value, `${prefix}${name}.`, cells, depth + 1);
    else cells.set(prefix + name, value === null || value === undefined ? '' : String(value));
  }
}
