import { openDatabase } from '#platform/postgres/database.js';
import { readTier, type Tier, type TierState } from '#platform/postgres/tier.js';
import { type KeptData, readKeptData } from '#store/retention/kept-data.js';

/** The result of one check of `mnara doctor`. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  /** What was found; if it is not ok, also how to fix it. */
  readonly message: string;
}

const FEATURES: Readonly<Record<Tier, string>> = {
  plain: 'plain PostgreSQL: plain tables, old rollups are deleted row by row',
  apache: 'TimescaleDB, apache edition: hypertables, old rollups are deleted in whole chunks, no compression',
  community:
    'TimescaleDB, community edition: hypertables, old rollups are deleted in whole chunks, old chunks are compressed',
};

/** The findings about a database's tier. Every tier is ok; telemetry that is on is not. */
export function tierFindings({ tier, version, telemetry }: TierState): readonly Finding[] {
  const found: Finding = {
    check: 'database tier',
    ok: true,
    message: `${tier} (${FEATURES[tier]}${version === undefined ? '' : `; extension ${version}`})`,
  };
  if (telemetry === undefined || telemetry === 'off') return [found];
  return [
    found,
    {
      check: 'telemetry',
      ok: false,
      message: `timescaledb.telemetry_level is "${telemetry}", so the database sends usage data to its vendor; run in
        it as superuser: ALTER SYSTEM SET timescaledb.telemetry_level = 'off'; SELECT pg_reload_conf();`,
    },
  ];
}

const size = (bytes: number): string =>
  bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

/** What is kept how long and how large it is: never wrong, for the person who plans disks. */
export const keptFindings = (kept: readonly KeptData[]): readonly Finding[] =>
  kept.map(({ kind, bytes, since, setting }) => ({
    check: 'kept',
    ok: true,
    message:
      `${kind}: ${size(bytes)}, ${since === null ? 'none yet' : `since ${since}`}; ` +
      `${setting === null ? 'kept forever' : `how long is set by ${setting}`}`,
  }));

/**
 * Checks the tier of the database that DATABASE_URL names. Messages never show the address, because it contains a
 * password.
 */
export async function checkTier(url: string): Promise<readonly Finding[]> {
  const database = openDatabase(url, { connections: 1 });
  try {
    return [...tierFindings(await readTier(database)), ...keptFindings(await readKeptData(database))];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [
      {
        check: 'database tier',
        ok: false,
        message:
          `the database that DATABASE_URL names does not answer (${why}); check that it runs and that user and ` +
          'password are correct',
      },
    ];
  } finally {
    await database.close();
  }
}
