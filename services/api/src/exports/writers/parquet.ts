import type { ByteWriter as Bytes } from 'hyparquet-writer';
import { localMs } from '../cell-text.js';
import type { Cell, Column, ColumnKind, ExportTable, Row } from '../export-table.js';

/** Encoding a row group blocks the event loop, by about 0.5 microseconds a cell. */
const CELLS_OF_A_GROUP = 130_000;

type Schema = ConstructorParameters<typeof import('hyparquet-writer').ParquetWriter>[0]['schema'];
type Element = Schema[number];

const TYPES: Readonly<Record<ColumnKind, Omit<Element, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  share: { type: 'DOUBLE' },
  seconds: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE' },
  local: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' } },
  moment: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
};

const DAY_MS = 86_400_000;

function stored(value: Cell, kind: ColumnKind): unknown {
  if (value === null) return null;
  switch (kind) {
    case 'integer':
      return BigInt(Math.round(Number(value)));
    case 'moment':
      return BigInt(Math.round(Number(value)));
    case 'date':
      return Date.parse(`${value}T00:00:00Z`) / DAY_MS;
    case 'local': {
      const at = localMs(String(value));
      return at === undefined ? null : BigInt(at);
    }
    default:
      return value;
  }
}

const schemaOf = (columns: readonly Column[]): Schema => [
  { name: 'root', num_children: columns.length },
  ...columns.map(({ key, kind }): Element => ({ name: key, repetition_type: 'OPTIONAL', ...TYPES[kind] })),
];

/** Whole row groups of batches of any size. */
async function* groupsOf(rows: AsyncIterable<readonly Row[]>, size: number): AsyncGenerator<readonly Row[], void> {
  let group: Row[] = [];
  for await (const batch of rows)
    for (const row of batch) {
      group.push(row);
      if (group.length < size) continue;
      yield group;
      group = [];
    }
  if (group.length > 0) yield group;
}

/** What was written since the last call; the writer keeps nothing of it. */
function taken(bytes: Bytes): Uint8Array {
  const copy = bytes.getBytes().slice();
  bytes.index = 0;
  return copy;
}

/**
 * Parquet: days as DATE, moments as TIMESTAMP_MILLIS of UTC, local times as TIMESTAMP without zone, counts as INT64,
 * every column nullable. Notes and definitions are in the file's key-value metadata. One row group is in memory.
 */
export async function* writeParquet(table: ExportTable): AsyncGenerator<Uint8Array, void> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const { columns } = table;
  const writer = new ByteWriter();
  const kvMetadata = [
    { key: 'title', value: table.title },
    ...table.notes.map(({ key, value }) => ({ key, value })),
    { key: 'definitions', value: JSON.stringify(table.definitions) },
  ];
  const parquet = new ParquetWriter({ writer, schema: schemaOf(columns), kvMetadata, createdBy: 'Mnara' });
  const size = Math.max(100, Math.floor(CELLS_OF_A_GROUP / Math.max(1, columns.length)));
  for await (const group of groupsOf(table.rows, size)) {
    const columnData = columns.map(({ key, kind }, place) => ({
      name: key,
      data: group.map((row) => stored(row[place] ?? null, kind)),
      offsetIndex: false,
    }));
    await parquet.write({ columnData, rowGroupSize: size });
    yield taken(writer);
  }
  // Written with the footer: the writer keeps the list that it was given.
  kvMetadata.push(...table.trailer().map(({ key, value }) => ({ key, value })));
  await parquet.finish();
  yield taken(writer);
}
