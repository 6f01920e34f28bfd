import { writeIsoMoment, zoneReader } from '../cell-text.js';
import type { Cell, Column, ExportTable, Row } from '../export-table.js';
import { ByteText, utf8 } from './byte-text.js';
import { jsonCells } from './json-bytes.js';

type Line = { readonly key: string; readonly value: string };

/** Lines by their key; several remarks are lines of one text. */
const named = (lines: readonly Line[]): Record<string, string> =>
  Object.fromEntries(
    [...Map.groupBy(lines, ({ key }) => key)].map(([key, all]) => [key, all.map(({ value }) => value).join('\n')]),
  );

type CellWriter = (out: ByteText, value: Cell, row: Row) => void;
const [QUOTE, CLOSE] = [34, 125] as const;
const COMMA_LINE = utf8(',\n');

function cellWriters(table: ExportTable): readonly CellWriter[] {
  const zone = zoneReader(table);
  return table.columns.map(({ kind }: Column): CellWriter => {
    const write = jsonCells();
    if (kind !== 'moment') return write;
    return (out, value, row) => {
      if (value === null) {
        write(out, value);
        return;
      }
      out.byte(QUOTE);
      writeIsoMoment(out, Number(value), zone(row));
      out.byte(QUOTE);
    };
  });
}

/** One JSON object: `title`, `columns`, `notes`, `rows` (an object each, full precision) and `trailer`. */
export async function* writeJson(table: ExportTable): AsyncGenerator<Uint8Array, void> {
  const head = {
    title: table.title,
    columns: table.columns.map(({ key, label, kind, unit }) => ({ key, label, kind, ...(unit && { unit }) })),
    definitions: table.definitions,
    notes: named(table.notes),
  };
  const out = new ByteText();
  out.text(`${JSON.stringify(head, null, 2).slice(0, -2)},\n  "rows": [`);
  const keys = table.columns.map(({ key }, place) => utf8(`${place === 0 ? '{' : ','}${JSON.stringify(key)}:`));
  const writers = cellWriters(table);
  let separator = utf8('\n');
  for await (const batch of table.rows)
    for (const row of batch) {
      out.bytes(separator);
      separator = COMMA_LINE;
      for (let place = 0; place < writers.length; place += 1) {
        out.bytes(keys[place] as Uint8Array);
        writers[place]?.(out, row[place] ?? null, row);
      }
      out.byte(CLOSE);
      if (out.isFull) yield out.take();
    }
  out.text(`\n  ],\n  "trailer": ${JSON.stringify(named(table.trailer()))}\n}\n`);
  yield out.take();
}
