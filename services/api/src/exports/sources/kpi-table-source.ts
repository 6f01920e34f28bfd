import { Pace } from '#platform/timing/pace.js';
import type { Directory } from '#store/network/directory.js';
import type { AnsweredTable } from '../../kpi/answer-question.js';
import { CountedRows } from '../counted-rows.js';
import type { DefinitionLine, ExportTable, NoteLine, Row } from '../export-table.js';
import { askedNotes, periodText } from '../file-notes.js';
import { type FileLanguage, say, wordIn } from '../words/file-words.js';
import { FIGURE_WORDS } from '../words/kpi-words.js';
import { type FigureColumn, type FigureRow, figureColumns } from './kpi-columns.js';
import { trailerOf } from './source-table.js';

const BATCH_ROWS = 1000;

const rowsOf = ({ rows, totals }: AnsweredTable): readonly FigureRow[] => [
  ...rows.map((row) => ({ row, isTotal: false })),
  ...totals.map((row) => ({ row, isTotal: true })),
];

async function* batches(rows: readonly FigureRow[], columns: readonly FigureColumn[]): AsyncGenerator<Row[], void> {
  const pace = new Pace();
  for (let at = 0; at < rows.length; at += BATCH_ROWS) {
    const some = rows.slice(at, at + BATCH_ROWS);
    yield await pace.map(some, (row): Row => columns.map(({ cell }) => cell(row)), columns.length);
  }
}

/** The lowest completeness of all figures, as percent. */
function completeness({ rows }: AnsweredTable): string | undefined {
  let lowest: number | undefined;
  for (const { values } of rows)
    for (const { complete } of values) if (complete !== null) lowest = Math.min(lowest ?? 1, complete);
  return lowest === undefined ? undefined : `${(lowest * 100).toFixed(2)} %`;
}

function notesOf(answer: AnsweredTable, language: FileLanguage): readonly NoteLine[] {
  const lowest = completeness(answer);
  const { comparedPeriod } = answer;
  const extra = (key: string, word: 'completeness' | 'comparedPeriod', value: string): NoteLine => ({
    key,
    label: say(word, language),
    value,
  });
  return [
    ...askedNotes({ ...answer, remarks: answer.notes }, language),
    ...(comparedPeriod === undefined
      ? []
      : [extra('compared_period', 'comparedPeriod', periodText(comparedPeriod, language))]),
    ...(lowest === undefined ? [] : [extra('lowest_completeness', 'completeness', lowest)]),
  ];
}

const definitionsOf = ({ kpis }: AnsweredTable, language: FileLanguage): readonly DefinitionLine[] =>
  kpis.map(({ asked, definition }) => ({
    id: `${asked} v${definition.version}`,
    name: wordIn(definition.names, language),
    unit: definition.unit,
    definition: `${wordIn(definition.definition, language)} (${definition.clock})`,
  }));

/**
 * An answered question as a table for a file, of the figures that the screens and the API show: their full precision,
 * with n, d, completeness, error bound and whether there was no data or it may not be shown.
 */
export function kpiExportTable(
  answer: AnsweredTable,
  visible: Directory,
  language: FileLanguage,
  title: string = wordIn(FIGURE_WORDS.title, language),
): ExportTable {
  const columns = figureColumns(answer, visible, language);
  const rows = rowsOf(answer);
  const counted = new CountedRows();
  return {
    title,
    columns: columns.map(({ cell: _, ...column }) => column),
    rows: counted.read(batches(rows, columns)),
    rowCount: rows.length,
    notes: notesOf(answer, language),
    definitions: definitionsOf(answer, language),
    zoneColumn: columns.findIndex(({ key }) => key === 'timezone'),
    timeZone: answer.timeZone,
    trailer: () => trailerOf(counted, language),
  };
}
