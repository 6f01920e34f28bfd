import type { Language } from '#domain/people/contact.js';
import type { ReportFormat } from '#domain/report/report.js';
import type { Directory } from '#store/network/directory.js';
import type { RenderedFile } from '#store/reports/report-records.js';
import { kpiChart } from '../../exports/charts/kpi-chart.js';
import { fileName } from '../../exports/file-name.js';
import { readFileOptions } from '../../exports/file-options.js';
import { MEDIA_TYPES } from '../../exports/make-file.js';
import { renderFile, wholeFile } from '../../exports/render-file.js';
import { kpiExportTable } from '../../exports/sources/kpi-table-source.js';
import { pdfWords } from '../../exports/words/file-words.js';
import type { PdfPart } from '../../exports/writers/pdf.js';
import type { AnsweredTable } from '../../kpi/answer-question.js';
import { figureSheet } from './figure-sheet.js';
import type { DocumentPart, ReportDocument } from './report-document.js';

/** Bytes of one file of a report; a larger one is refused before it is kept. */
const MAX_BYTES = 40 * 1024 * 1024;

/** How a document becomes files. */
export interface WriteOptions {
  readonly language: Language;
  readonly visible: Directory;
  readonly formats: readonly ReportFormat[];
  /** What the names of files begin with: weekly-letter. */
  readonly kind: string;
  /** First day, and first day after the period. */
  readonly period: { readonly from: string; readonly to: string };
}

/** Points. */
const CHART_HEIGHT = 145;
const PAPER = { paper: 'a4', orientation: 'portrait' } as const;

/** A chart of each of these KPIs of a table. */
async function charts(
  table: AnsweredTable,
  kpis: readonly string[],
  { language, visible }: WriteOptions,
): Promise<readonly PdfPart[]> {
  const drawn: PdfPart[] = [];
  for (const [place, kpi] of table.kpis.entries()) {
    if (!kpis.includes(kpi.asked)) continue;
    const rows = table.rows.map((row) => ({ ...row, values: row.values.slice(place, place + 1) }));
    const svg = await kpiChart({ ...table, kpis: [kpi], rows }, visible, language);
    if (svg !== undefined) drawn.push({ kind: 'chart', svg, height: CHART_HEIGHT });
  }
  return drawn;
}

async function pdfParts(part: DocumentPart, options: WriteOptions): Promise<readonly PdfPart[]> {
  const { language, visible } = options;
  switch (part.kind) {
    case 'heading':
    case 'paragraph':
    case 'page':
      return [part];
    case 'list':
      return part.lines.map((text) => ({ kind: 'paragraph', text }));
    case 'blank':
      return ['', part.text, '', ''].map((text) => ({ kind: 'paragraph', text }));
    case 'annex':
      return [];
    case 'lines':
      return [{ kind: 'heading', text: part.title }, ...(await charts(part.table, part.kpis, options))];
    case 'table': {
      const table = kpiExportTable(part.table, visible, language, part.title);
      return [
        { kind: 'heading', text: part.title },
        { kind: 'table', table },
        { kind: 'paragraph', text: '' },
        { kind: 'notes', lines: () => [...table.notes, ...table.trailer()] },
      ];
    }
  }
}

async function writePdf({ title, parts }: ReportDocument, options: WriteOptions) {
  const { writePdfDocument } = await import('../../exports/writers/pdf.js');
  const drawn: PdfPart[] = [];
  for (const part of parts) drawn.push(...(await pdfParts(part, options)));
  const document = writePdfDocument(title, drawn, { ...PAPER, words: pdfWords(options.language) });
  return wholeFile(document, MAX_BYTES);
}

/** The table of a view as it is; of a report with several tables every figure in one sheet. */
function writeXlsx({ title, parts }: ReportDocument, { language, visible }: WriteOptions) {
  const tables = parts.flatMap((part) => ('table' in part ? [part] : []));
  const [only, ...others] = tables;
  const sheet =
    only !== undefined && others.length === 0
      ? kpiExportTable(only.table, visible, language, title)
      : figureSheet(tables, { title, language, visible });
  return renderFile(sheet, readFileOptions({ format: 'xlsx', language }), MAX_BYTES);
}

/** The files of a report. Their names hold the period by the network's clock. @throws FileTooLargeError */
export async function writeDocument(document: ReportDocument, options: WriteOptions): Promise<readonly RenderedFile[]> {
  const files: RenderedFile[] = [];
  for (const format of options.formats) {
    const { bytes, sha256 } = await (format === 'pdf' ? writePdf(document, options) : writeXlsx(document, options));
    const name = fileName(options.kind, options.period, format);
    files.push({ format, name, mediaType: MEDIA_TYPES[format], sha256, bytes });
  }
  return files;
}
