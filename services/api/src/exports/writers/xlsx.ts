import { localMs, wallClock, zoneReader } from '../cell-text.js';
import type { Cell, Column, ExportTable, NoteLine, Row } from '../export-table.js';
import { ByteText, utf8 } from './byte-text.js';
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
} from './xlsx-parts.js';
import { SharedStrings, textElement } from './xlsx-strings.js';
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

/** Writes a cell after its reference: ` s="2"><v>5</v></c>`. */
type CellWriter = (out: ByteText, value: Exclude<Cell, null>, row: Row) => void;

function textXml(text: string, style: number, words: XlsxWords): string {
  const whole =
    text.length <= MAX_CELL_TEXT
      ? text
      : `${text.slice(0, MAX_CELL_TEXT - 200)}... [${words.cut.replace('{n}', String(text.length))}]`;
  return `" s="${style}" t="inlineStr"><is>${textElement(whole)}</is></c>`;
}

const END = utf8('</v></c>');
const TRUE = utf8('" t="b"><v>1</v></c>');
const FALSE = utf8('" t="b"><v>0</v></c>');

/** Writes numbers of a style. */
function numbersOf(style: number, write: (out: ByteText, value: Exclude<Cell, null>, row: Row) => void): CellWriter {
  const begin = utf8(`" s="${style}"><v>`);
  return (out, value, row) => {
    out.bytes(begin);
    write(out, value, row);
    out.bytes(END);
  };
}

/** A duration in seconds as days: whole milliseconds digit by digit, others as the number that is nearest. */
function writeDuration(out: ByteText, value: Exclude<Cell, null>): void {
  const seconds = Number(value);
  const ms = Math.round(seconds * 1000);
  if (seconds >= 0 && Number.isSafeInteger(ms) && ms / 1000 === seconds) out.days(ms, 0);
  else out.number(seconds / 86_400);
}

function writeMoment(out: ByteText, wallMs: number): void {
  if (Number.isSafeInteger(wallMs) && wallMs >= 0) out.days(wallMs, EPOCH_DAY);
  else out.number(serial(wallMs));
}

function cellWriter(column: Column, zone: (row: Row) => string, words: XlsxWords, strings: SharedStrings): CellWriter {
  const style = styleOf(column);
  switch (column.kind) {
    case 'boolean':
      return (out, value) => out.bytes(value ? TRUE : FALSE);
    case 'seconds':
      return numbersOf(style, writeDuration);
    case 'date':
      return numbersOf(style, (out, value) => out.number(serial(Date.parse(`${value}T00:00:00Z`))));
    case 'moment':
      return numbersOf(style, (out, value, row) => writeMoment(out, wallClock(Number(value), zone(row))));
    case 'local': {
      const number = numbersOf(style, (out, at) => writeMoment(out, Number(at)));
      return (out, value, row) => {
        const at = localMs(String(value));
        if (at === undefined) out.text(textXml(String(value), 0, words));
        else number(out, at, row);
      };
    }
    case 'text': {
      const text = strings.column((value) => textXml(value, style, words));
      return (out, value) => text(out, String(value));
    }
    default:
      if (column.unit === 'seconds') return numbersOf(style, writeDuration);
      return numbersOf(style, (out, value) => out.number(Number(value)));
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

const ROW = utf8('<row r="');
const ROW_BEGUN = utf8('">');
const ROW_END = utf8('</row>');

async function* figureSheet(
  reader: RowReader,
  table: ExportTable,
  strings: SharedStrings,
  { words, maxSheetRows = MAX_SHEET_ROWS }: XlsxOptions,
): AsyncGenerator<Uint8Array, void> {
  const { columns } = table;
  const zone = zoneReader(table);
  const cells = columns.map((column) => cellWriter(column, zone, words, strings));
  const names = columns.map((_, place) => utf8(`<c r="${columnName(place)}`));
  const labels = columns.map(({ label }) => label);
  const out = new ByteText();
  out.text(sheetHead(columns.map(widthOf)) + headerRow(labels, words));
  let at = 1;
  while (at < maxSheetRows && (await reader.hasMore()))
    for (const row of reader.take(maxSheetRows - at)) {
      at += 1;
      out.bytes(ROW);
      out.integer(at);
      out.bytes(ROW_BEGUN);
      for (let place = 0; place < cells.length; place += 1) {
        const value = row[place] ?? null;
        if (value === null) continue;
        out.bytes(names[place] as Uint8Array);
        out.integer(at);
        cells[place]?.(out, value, row);
      }
      out.bytes(ROW_END);
      if (out.isFull) yield out.take();
    }
  out.text(sheetFoot(columns.length, at, true));
  yield out.take();
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

async function* once(...texts: readonly string[]): AsyncGenerator<Uint8Array, void> {
  yield utf8(texts.join(''));
}

const noteCells = (notes: readonly NoteLine[]): readonly (readonly string[])[] =>
  notes.map(({ label, value }) => [label, value]);

async function* parts(table: ExportTable, options: XlsxOptions): AsyncGenerator<ZipEntry, void> {
  const { words } = options;
  const reader = new RowReader(table.rows);
  const names: string[] = [];
  const strings = new SharedStrings();
  const add = (name: string, data: AsyncIterable<Uint8Array>): ZipEntry => {
    names.push(name);
    return { name: sheetPath(names.length - 1), data };
  };
  try {
    do {
      const name = names.length === 0 ? words.figures : `${words.figures} ${names.length + 1}`;
      yield add(name, figureSheet(reader, table, strings, options));
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
  yield { name: 'xl/sharedStrings.xml', data: once(...strings.xml()) };
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
