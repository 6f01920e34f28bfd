import { CountedRows } from '#api/exports/counted-rows.js';
import type { Cell, Column, ColumnKind, ExportTable, Row } from '#api/exports/export-table.js';

/** A column of a made-up table. */
export const column = (key: string, kind: ColumnKind, more: Partial<Column> = {}): Column => ({
  key,
  label: `${key} label`,
  kind,
  ...more,
});

/** A table of these rows, in batches. */
export function tableOf(
  columns: readonly Column[],
  rows: Iterable<Row>,
  more: Partial<ExportTable> & { readonly batch?: number } = {},
): ExportTable {
  const counted = new CountedRows();
  const all = Array.isArray(rows) ? rows.length : 0;
  async function* batches(): AsyncGenerator<readonly Row[], void> {
    let batch: Row[] = [];
    for (const row of rows) {
      batch.push(row);
      if (batch.length < (more.batch ?? 1000)) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
  return {
    title: 'A made-up table',
    columns,
    rows: counted.read(batches()),
    rowCount: all,
    notes: [{ key: 'period', label: 'Period', value: '2026-11-01 to 2026-12-01' }],
    definitions: [{ id: 'wait', name: 'Waiting time', unit: 'seconds', definition: 'From the ticket to the call.' }],
    timeZone: 'Africa/Nairobi',
    trailer: () => {
      const { rows: number, sha256 } = counted.count();
      return [
        { key: 'rows', label: 'Rows', value: String(number) },
        { key: 'sha256', label: 'SHA-256 of the rows', value: sha256 },
      ];
    },
    ...more,
  };
}

/** Columns of every kind. */
export const EVERY_KIND: readonly Column[] = [
  column('name', 'text'),
  column('day', 'date'),
  column('hour', 'local'),
  column('at', 'moment'),
  column('timezone', 'text'),
  column('count', 'integer'),
  column('rate', 'share'),
  column('wait', 'seconds'),
  column('exact', 'number'),
  column('closed', 'boolean'),
];

/** 2026-11-30 00:30 in Nairobi, which is the day before in UTC. */
export const JUST_AFTER_MIDNIGHT = Date.UTC(2026, 10, 29, 21, 30);

/** Rows of EVERY_KIND: the number of rows is the only limit, none is kept. */
export function* everyKindRows(rows: number): Generator<Row, void> {
  for (let at = 0; at < rows; at += 1) {
    const moment = JUST_AFTER_MIDNIGHT + at * 61_000;
    const rest: readonly Cell[] = [at, (at % 997) / 997, (at % 3600) + 0.25, -at / 7, at % 2 === 0];
    yield [`Қызылорда ${at}`, '2026-11-30', '2026-11-30T09', moment, 'Africa/Nairobi', ...rest];
  }
}
