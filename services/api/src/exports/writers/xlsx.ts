import { localMs, wallClock, zoneReader } from '../cell-text.js';
import type { Cell, Column, ExportTable, NoteLine, Row } from '../export-table.js';
import {
  columnName,
  contentTypesXml,
  HEADER_STYLE,
  ROOT_RELATIONS_XML,
  STYLES_XML,
  sheetFoot,
  sheetHead,
  sheetPath,
  styleOf,
  workbookRelationsXml,
  workbookXml,
  xmlText,
} from './xlsx-parts.js';
import { type ZipEntry, zip } from './zip.js';

/** Excel's rows of a sheet, the header among them. */
const MAX_SHEET_ROWS = 1_048_576;
/** Excel's characters of a cell. */
const MAX_CELL_TEXT = 32_767;
const DAY_MS = 86_400_000;
/** The day number of 1970-01-01 in spreadsheets. */
const EPOCH_DAY = 25_569;

/** Names of a workbook's sheets and headers, in the file's language. */
export interface XlsxWords {
  readonly figures: string;
  readonly definitions: string;
  readonly notes: string;
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly definition: string;
  readonly value: string;
  /** After a text that a cell cannot hold: "{n} characters; whole in CSV, Parquet and JSON". */
  readonly cut: string;
}

export interface XlsxOptions {
  readonly words: XlsxWords;
  /** Rows of a sheet, its header among them; fewer only in tests. */
  readonly maxSheetRows?: number;
}

const serial = (ms: number): number => ms / DAY_MS + EPOCH_DAY;

/** A cell's XML after its reference: ` s="2"><v>5</v></c>`. */
type CellXml = (value: Exclude<Cell, null>, row: Row) => string;

function textXml(text: string, style: number, words: XlsxWords): string {
  const whole =
    text.length <= MAX_CELL_TEXT
      ? text
      : `${text.slice(0, MAX_CELL_TEXT - 200)}... [${words.cut.replace('{n}', String(text.length))}]`;
  return `" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(whole)}</t></is></c>`;
}

function cellXml(column: Column, zone: (row: Row) => string, words: XlsxWords): CellXml {
  const style = styleOf(column);
  const number = (value: number): string => `" s="${style}"><v>${value}</v></c>`;
  switch (column.kind) {
    case 'boolean':
      return (value) => `" t="b"><v>${value ? 1 : 0}</v></c>`;
    case 'seconds':
      return (value) => number(Number(value) / 86_400);
    case 'date':
      return (value) => number(serial(Date.parse(`${value}T00:00:00Z`)));
    case 'moment':
      return (value, row) => number(serial(wallClock(Number(value), zone(row))));
    case 'local':
      return (value) => {
        const at = localMs(String(value));
        return at === undefined ? textXml(String(value), 0, words) : number(serial(at));
      };
    case 'text':
      return (value) => textXml(String(value), style, words);
    default: {
      const isDuration = column.unit === 'seconds';
      return (value) => number(isDuration ? Number(value) / 86_400 : Number(value));
    }
  }
}

const headerRow = (names: readonly string[], words: XlsxWords): string =>
  `<row r="1">${names.map((name, place) => `<c r="${columnName(place)}1${textXml(name, HEADER_STYLE, words)}`).join('')}</row>`;

const WIDTHS: Readonly<Partial<Record<Column['kind'], number>>> = { moment: 19, local: 16, date: 11, text: 18 };
const widthOf = ({ kind, label }: Column): number =>
  Math.min(40, Math.max(WIDTHS[kind] ?? 9, Math.ceil(label.length * 1.1) + 3));

/** Batches that can be read up to a number of rows, and then further. */
class RowReader {
  #rest: readonly Row[] = [];
  #isOver = false;
  readonly #iterator: AsyncIterator<readonly Row[]>;

  constructor(rows: AsyncIterable<readonly Row[]>) {
    this.#iterator = rows[Symbol.asyncIterator]();
  }

  /** Whether rows are left; reads the next batch to know. */
  async hasMore(): Promise<boolean> {
    while (this.#rest.length === 0 && !this.#isOver) {
      const { value, done } = await this.#iterator.next();
      if (done === true) this.#isOver = true;
      else this.#rest = value;
    }
    return this.#rest.length > 0;
  }

  take(most: number): readonly Row[] {
    const rows = this.#rest.slice(0, most);
    this.#rest = this.#rest.slice(most);
    return rows;
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}

async function* figureSheet(
  reader: RowReader,
  table: ExportTable,
  { words, maxSheetRows = MAX_SHEET_ROWS }: XlsxOptions,
): AsyncGenerator<Uint8Array, void> {
  const { columns } = table;
  const zone = zoneReader(table);
  const cells = columns.map((column) => cellXml(column, zone, words));
  const names = columns.map((_, place) => `<c r="${columnName(place)}`);
  const labels = columns.map(({ label }) => label);
  yield Buffer.from(sheetHead(columns.map(widthOf)) + headerRow(labels, words));
  let at = 1;
  while (at < maxSheetRows && (await reader.hasMore())) {
    let text = '';
    for (const row of reader.take(maxSheetRows - at)) {
      at += 1;
      text += `<row r="${at}">`;
      for (let place = 0; place < cells.length; place += 1) {
        const value = row[place] ?? null;
        if (value !== null) text += `${names[place]}${at}${cells[place]?.(value, row) ?? ''}`;
      }
      text += '</row>';
    }
    yield Buffer.from(text);
  }
  yield Buffer.from(sheetFoot(columns.length, at, true));
}

async function* textSheet(
  header: readonly string[],
  rows: () => readonly (readonly string[])[],
  words: XlsxWords,
): AsyncGenerator<Uint8Array, void> {
  const lines = rows();
  yield Buffer.from(sheetHead(header.map((_, place) => (place === header.length - 1 ? 100 : 32))));
  yield Buffer.from(headerRow(header, words));
  for (const [index, line] of lines.entries()) {
    const cells = line.map((text, place) => `<c r="${columnName(place)}${index + 2}${textXml(text, 0, words)}`);
    yield Buffer.from(`<row r="${index + 2}">${cells.join('')}</row>`);
  }
  yield Buffer.from(sheetFoot(header.length, lines.length + 1, false));
}

async function* once(text: string): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(text);
}

const noteCells = (notes: readonly NoteLine[]): readonly (readonly string[])[] =>
  notes.map(({ label, value }) => [label, value]);

async function* parts(table: ExportTable, options: XlsxOptions): AsyncGenerator<ZipEntry, void> {
  const { words } = options;
  const reader = new RowReader(table.rows);
  const names: string[] = [];
  const add = (name: string, data: AsyncIterable<Uint8Array>): ZipEntry => {
    names.push(name);
    return { name: sheetPath(names.length - 1), data };
  };
  try {
    do {
      const name = names.length === 0 ? words.figures : `${words.figures} ${names.length + 1}`;
      yield add(name, figureSheet(reader, table, options));
    } while (await reader.hasMore());
    const meanings = table.definitions.map(({ id, name, unit, definition }) => [id, name, unit, definition]);
    const header = [words.id, words.name, words.unit, words.definition];
    yield add(
      words.definitions,
      textSheet(header, () => meanings, words),
    );
    const notes = (): readonly (readonly string[])[] => noteCells([...table.notes, ...table.trailer()]);
    yield add(words.notes, textSheet([words.name, words.value], notes, words));
  } finally {
    await reader.close();
  }
  yield { name: 'xl/workbook.xml', data: once(workbookXml(names)) };
  yield { name: 'xl/_rels/workbook.xml.rels', data: once(workbookRelationsXml(names.length)) };
  yield { name: 'xl/styles.xml', data: once(STYLES_XML) };
  yield { name: '_rels/.rels', data: once(ROOT_RELATIONS_XML) };
  yield { name: '[Content_Types].xml', data: once(contentTypesXml(names.length)) };
}

/**
 * An Excel workbook: the sheets figures (with further ones where Excel's rows do not suffice), definitions and notes.
 * Numbers, dates and durations are typed and keep their full precision; times are by the row's own clock; texts are
 * never formulas. One batch of rows is in memory.
 */
export const writeXlsx = (table: ExportTable, options: XlsxOptions): AsyncGenerator<Uint8Array, void> =>
  zip(parts(table, options));
