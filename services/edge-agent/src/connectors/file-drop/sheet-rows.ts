import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { CellValue } from 'hucre/xlsx';
import { FileError } from '../../mapping/mapping-errors.js';
import type { MappingInput } from '../../mapping/mapping-schema.js';
import type { RawRow } from './delimited-rows.js';

/** An ODS document is held whole; XLSX is read row by row. */
const MAX_ODS_BYTES = 64 * 1024 * 1024;
/** Times of a spreadsheet are fractions of a day, which are not exact. */
const INEXACT_MS = 2;

/** The rows of one sheet. Cells with a date or a time are ISO texts, whatever they look like. @throws FileError */
export async function* sheetRows(path: string, input: MappingInput): AsyncGenerator<RawRow> {
  let rows = 0;
  try {
    for await (const { index, values } of input.format === 'ods' ? odsRows(path, input) : xlsxRows(path, input)) {
      const cells = values.map(textOf);
      rows += 1;
      if (cells.some((cell) => cell !== '')) yield { line: index + 1, cells };
    }
  } catch (error) {
    if (error instanceof FileError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new FileError(
      'unreadable',
      `The file ${path} cannot be read as ${input.format.toUpperCase()} (${why}); check input.format and ` +
        'input.sheet in the mapping, and save the file without a password.',
      { cause: error },
    );
  }
  if (rows === 0)
    throw new FileError('unreadable', `The file ${path} has no sheet "${input.sheet}", or the sheet is empty.`);
}

interface SheetRow {
  readonly index: number;
  readonly values: readonly CellValue[];
}

const sheetOf = ({ sheet }: MappingInput): string | number => (typeof sheet === 'number' ? sheet - 1 : sheet);

async function* xlsxRows(path: string, input: MappingInput): AsyncGenerator<SheetRow> {
  const { streamXlsxRows } = await import('hucre/xlsx');
  const bytes = Readable.toWeb(createReadStream(path)) as unknown as ReadableStream<Uint8Array>;
  yield* streamXlsxRows(bytes, { sheet: sheetOf(input) });
}

async function* odsRows(path: string, input: MappingInput): AsyncGenerator<SheetRow> {
  const { size } = await stat(path);
  if (size > MAX_ODS_BYTES)
    throw new FileError(
      'unreadable',
      `The file ${path} has ${size} bytes; ODS may have ${MAX_ODS_BYTES}. Save it as XLSX or CSV.`,
    );
  const { readOds } = await import('hucre/ods');
  const { sheets } = await readOds(await readFile(path), { sheets: [sheetOf(input)] });
  for (const [index, values] of (sheets[0]?.rows ?? []).entries()) yield { index, values };
}

function textOf(value: CellValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (!(value instanceof Date)) return String(value);
  const seconds = Math.round(value.getTime() / 1000) * 1000;
  const exact = Math.abs(value.getTime() - seconds) <= INEXACT_MS ? seconds : value.getTime();
  return new Date(exact).toISOString().replace(/(?:\.000)?Z$/, '');
}
