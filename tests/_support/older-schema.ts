import { type Database, openDatabase } from '#platform/postgres/database.js';

/** A new, empty database on the server of `url`. */
export async function anotherDatabase(url: string, name: string, withTimescale: boolean): Promise<string> {
  const address = new URL(url);
  const server = openDatabase(url, { connections: 1 });
  await server.query(`CREATE DATABASE ${name}`);
  await server.close();
  address.pathname = `/${name}`;
  if (withTimescale) {
    const database = openDatabase(address.href, { connections: 1 });
    await database.query('CREATE EXTENSION IF NOT EXISTS timescaledb');
    await database.close();
  }
  return address.href;
}

const PLACES = `
INSERT INTO mnara.network (network_id, names, time_zone, description, applied_at)
  VALUES ('old', '{"en":"Old"}', 'Africa/Nairobi', '', now());
INSERT INTO mnara.region (region_id, names) VALUES ('R1', '{}');
INSERT INTO mnara.centre (centre_id, region_key, names, kind, time_zone)
  SELECT 'C1', region_key, '{}', 'stationary', 'Africa/Nairobi' FROM mnara.region;
INSERT INTO mnara.service (service_id, names, declared) VALUES ('S1', '{}', true);`;

/** Each fill has moments of its own, a quarter of an hour after those of the one before. */
const moments = (fill: number): string =>
  `(SELECT at + ${fill} * interval '15 minutes' AS at FROM generate_series(timestamptz '2026-01-05 06:00+00',
    timestamptz '2026-03-05 06:00+00', interval '30 hours') AS at) AS moment`;

const facts = (from: string): string => `
INSERT INTO mnara.leg (centre_key, visit_id, leg_no, facts) SELECT 1, at::text, 1, '[]' FROM ${from};
INSERT INTO mnara.timeline (centre_key, subject, day, facts) SELECT 1, 'centre', at::date, '[]' FROM ${from}
  ON CONFLICT DO NOTHING;
INSERT INTO mnara.rollup_quarter (centre_key, service_key, bucket, served) SELECT 1, 1, at, 7 FROM ${from};
INSERT INTO mnara.rollup_region_minute (region_key, service_key, bucket, served) SELECT 1, 1, at, 7 FROM ${from};
INSERT INTO mnara.rollup_desk_hour (centre_key, desk_key, staff_key, bucket, served) SELECT 1, 1, 0, at, 7
  FROM ${from};
INSERT INTO mnara.rollup_centre_hour (centre_key, agency_id, bucket, centre_open_ms) SELECT 1, '', at, 7
  FROM ${from};
INSERT INTO mnara.rollup_segment_day (centre_key, service_key, dimension, value, bucket, served)
  SELECT 1, 1, 'gender', 'female', at, 7 FROM ${from};`;

const histogram = (from: string): string => `INSERT INTO mnara.rollup_histogram SELECT 1, 1, 1, at, 20, 7 FROM ${from}`;
/** Since 0023 the histogram is a view of these. */
const bins = (from: string): string =>
  `INSERT INTO mnara.rollup_bins SELECT 1, 1, at, array_fill(532::smallint, ARRAY[7]) FROM ${from}`;

/** Inserts the places into a database that has the first migration at least. */
export const fillPlaces = async (database: Database): Promise<void> => void (await database.query(PLACES));

/** Inserts rows of two months into a database that has places and the first two migrations at least. @param fill 0.. */
export async function fillFacts(database: Database, fill: number): Promise<void> {
  const from = moments(fill);
  await database.query(facts(from));
  const { rows } = await database.query<{ has: boolean }>("SELECT to_regclass('mnara.rollup_bins') IS NOT NULL AS has");
  await database.query(rows[0]?.has === true ? bins(from) : histogram(from));
}

/** The columns of each of Mnara's tables, so that additions of an upgrade do not count as changes. */
export type Tables = ReadonlyMap<string, readonly string[]>;

export async function tablesOf(database: Database): Promise<Tables> {
  const { rows } = await database.query<{ name: string; columns: string[] }>(
    `SELECT table_name AS name, array_agg(column_name::text ORDER BY ordinal_position) AS columns
      FROM information_schema.columns
     JOIN information_schema.tables USING (table_schema, table_name)
       WHERE table_schema = 'mnara' AND table_type = 'BASE TABLE' GROUP BY 1`,
  );
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}

/**
 * Number and digest of the rows of each table, for the given columns; rows that differ only in their number are summed.
 */
export async function contentsOf(database: Database, tables: Tables): Promise<Readonly<Record<string, string>>> {
  const contents: Record<string, string> = {};
  for (const [name, columns] of tables) {
    const keys = columns.filter((column) => column !== 'n');
    const kept =
      keys.length === columns.length
        ? `SELECT ${columns.join(', ')} FROM mnara.${name}`
        : `SELECT ${keys.join(', ')}, sum(n) AS n FROM mnara.${name} GROUP BY ${keys.join(', ')}`;
    const { rows } = await database.query<{ said: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(kept::text, '|' ORDER BY kept::text)), '') AS said
        FROM (${kept}) AS kept`,
    );
    contents[name] = rows[0]?.said ?? '';
  }
  return contents;
}
