import type { CsvError } from 'csv-parse/sync';

/** Characters that a cell may have; a longer one spoils its row, not the file. */
export const CELL_CHARS = 16_384;
/** Bytes (UTF-8) that a row may have. A quote that is open for longer is taken for one that never closes. */
export const ROW_BYTES = 256 * 1024;
/** Cells that a row may have. */
export const ROW_CELLS = 2000;

/** Why a row cannot be used; the code stands in the rejects file. */
export interface RowFault {
  readonly code: string;
  readonly reason: string;
}

/** What csv-parse found is not one row. */
export class WrongRowError extends Error {
  readonly code = 'wrong_row';

  constructor(readonly fault: RowFault) {
    super(fault.reason);
  }

  static tooLong(): WrongRowError {
    return tooLarge(`The row has more than ${ROW_BYTES} bytes; nothing that is needed is that long.`);
  }

  static tooLarge(): WrongRowError {
    return tooLarge(`A cell has more than ${CELL_CHARS} characters; nothing that is needed is that long.`);
  }

  static tooWide(): WrongRowError {
    return tooLarge(`The row has more than ${ROW_CELLS} cells.`);
  }

  /** @param line that stands in a cell of the row, and is a row by itself */
  static holdsRow(line: number): WrongRowError {
    return new WrongRowError({
      code: 'bad_row',
      reason: `A quote opens in this row and is not closed before line ${line}, which is a row of its own. ${ADVICE}`,
    });
  }
}

const tooLarge = (reason: string): WrongRowError => new WrongRowError({ code: 'too_large', reason });
const ADVICE = 'Close the quote; where it is part of the text, quote the cell and double the quote.';

/** The code of csv-parse for a quote that is open when the text ends. */
export const NEVER_CLOSED = 'CSV_QUOTE_NOT_CLOSED';

/** What is wrong with a row, from what csv-parse found. */
export function faultOf(error: CsvError | WrongRowError): RowFault {
  if (error instanceof WrongRowError) return error.fault;
  return { code: 'bad_row', reason: REASONS.get(error.code) ?? `The row cannot be read: ${error.message}.` };
}

const REASONS = new Map<string, string>([
  [NEVER_CLOSED, `A quote is opened and never closed. ${ADVICE}`],
  ['CSV_INVALID_CLOSING_QUOTE', `A quote is opened, and text follows the quote that closes it. ${ADVICE}`],
  ['INVALID_OPENING_QUOTE', 'A quote stands within a cell; double it, and quote the cell.'],
]);
