import type { ExportTable } from './export-table.js';
import type { FileOptions } from './file-options.js';
import { pdfWords, xlsxWords } from './words/file-words.js';

/** Media types by format. */
export const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  parquet: 'application/vnd.apache.parquet',
  json: 'application/json; charset=utf-8',
} as const;

/**
 * The bytes of a file, made while they are read. A reader that returns early ends the reading of the rows. Libraries
 * are loaded when the first file of their format is made.
 */
export async function* makeFile(table: ExportTable, options: FileOptions): AsyncGenerator<Uint8Array, void> {
  switch (options.format) {
    case 'csv': {
      const { writeCsv } = await import('./writers/csv.js');
      return yield* writeCsv(table, options.csv);
    }
    case 'xlsx': {
      const { writeXlsx } = await import('./writers/xlsx.js');
      return yield* writeXlsx(table, { words: xlsxWords(options.language) });
    }
    case 'pdf': {
      const { writePdf } = await import('./writers/pdf.js');
      const chart = options.chart === undefined ? {} : { chart: options.chart };
      return yield* writePdf(table, { ...options.pdf, ...chart, words: pdfWords(options.language) });
    }
    case 'parquet': {
      const { writeParquet } = await import('./writers/parquet.js');
      return yield* writeParquet(table);
    }
    case 'json': {
      const { writeJson } = await import('./writers/json.js');
      return yield* writeJson(table);
    }
  }
}
