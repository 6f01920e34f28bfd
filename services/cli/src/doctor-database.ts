import { openDatabase } from '#platform/postgres/database.js';
import { readTier, type Tier, type TierState } from '#platform/postgres/tier.js';

/** One look of the doctor. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  /** What was found, and the mend where it is not well. */
  readonly message: string;
}

const GIVES: Readonly<Record<Tier, string>> = {
  plain: 'plain PostgreSQL: plain tables, old rollups are deleted row by row',
  apache: 'TimescaleDB, apache edition: hypertables, old rollups go by whole chunks, no compression',
  community: 'TimescaleDB, community edition: hypertables, old rollups go by whole chunks, old chunks are compressed',
};

/** What the doctor says of a database's tier: it is never wrong, but telemetry is. */
export function tierFindings({ tier, version, telemetry }: TierState): readonly Finding[] {
  const says: Finding = {
    check: 'database tier',
    ok: true,
    message: `${tier} (${GIVES[tier]}${version === undefined ? '' : `; extension ${version}`})`,
  };
  if (telemetry === undefined || telemetry === 'off') return [says];
  return [
    says,
    {
      check: 'telemetry',
      ok: false,
      message: `timescaledb.telemetry_level is "${telemetry}", so the database tells its maker about itself; run in it as its superuser: ALTER SYSTEM SET timescaledb.telemetry_level = 'off'; SELECT pg_reload_conf();`,
    },
  ];
}

/** The tier of the database that DATABASE_URL names. Messages never show the address: it holds a password. */
export async function checkTier(url: string): Promise<readonly Finding[]> {
  const database = openDatabase(url, { connections: 1 });
  try {
    return tierFindings(await readTier(database));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [
      {
        check: 'database tier',
        ok: false,
        message: `the database that DATABASE_URL names does not answer (${why}); look whether it runs and whether user and password are right`,
      },
    ];
  } finally {
    await database.close();
  }
}
