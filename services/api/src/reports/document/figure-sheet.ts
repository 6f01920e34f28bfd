import type { Language } from '#domain/people/contact.js';
import type { Directory } from '#store/network/directory.js';
import { CountedRows } from '../../exports/counted-rows.js';
import type { Column, DefinitionLine, ExportTable, NoteLine, Row } from '../../exports/export-table.js';
import { askedNotes } from '../../exports/file-notes.js';
import { trailerOf } from '../../exports/sources/source-table.js';
import { wordIn } from '../../exports/words/file-words.js';
import type { AnsweredTable } from '../../kpi/answer-question.js';
import { labelOf } from '../../kpi/kpi-view.js';
import { REPORT_WORDS } from '../words/report-words.js';

/** A table of a report and the section that it belongs to. */
export interface SheetTable {
  readonly title: string;
  readonly table: AnsweredTable;
}

/** How the sheet is written. */
interface SheetOptions {
  readonly title: string;
  readonly language: Language;
  readonly visible: Directory;
}

function columnsOf({ language }: SheetOptions): readonly Column[] {
  const { columns } = REPORT_WORDS[language];
  const text = (['section', 'row', 'kpi', 'id', 'unit'] as const).map(
    (key): Column => ({ key, label: columns[key], kind: 'text' }),
  );
  const numbers = (['value', 'n', 'd', 'before', 'difference'] as const).map(
    (key): Column => ({ key, label: columns[key], kind: 'number' }),
  );
  return [...text, ...numbers];
}

function rowsOf({ title, table }: SheetTable, { language, visible }: SheetOptions): readonly Row[] {
  const { columns } = REPORT_WORDS[language];
  return [...table.rows, ...table.totals].flatMap(({ group, values }) => {
    const names = group.map((one) => labelOf(one, group, visible)({ language }));
    return values.map((value, place): Row => {
      const definition = table.kpis[place]?.definition;
      const name = definition === undefined ? value.id : wordIn(definition.names, language);
      const place_ = names.length === 0 ? columns.total : names.join(' / ');
      const compared = value.compared?.suppressed === true ? undefined : value.compared;
      return [
        ...[title, place_, name, value.id, definition?.unit ?? ''],
        ...[value.value, value.n, value.d, compared?.value ?? null, compared?.difference ?? null],
      ];
    });
  });
}

function definitionsOf(tables: readonly SheetTable[], { language }: SheetOptions): readonly DefinitionLine[] {
  const known = new Map<string, DefinitionLine>();
  for (const { table } of tables)
    for (const { asked, definition } of table.kpis)
      known.set(asked, {
        id: asked,
        name: wordIn(definition.names, language),
        unit: definition.unit,
        definition: wordIn(definition.definition, language),
      });
  return [...known.values()];
}

/** The notes of each question, so that any figure can be asked again. */
const notesOf = (tables: readonly SheetTable[], language: Language): readonly NoteLine[] =>
  tables.flatMap(({ title, table }) => {
    const asked = askedNotes({ ...table, remarks: table.notes }, language);
    return asked.map((note) => ({ ...note, label: `${title}: ${note.label}` }));
  });

/** Every figure of a report in one table, a figure in a row, in its full precision: the annex that programs read. */
export function figureSheet(tables: readonly SheetTable[], options: SheetOptions): ExportTable {
  const rows = tables.flatMap((table) => rowsOf(table, options));
  const counted = new CountedRows();
  async function* batches(): AsyncGenerator<readonly Row[], void> {
    yield rows;
  }
  return {
    title: options.title,
    columns: columnsOf(options),
    rows: counted.read(batches()),
    rowCount: rows.length,
    notes: notesOf(tables, options.language),
    definitions: definitionsOf(tables, options),
    timeZone: tables[0]?.table.timeZone ?? options.visible.network.timeZone,
    trailer: () => trailerOf(counted, options.language),
  };
}
