import type { FigureRecord } from '#store/reports/report-records.js';
import type { AnsweredTable } from '../kpi/answer-question.js';
import type { AnsweredRow } from '../kpi/compared-rows.js';

/** Names a row of a table: the same for the same question on any day. */
const rowKeyOf = ({ group }: AnsweredRow): string => JSON.stringify(group.map(({ key, value }) => [key, value]));

/** The figures of a table, with its totals, as they are kept: what is not shown is not kept either. */
export function figuresOf(table: AnsweredTable, questionNo: number): readonly FigureRecord[] {
  const units = new Map(table.kpis.map(({ asked, definition }) => [asked, definition.unit]));
  const figures = new Map<string, FigureRecord>();
  for (const row of [...table.rows, ...table.totals]) {
    const key = rowKeyOf(row);
    for (const { id, value, n, d, suppressed } of row.values) {
      if (suppressed || figures.has(`${key} ${id}`)) continue;
      figures.set(`${key} ${id}`, { questionNo, row: key, kpi: id, unit: units.get(id) ?? 'count', value, n, d });
    }
  }
  return [...figures.values()];
}
