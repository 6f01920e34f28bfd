import { numberArray, textArray } from '#platform/postgres/array-literal.js';
import type { Database } from '#platform/postgres/database.js';
import type { DimensionRows, DimensionStore } from './dimensions.js';
import { readNetworkVersion } from './postgres-network-version.js';

interface ServiceRow {
  service_key: number;
  service_id: string;
  target_seconds: number | null;
  shortest_seconds: number | null;
}

const serviceOf = (row: ServiceRow): DimensionRows['services'][number] => ({
  serviceKey: row.service_key,
  serviceId: row.service_id,
  targetSeconds: row.target_seconds ?? undefined,
  shortestSeconds: row.shortest_seconds ?? undefined,
});

/** Keys of the network's things in PostgreSQL. */
export class PostgresDimensions implements DimensionStore {
  constructor(readonly database: Database) {}

  version(): Promise<string> {
    return readNetworkVersion(this.database);
  }

  async load(): Promise<DimensionRows> {
    const centres = await this.database.query<{
      centreKey: number;
      centreId: string;
      regionKey: number;
      timeZone: string;
      keptFrom: number;
      keepsQueue: boolean;
    }>(
      `SELECT centre_key AS "centreKey", centre_id AS "centreId", region_key AS "regionKey", time_zone AS "timeZone", closing_policy = 'keep' AS "keepsQueue",
         coalesce(ceil(extract(epoch FROM kept_from) * 1000), 0)::bigint AS "keptFrom"
       FROM mnara.centre LEFT JOIN mnara.retention USING (centre_key)`,
    );
    const services = await this.database.query<ServiceRow>(
      'SELECT service_key, service_id, target_seconds, shortest_seconds FROM mnara.service',
    );
    const desks = await this.database.query<DimensionRows['desks'][number]>(
      'SELECT desk_key AS "deskKey", centre_key AS "centreKey", desk_id AS "deskId" FROM mnara.desk',
    );
    const staff = await this.database.query<DimensionRows['staff'][number]>(
      'SELECT staff_key AS "staffKey", staff_pseudonym AS pseudonym FROM mnara.staff',
    );
    return { centres: centres.rows, services: services.rows.map(serviceOf), desks: desks.rows, staff: staff.rows };
  }

  async registerServices(ids: readonly string[]): Promise<DimensionRows['services']> {
    const parameter = [textArray([...ids].sort())];
    await this.database.query(
      `INSERT INTO mnara.service (service_id, names, declared) SELECT id, jsonb_build_object('en', id), false FROM unnest($1::text[]) AS id ON CONFLICT DO NOTHING`,
      parameter,
    );
    const { rows } = await this.database.query<ServiceRow>(
      'SELECT service_key, service_id, target_seconds, shortest_seconds FROM mnara.service WHERE service_id = ANY ($1::text[])',
      parameter,
    );
    return rows.map(serviceOf);
  }

  async registerDesks(desks: readonly { centreKey: number; deskId: string }[]): Promise<DimensionRows['desks']> {
    const parameters = [
      numberArray(desks.map(({ centreKey }) => centreKey)),
      textArray(desks.map(({ deskId }) => deskId)),
    ];
    await this.database.query(
      `INSERT INTO mnara.desk (centre_key, desk_id, names, declared) SELECT centre_key, desk_id, jsonb_build_object('en', desk_id), false
       FROM unnest($1::int[], $2::text[]) AS new(centre_key, desk_id) ON CONFLICT DO NOTHING`,
      parameters,
    );
    const { rows } = await this.database.query<DimensionRows['desks'][number]>(
      `SELECT desk_key AS "deskKey", centre_key AS "centreKey", desk_id AS "deskId" FROM mnara.desk JOIN unnest($1::int[], $2::text[]) AS wanted(centre_key, desk_id) USING (centre_key, desk_id)`,
      parameters,
    );
    return rows;
  }

  async registerStaff(pseudonyms: readonly string[]): Promise<DimensionRows['staff']> {
    const parameter = [textArray([...pseudonyms].sort())];
    await this.database.query(
      'INSERT INTO mnara.staff (staff_pseudonym) SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING',
      parameter,
    );
    const { rows } = await this.database.query<DimensionRows['staff'][number]>(
      'SELECT staff_key AS "staffKey", staff_pseudonym AS pseudonym FROM mnara.staff WHERE staff_pseudonym = ANY ($1::text[])',
      parameter,
    );
    return rows;
  }
}
