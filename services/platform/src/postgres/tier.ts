import type { Database } from './database.js';

/**
 * What the database can do beside PostgreSQL. *plain*: nothing. *apache*: hypertables, `time_bucket`, `drop_chunks`. *community*:
 * compression and policies too.
 */
export type Tier = 'plain' | 'apache' | 'community';

/** A database as it says of itself. */
export interface TierState {
  readonly tier: Tier;
  /** Of the extension; undefined where there is none. */
  readonly version: string | undefined;
  /** `timescaledb.telemetry_level`; undefined where there is no extension, or one that was built without telemetry. */
  readonly telemetry: string | undefined;
}

/** The settings are there only where the extension's library is; a setting by that name alone makes no tier. */
const READ_TIER = `
SELECT (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS version,
  current_setting('timescaledb.license', true) AS license, current_setting('timescaledb.telemetry_level', true) AS telemetry`;

/** Whatever is not known to be the community edition counts as apache: nothing is called that a licence may forbid. */
const COMMUNITY_LICENSE = 'timescale';

/** Asks the database for its tier: the extension first, then its licence. @throws when the database does not answer */
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
