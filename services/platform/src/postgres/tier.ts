import type { Database } from './database.js';

/**
 * What the database offers beyond PostgreSQL. *plain*: nothing. *apache*: hypertables, `time_bucket`, `drop_chunks`.
 * *community*: also compression and policies.
 */
export type Tier = 'plain' | 'apache' | 'community';

/** The tier that a database reports. */
export interface TierState {
  readonly tier: Tier;
  /** Version of the extension; undefined without the extension. */
  readonly version: string | undefined;
  /** `timescaledb.telemetry_level`; undefined without the extension, or when it was built without telemetry. */
  readonly telemetry: string | undefined;
}

/**
 * The settings exist only where the library of the extension is loaded; a setting of that name alone does not make a
 * tier.
 */
const READ_TIER = `
SELECT (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS version,
  current_setting('timescaledb.license', true) AS license, current_setting('timescaledb.telemetry_level', true) AS telemetry`;

/**
 * Everything that is not known to be the community edition counts as apache, so that no function is called that a
 * licence may forbid.
 */
const COMMUNITY_LICENSE = 'timescale';

/**
 * Reads the tier from the database: first the extension, then its licence. @throws when the database does not answer
 */
export async function readTier(database: Database): Promise<TierState> {
  const { rows } = await database.query<Record<'version' | 'license' | 'telemetry', string | null>>(READ_TIER);
  const { version, license, telemetry } = rows[0] ?? { version: null, license: null, telemetry: null };
  if (version === null) return { tier: 'plain', version: undefined, telemetry: undefined };
  return {
    tier: license === COMMUNITY_LICENSE ? 'community' : 'apache',
    version,
    telemetry: telemetry === null || telemetry === '' ? undefined : telemetry,
  };
}
