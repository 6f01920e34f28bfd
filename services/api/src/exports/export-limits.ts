import { RequestError } from '#domain/access/request-error.js';

export const FILE_FORMATS = ['csv', 'xlsx', 'pdf', 'parquet', 'json'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** The largest files, on a screen, by mail and from a command alike. docs/exports.md names these numbers. */
const EXPORT_LIMITS = {
  /** Rows of one file. */
  rows: 5_000_000,
  /** Rows of a PDF: about 600 pages. */
  pdfRows: 20_000,
} as const;

/** Rows that a file of this format may have. */
export const maxRowsOf = (format: FileFormat): number =>
  format === 'pdf' ? EXPORT_LIMITS.pdfRows : EXPORT_LIMITS.rows;

const number = (value: number): string => value.toLocaleString('en');

/**
 * Refuses a file that is too long, before its first row is read.
 * @param rows counted up to one more than the limit
 * @throws RequestError TOO_MUCH with the number and how to ask for less
 */
export function refuseTooManyRows(format: FileFormat, rows: number): void {
  const most = maxRowsOf(format);
  if (rows <= most) return;
  const other = format === 'pdf' ? `, or for xlsx, csv or parquet, which take ${number(EXPORT_LIMITS.rows)}` : '';
  throw new RequestError(
    'TOO_MUCH',
    `This file would have more than ${number(most)} rows; a ${format} file has at most ${number(most)}. Ask for a ` +
      `shorter period or fewer places (for example where=region=ID)${other}.`,
  );
}

/** @throws RequestError TOO_MUCH when a page of this width cannot hold the columns */
export function refuseTooManyColumns(columns: number, fitting: number): void {
  if (columns <= fitting) return;
  throw new RequestError(
    'TOO_MUCH',
    `The table has ${columns} columns; this page holds ${fitting}. Ask for paper=a3 and orientation=landscape, for ` +
      'fewer KPIs, or for xlsx.',
  );
}
