import type { Database } from '#platform/postgres/database.js';
import { readTier } from '#platform/postgres/tier.js';

/**
 * How a family is compressed. Together the columns are its primary key, so that a late event finds its row in a
 * compressed chunk.
 */
export interface CompressedFamily {
  readonly table: string;
  /** Questions name these; each of their values is compressed for itself. */
  readonly segmentBy: readonly string[];
  readonly orderBy: readonly string[];
}

export const COMPRESSED_FAMILIES: readonly CompressedFamily[] = [
  { table: 'rollup_quarter', segmentBy: ['centre_key'], orderBy: ['service_key', 'bucket'] },
  { table: 'rollup_bins', segmentBy: ['centre_key'], orderBy: ['service_key', 'bucket'] },
  { table: 'rollup_desk_hour', segmentBy: ['centre_key'], orderBy: ['desk_key', 'staff_key', 'bucket'] },
  { table: 'rollup_centre_hour', segmentBy: ['centre_key'], orderBy: ['agency_id', 'bucket'] },
  { table: 'rollup_segment_day', segmentBy: ['centre_key'], orderBy: ['service_key', 'dimension', 'value', 'bucket'] },
  { table: 'rollup_region_minute', segmentBy: ['region_key'], orderBy: ['service_key', 'bucket'] },
];

/** By then hardly an event is late any more: one that is decompresses the rows beside its own. */
const COMPRESS_AFTER = '90 days';

/** Statements that switch compression on for a family: its layout, and the policy that compresses old chunks. */
export const compressionStatements = ({ table, segmentBy, orderBy }: CompressedFamily): readonly string[] => [
  `ALTER TABLE mnara.${table} SET (timescaledb.compress, timescaledb.compress_segmentby = '${segmentBy.join(', ')}',
    timescaledb.compress_orderby = '${orderBy.join(', ')}')`,
  `SELECT add_compression_policy('mnara.${table}', compress_after => INTERVAL
    '${COMPRESS_AFTER}', if_not_exists => true)`,
];

const UNCOMPRESSED = `
SELECT hypertable_name AS name FROM timescaledb_information.hypertables WHERE hypertable_schema = 'mnara'
AND NOT compression_enabled`;

/**
 * Switches compression on where `timescaledb.license` says that the database may: in the community edition only, once.
 * @returns the families for which it was switched on now
 */
export async function switchOnCompression(database: Database): Promise<readonly string[]> {
  if ((await readTier(database)).tier !== 'community') return [];
  const { rows } = await database.query<{ name: string }>(UNCOMPRESSED);
  const names = new Set(rows.map(({ name }) => name));
  const families = COMPRESSED_FAMILIES.filter(({ table }) => names.has(table));
  for (const family of families)
    await database.transaction(async (tx) => {
      for (const statement of compressionStatements(family)) await tx.query(statement);
    });
  return families.map(({ table }) => table);
}
