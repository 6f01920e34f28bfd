import { isoMoment, zoneReader } from '../cell-text.js';
import type { Cell, ExportTable, Row } from '../export-table.js';

const named = (lines: readonly { readonly key: string; readonly value: string }[]): Record<string, string> =>
  Object.fromEntries(lines.map(({ key, value }) => [key, value]));

/** One JSON object: `title`, `columns`, `notes`, `rows` (an object each, full precision) and `trailer`. */
export async function* writeJson(table: ExportTable): AsyncGenerator<Uint8Array, void> {
  const zone = zoneReader(table);
  const head = {
    title: table.title,
    columns: table.columns.map(({ key, label, kind, unit }) => ({ key, label, kind, ...(unit && { unit }) })),
    definitions: table.definitions,
    notes: named(table.notes),
  };
  yield Buffer.from(`${JSON.stringify(head, null, 2).slice(0, -2)},\n  "rows": [`);
  const keys = table.columns.map(({ key }) => JSON.stringify(key));
  const isMoment = table.columns.map(({ kind }) => kind === 'moment');
  const cell = (value: Cell, place: number, row: Row): string =>
    value !== null && isMoment[place] ? `"${isoMoment(Number(value), zone(row))}"` : JSON.stringify(value);
  let separator = '\n';
  for await (const batch of table.rows) {
    let text = '';
    for (const row of batch) {
      text += `${separator}{${row.map((value, place) => `${keys[place]}:${cell(value, place, row)}`).join(',')}}`;
      separator = ',\n';
    }
    yield Buffer.from(text);
  }
  yield Buffer.from(`\n  ],\n  "trailer": ${JSON.stringify(named(table.trailer()))}\n}\n`);
}
