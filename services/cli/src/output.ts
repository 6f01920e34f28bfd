import { stringify } from 'csv-stringify/sync';

export type Format = 'table' | 'json' | 'csv';

/**
 * A failure with the exit code of commands.md: 1 the check failed, 2 wrong use, 3 could not reach or start something
 * that it needs.
 */
export class CommandError extends Error {
  readonly code = 'command';
  constructor(
    readonly exitCode: 1 | 2 | 3,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The wanted format; without one, table on a terminal, JSON otherwise. */
export function formatOf(wanted: string | undefined): Format {
  if (wanted === undefined) return process.stdout.isTTY ? 'table' : 'json';
  if (wanted === 'table' || wanted === 'json' || wanted === 'csv') return wanted;
  throw new CommandError(2, `--format ${wanted} is not known; use table, json or csv.`);
}

/** Writes a line of the result to standard output. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);
/** Writes a line for people to standard error. */
export const printStatus = (text: string): void => void process.stderr.write(`${text}\n`);

/** A text of a source on one line of a terminal: without control characters and marks that turn the direction. */
export const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u00b7');

export type CellValue = string | number | boolean | null | undefined;

const shown = (value: CellValue): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'number' && !Number.isInteger(value)
      ? String(Number(value.toPrecision(6)))
      : String(value);

/** Formats a text table: columns as wide as their longest value, numbers aligned right. */
export function table(header: readonly string[], rows: readonly (readonly CellValue[])[]): string {
  const texts = rows.map((row) => row.map(shown));
  const widths = header.map((name, place) => Math.max(name.length, ...texts.map((row) => row[place]?.length ?? 0)));
  const isNumber = header.map(
    (_, place) =>
      rows.length > 0 &&
      rows.every((row) => typeof row[place] === 'number' || row[place] === null || row[place] === undefined),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, place) => (isNumber[place] ? cell.padStart(widths[place] ?? 0) : cell.padEnd(widths[place] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...texts.map(line)].join('\n');
}

/** CSV whose text cells cannot start a formula in a spreadsheet. */
export const csv = (header: readonly string[], rows: readonly (readonly CellValue[])[]): string =>
  stringify([header as CellValue[], ...rows.map((row) => [...row])], {
    escape_formulas: true,
    cast: { number: (value) => ({ value: String(value), escape_formulas: false }) },
  }).trimEnd();

/** Prints rows in the wanted format; for JSON it prints `json`. */
export function printRows(
  format: Format,
  json: unknown,
  header: readonly string[],
  rows: readonly (readonly CellValue[])[],
): void {
  if (format === 'json') print(JSON.stringify(json, null, 2));
  else print(format === 'csv' ? csv(header, rows) : table(header, rows));
}
