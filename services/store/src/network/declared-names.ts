import type { Database } from '#platform/postgres/database.js';

/** Names that events brought and the network's description does not have (decision 0004). */
export interface Undeclared {
  readonly services: readonly string[];
  readonly desks: readonly { readonly centreId: string; readonly deskId: string }[];
  /** How many there are, also those that are not in the lists. */
  readonly total: number;
}

const LIMIT = 5000;

/** Reads them. The rows of services and desks grow with the network and not with its history. */
export async function readUndeclared(database: Database): Promise<Undeclared> {
  const [services, desks] = await Promise.all([
    database.query<{ id: string; total: number }>(
      `SELECT service_id AS id, (count(*) OVER ())::int AS total FROM mnara.service
       WHERE NOT declared ORDER BY 1 LIMIT $1`,
      [LIMIT],
    ),
    database.query<{ centreId: string; deskId: string; total: number }>(
      `SELECT c.centre_id AS "centreId", d.desk_id AS "deskId", (count(*) OVER ())::int AS total
       FROM mnara.desk d JOIN mnara.centre c USING (centre_key) WHERE NOT d.declared ORDER BY 1, 2 LIMIT $1`,
      [LIMIT],
    ),
  ]);
  return {
    services: services.rows.map(({ id }) => id),
    desks: desks.rows.map(({ centreId, deskId }) => ({ centreId, deskId })),
    total: (services.rows[0]?.total ?? 0) + (desks.rows[0]?.total ?? 0),
  };
}

/** Ids of the centres and of the services that the network's description has. */
export interface DeclaredNames {
  readonly centres: readonly string[];
  readonly services: readonly string[];
}

/** Reads them. The rows grow with the network and not with its history. */
export async function readDeclared(database: Database): Promise<DeclaredNames> {
  const [centres, services] = await Promise.all([
    database.query<{ id: string }>('SELECT centre_id AS id FROM mnara.centre ORDER BY 1'),
    database.query<{ id: string }>('SELECT service_id AS id FROM mnara.service WHERE declared ORDER BY 1'),
  ]);
  return { centres: centres.rows.map(({ id }) => id), services: services.rows.map(({ id }) => id) };
}
