import { isoMoment, peoplesText, roundForPeople, zoneReader } from '../cell-text.js';
import type { Cell, Column, ExportTable, NoteLine, Row } from '../export-table.js';

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

type CellWriter = (value: Cell, row: Row) => string;

function quoter(separator: string): (text: string) => string {
  const special = new RegExp(`["\\r\\n${separator}]|^\\s|\\s$`);
  return (text) => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
}

function cellWriters(table: ExportTable, options: CsvOptions): readonly CellWriter[] {
  const { form, separator, decimal, escape: escaping } = options;
  const zone = zoneReader(table);
  const quote = quoter(separator);
  const text = (value: string): string => quote(escaping === 'none' ? value : inert(value));
  const number = (value: number): string => (decimal === '.' ? String(value) : quote(String(value).replace('.', ',')));
  return table.columns.map((column): CellWriter => {
    const isPeoples = form === 'people';
    if (column.kind === 'moment')
      return (value, row) => {
        if (value === null) return '';
        return isPeoples ? peoplesText(value, column, zone(row)) : isoMoment(Number(value), zone(row));
      };
    return (value) => {
      if (typeof value === 'string')
        return column.kind === 'text' ? text(value) : quote(isPeoples ? peoplesText(value, column, '') : value);
      if (typeof value === 'number') return number(isPeoples ? roundForPeople(value, column) : value);
      return value === null ? '' : String(value);
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
  const encode = (text: string): Uint8Array => Buffer.from(text, 'utf8');
  const names = header.map((name) => quote(escaping === 'none' ? name : inert(name)));
  yield encode(`${options.bom ? '\ufeff' : ''}${names.join(separator)}\r\n`);
  const writers = cellWriters(table, options);
  for await (const batch of table.rows) {
    let text = '';
    for (const row of batch) {
      for (let place = 0; place < writers.length; place += 1) {
        if (place > 0) text += separator;
        text += writers[place]?.(row[place] ?? null, row) ?? '';
      }
      text += '\r\n';
    }
    yield encode(text);
  }
  if (options.notes) yield encode(noteRows([...table.notes, ...table.trailer()], columns, options));
}
