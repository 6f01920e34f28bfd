import { numberArray, textArray } from '#platform/postgres/array-literal.js';
import type { Database } from '#platform/postgres/database.js';
import { FAMILIES, FAMILY_NAMES, type Family, type RollupDeltas } from '../application/rollup-deltas.js';

const KEY_TYPES: Readonly<Record<string, 'int' | 'bigint' | 'text'>> = {
  agency_id: 'text',
  dimension: 'text',
  value: 'text',
  day: 'text',
  defect: 'text',
  bucket: 'bigint',
};

/** How a key column is made from its parameter: buckets travel as Unix milliseconds. */
const keyExpression = (column: string): string =>
  column === 'bucket' ? 'to_timestamp(bucket / 1000.0)' : column === 'day' ? 'day::date' : column;

function statement(family: Family): string {
  const { table, key, sums } = FAMILIES[family];
  const names = [...key, ...sums];
  const parameters = names.map(
    (name, index) => `$${index + 1}::${index < key.length ? (KEY_TYPES[name] ?? 'int') : 'bigint'}[]`,
  );
  return `INSERT INTO mnara.${table} AS kept (${names.join(', ')})
    SELECT ${[...key.map(keyExpression), ...sums].join(', ')} FROM unnest(${parameters.join(', ')}) AS delta(${names.join(', ')})
    ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${sums.map((name) => `${name} = kept.${name} + excluded.${name}`).join(', ')}`;
}

const STATEMENTS = Object.fromEntries(FAMILY_NAMES.map((family) => [family, statement(family)])) as Record<
  Family,
  string
>;

/** Adds the deltas to the stored rollups, one statement a family. */
export async function addRollups(tx: Database, deltas: RollupDeltas): Promise<void> {
  for (const family of FAMILY_NAMES) {
    const rows = deltas.changed(family);
    if (rows.length === 0) continue;
    const { key, sums } = FAMILIES[family];
    const keys = key.map((name, place) => {
      const column = rows.map((row) => row.key[place]);
      return KEY_TYPES[name] === 'text' ? textArray(column as string[]) : numberArray(column as number[]);
    });
    const values = sums.map((_, place) => numberArray(rows.map((row) => row.sums[place])));
    await tx.query(STATEMENTS[family], [...keys, ...values]);
  }
}
