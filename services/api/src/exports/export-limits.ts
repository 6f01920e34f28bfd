import { RequestError } from '#domain/access/request-error.js';
import { remark } from '#domain/remark/remark.js';

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

/**
 * Refuses a file that is too long, before its first row is read.
 * @param rows counted up to one more than the limit
 * @throws RequestError TOO_MUCH with the number and how to ask for less
 */
export function refuseTooManyRows(format: FileFormat, rows: number): void {
  const most = maxRowsOf(format);
  if (rows <= most) return;
  const limit = { limit: most, format };
  throw new RequestError(
    'TOO_MUCH',
    format === 'pdf' ? remark('file_rows_other', { ...limit, others: EXPORT_LIMITS.rows }) : remark('file_rows', limit),
  );
}

/** @throws RequestError TOO_MUCH when a page of this width cannot hold the columns */
export function refuseTooManyColumns(columns: number, fitting: number): void {
  if (columns <= fitting) return;
  throw new RequestError('TOO_MUCH', remark('file_columns', { columns, fitting }));
}
