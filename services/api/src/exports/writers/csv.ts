import { peoplesText, roundForPeople, writeIsoMoment, writeLocalMoment, zoneReader } from '../cell-text.js';
import type { Cell, Column, ExportTable, NoteLine, Row } from '../export-table.js';
import { ByteText, remembered, utf8 } from './byte-text.js';

/** How a CSV file is written. */
export interface CsvOptions {
  /**
   * `machine`: keys as headers, times in ISO 8601 with their offset, full precision, nothing but rows. `people`: headers
   * in the file's language, times by the row's own clock, figures rounded, notes after the last row.
   */
  readonly form: 'machine' | 'people';
  readonly separator: ',' | ';' | '\t';
  readonly decimal: '.' | ',';
  /** A byte order mark, by which some spreadsheets know UTF-8. */
  readonly bom: boolean;
  /** `none` leaves texts as they are; a spreadsheet may then run those that begin like a formula. */
  readonly escape: 'formulas' | 'none';
  readonly notes: boolean;
}

/**
 * A text that a spreadsheet may take for a formula: = + - @ and their full-width forms, after any space or mark that is
 * not seen; and what begins with a tab or line break.
 */
const FORMULA = /^[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** Text that a spreadsheet shows instead of running it. */
const inert = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

const LINE_END = utf8('\r\n');

type CellWriter = (out: ByteText, value: Exclude<Cell, null>, row: Row) => void;

function quoter(separator: string): (text: string) => string {
  const special = new RegExp(`["\\r\\n${separator}]|^\\s|\\s$`);
  return (text) => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
}

function numberWriter(column: Column, { form, decimal }: CsvOptions, quote: (text: string) => string): CellWriter {
  const shown = form === 'people' ? (value: number) => roundForPeople(value, column) : (value: number) => value;
  if (decimal === '.') return (out, value) => out.number(shown(Number(value)));
  return (out, value) => out.text(quote(String(shown(Number(value))).replace('.', ',')));
}

function cellWriters(table: ExportTable, options: CsvOptions): readonly CellWriter[] {
  const { form, separator, escape: escaping } = options;
  const zone = zoneReader(table);
  const quote = quoter(separator);
  const writeMoment = form === 'people' ? writeLocalMoment : writeIsoMoment;
  return table.columns.map((column): CellWriter => {
    if (column.kind === 'moment') return (out, value, row) => writeMoment(out, Number(value), zone(row));
    const shown = (text: string): string => {
      if (column.kind === 'text') return escaping === 'none' ? text : inert(text);
      return form === 'people' ? peoplesText(text, column, '') : text;
    };
    const text = remembered((value) => utf8(quote(shown(value))));
    const number = numberWriter(column, options, quote);
    return (out, value, row) => {
      if (typeof value === 'string') out.bytes(text(value));
      else if (typeof value === 'number') number(out, value, row);
      else out.text(String(value));
    };
  });
}

/** Notes as rows, each with as many fields as a row of the table has, so that the file stays one table of CSV. */
function noteRows(notes: readonly NoteLine[], columns: readonly Column[], options: CsvOptions): string {
  const quote = quoter(options.separator);
  const safe = (text: string): string => quote(options.escape === 'none' ? text : inert(text));
  const rest = options.separator.repeat(Math.max(0, columns.length - 2));
  const line = ({ key, label, value }: NoteLine): string => {
    const name = options.form === 'people' ? label : `# ${key}`;
    return columns.length < 2 ? safe(`${name}: ${value}`) : `${safe(name)}${options.separator}${safe(value)}${rest}`;
  };
  const empty = options.separator.repeat(columns.length - 1);
  return [empty, ...notes.map(line)].map((text) => `${text}\r\n`).join('');
}

/** RFC 4180: CRLF, UTF-8, quotes doubled. */
export async function* writeCsv(table: ExportTable, options: CsvOptions): AsyncGenerator<Uint8Array, void> {
  const { columns } = table;
  const { separator, form, escape: escaping } = options;
  const quote = quoter(separator);
  const header = columns.map(({ key, label }) => (form === 'people' ? label : key));
  const names = header.map((name) => quote(escaping === 'none' ? name : inert(name)));
  const out = new ByteText();
  out.text(`${options.bom ? '\ufeff' : ''}${names.join(separator)}\r\n`);
  const writers = cellWriters(table, options);
  const between = separator.charCodeAt(0);
  for await (const batch of table.rows)
    for (const row of batch) {
      for (let place = 0; place < writers.length; place += 1) {
        if (place > 0) out.byte(between);
        const value = row[place] ?? null;
        if (value !== null) writers[place]?.(out, value, row);
      }
      out.bytes(LINE_END);
      if (out.isFull) yield out.take();
    }
  if (options.notes) out.text(noteRows([...table.notes, ...table.trailer()], columns, options));
  yield out.take();
}
