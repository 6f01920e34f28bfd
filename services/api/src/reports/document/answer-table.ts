import type { KpiUnit } from '#domain/kpi/catalogue-entry.js';
import type { Language } from '#domain/people/contact.js';
import type { Directory } from '#store/network/directory.js';
import { CountedRows } from '../../exports/counted-rows.js';
import type { Cell, Column, ColumnKind, ExportTable, NoteLine, Row } from '../../exports/export-table.js';
import { askedNotes } from '../../exports/file-notes.js';
import { trailerOf } from '../../exports/sources/source-table.js';
import { wordIn } from '../../exports/words/file-words.js';
import type { AnsweredTable } from '../../kpi/answer-question.js';
import type { AnsweredRow, AnsweredValue } from '../../kpi/compared-rows.js';
import { groupName } from '../../kpi/kpi-view.js';
import { REPORT_WORDS } from '../words/words.js';

/** How the table of an answer is written for people. */
export interface AnswerTableOptions {
  readonly title: string;
  readonly language: Language;
  readonly visible: Directory;
}

const KINDS: Readonly<Record<KpiUnit, ColumnKind>> = {
  seconds: 'seconds',
  count: 'integer',
  share: 'share',
  per_hour: 'number',
  stars: 'number',
};

/** A figure's column, and its cell. */
interface FigureColumn extends Column {
  readonly place: number;
  readonly cell: (value: AnsweredValue) => Cell;
}

/** Of each KPI its value; what it is compared with and the difference; and, for whoever calculates, its parts. */
function figureColumns({ kpis, question }: AnsweredTable, language: Language): readonly FigureColumn[] {
  const { columns } = REPORT_WORDS[language];
  return kpis.flatMap(({ asked, definition }, place): readonly FigureColumn[] => {
    const { unit } = definition;
    const name = wordIn(definition.names, language);
    const kind = KINDS[unit];
    const figure = (key: string, label: string, cell: FigureColumn['cell']): FigureColumn => ({
      ...{ key: `${asked}${key}`, label, kind, unit, place, cell },
    });
    const part = (key: string, label: string, cell: FigureColumn['cell']): FigureColumn => ({
      ...{ key: `${asked}_${key}`, label: `${name}, ${label}`, kind: 'number', isDetail: true, place, cell },
    });
    const compared = [
      figure('_compared', `${name}, ${columns.before}`, (value) => value.compared?.value ?? null),
      figure('_difference', `${name}, ${columns.difference}`, (value) => value.compared?.difference ?? null),
    ];
    return [
      figure('', name, (value) => value.value),
      ...(question.compare === undefined ? [] : compared),
      part('n', columns.n, (value) => value.n),
      part('d', columns.d, (value) => value.d),
    ];
  });
}

/** Keys of the groups of the rows: as they were asked, then the split. */
const groupKeys = ({ question }: AnsweredTable): readonly string[] => [
  ...question.by,
  ...(question.split === undefined ? [] : [question.split]),
];

function rowOf(
  row: AnsweredRow,
  keys: readonly string[],
  figures: readonly FigureColumn[],
  { language, visible }: AnswerTableOptions,
): Row {
  const labels = keys.map((key) => {
    const own = row.group.find((group) => group.key === key);
    return own === undefined ? REPORT_WORDS[language].columns.total : groupName(own, row.group, visible)({ language });
  });
  const cells = figures.map(({ place, cell }) => {
    const value = row.values[place];
    return value === undefined || value.suppressed ? null : cell(value);
  });
  return [...labels, ...cells];
}

/** What was asked, as every file says it, and what a reader must know of the figures. */
const notesOf = (table: AnsweredTable, language: Language): readonly NoteLine[] => {
  const { question, questionHash, period, timeZone, asOf, notes } = table;
  return askedNotes({ kind: 'kpis', question, questionHash, period, timeZone, asOf, remarks: notes }, language);
};

/** An answer as a table of a file: its rows, then its totals, which were asked and not added up. */
export function answerTable(table: AnsweredTable, options: AnswerTableOptions): ExportTable {
  const { language } = options;
  const keys = groupKeys(table);
  const figures = figureColumns(table, language);
  const all = [...table.rows, ...(keys.length === 0 ? [] : table.totals)];
  const counted = new CountedRows();
  async function* rows(): AsyncGenerator<readonly Row[], void> {
    yield all.map((row) => rowOf(row, keys, figures, options));
  }
  return {
    title: options.title,
    columns: [...keys.map((key): Column => ({ key, label: key, kind: 'text' })), ...figures],
    rows: counted.read(rows()),
    rowCount: all.length,
    notes: notesOf(table, language),
    definitions: table.kpis.map(({ asked, definition }) => ({
      id: asked,
      name: wordIn(definition.names, language),
      unit: definition.unit,
      definition: wordIn(definition.definition, language),
    })),
    timeZone: table.timeZone,
    trailer: () => trailerOf(counted, language),
  };
}
