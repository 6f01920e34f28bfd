import { readFile } from 'node:fs/promises';
import { DelimitedRows, type RawRow } from '../connectors/file-drop/delimited-rows.js';
import type { FileRow } from '../connectors/file-drop/file-row.js';
import { jsonRows, ndjsonRows } from '../connectors/file-drop/json-rows.js';
import { sheetRows } from '../connectors/file-drop/sheet-rows.js';
import { type Mapping, mappingSchema } from '../mapping/mapping-schema.js';
import { sourceText } from '../mapping/source-text.js';
import { mode, type SourceForm } from './source-form.js';

/** The first rows of a source, by the names of its columns. */
export interface Sample {
  readonly header: readonly string[];
  readonly rows: readonly ReadonlyMap<string, string>[];
  /** JSON: the path to the records. */
  readonly records?: string | undefined;
}

const MAX_ROWS = 500;

/** A mapping of the same input, to read it with. */
const inputOf = (form: SourceForm, records?: string): Mapping['input'] =>
  mappingSchema.shape.input.parse({
    format: form.format,
    encoding: form.encoding,
    timeZone: 'UTC',
    ...(records === undefined ? {} : { records }),
  });

/** @throws FileError */
export async function sampleRows(path: string, form: SourceForm): Promise<Sample> {
  if (form.format === 'ndjson') return ofRecords(ndjsonRows(path, inputOf(form), []));
  if (form.format === 'json') {
    const records = recordsPath(JSON.parse(new TextDecoder(form.encoding).decode(await readFile(path))));
    return { ...(await ofRecords(jsonRows(path, inputOf(form, records), []))), records };
  }
  const rows = form.format === 'xlsx' || form.format === 'ods' ? sheetRows(path, inputOf(form)) : delimited(path, form);
  const cells: (readonly string[])[] = [];
  for await (const row of rows) {
    if ('cells' in row) cells.push(row.cells.map((cell) => cell.trim()));
    if (cells.length > MAX_ROWS) break;
  }
  return belowHeader(cells);
}

async function* delimited(path: string, form: SourceForm): AsyncGenerator<RawRow> {
  const splitter = new DelimitedRows({
    delimiter: form.delimiter ?? '\t',
    hasQuotes: form.format === 'csv',
    isHeader: () => false,
    isRow: () => false,
  });
  for await (const text of sourceText(path, form.encoding)) yield* splitter.push(text);
  yield* splitter.end();
}

/** The header is the first row of full width with a name in each cell, and no name twice. */
function belowHeader(cells: readonly (readonly string[])[]): Sample {
  const width = mode(cells.map((row) => row.length));
  const at = cells.findIndex(
    (row) => row.length === width && row.every((cell) => /\p{L}/u.test(cell)) && new Set(row).size === width,
  );
  const header = cells[at] ?? Array.from({ length: width }, (_, index) => `column_${index + 1}`);
  const rows = cells.slice(at + 1).filter((row) => row.length === width);
  return { header, rows: rows.map((row) => new Map(header.map((name, index) => [name, row[index] ?? '']))) };
}

async function ofRecords(records: AsyncIterable<FileRow>): Promise<Sample> {
  const rows: ReadonlyMap<string, string>[] = [];
  for await (const record of records) {
    if ('cells' in record) rows.push(record.cells);
    if (rows.length >= MAX_ROWS) break;
  }
  return { header: [...new Set(rows.flatMap((row) => [...row.keys()]))], rows };
}

const MAX_DEPTH = 3;

/** The path to the first array of objects; undefined when the document is one. */
function recordsPath(document: unknown, path: readonly string[] = []): string | undefined {
  if (Array.isArray(document)) return path.length === 0 ? undefined : path.join('.');
  if (typeof document !== 'object' || document === null || path.length >= MAX_DEPTH) return undefined;
  for (const [name, value] of Object.entries(document)) {
    const found = Array.isArray(value) ? [...path, name].join('.') : recordsPath(value, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}
