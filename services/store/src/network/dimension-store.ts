import type { Zone } from '#domain/calendar/zone.js';
import { type AppointmentRules, DEFAULT_APPOINTMENT_RULES } from '#domain/visit/appointment.js';
import type { ServiceFigures } from '#domain/visit/leg.js';
import { numberArray, textArray } from '#platform/postgres/array-literal.js';
import type { Database } from '#platform/postgres/database.js';

import { CENTRES, DESKS, readNetworkVersion, readRows, SERVICES, type ServiceRow, STAFF } from './network-tables.js';

export interface CentreDimension {
  readonly centreKey: number;
  readonly centreId: string;
  readonly regionKey: number;
  readonly zone: Zone;
  /**
   * The time from which all of the centre's legs are stored, Unix milliseconds; 0: nothing was deleted (retention.ts).
   */
  readonly keptFrom: number;
  /** A centre that is open all night keeps its queue over midnight. Others void the waiting tickets when they close. */
  readonly keepsQueue: boolean;
}

export interface ServiceDimension extends ServiceFigures {
  readonly serviceKey: number;
  readonly serviceId: string;
  readonly appointmentRules: AppointmentRules;
}

/** Rows of the network's tables that the processor needs. */
export interface DimensionRows {
  readonly centres: readonly (Omit<CentreDimension, 'zone'> & { readonly timeZone: string })[];
  readonly services: readonly ServiceDimension[];
  readonly desks: readonly { deskKey: number; centreKey: number; deskId: string }[];
  readonly staff: readonly { staffKey: number; pseudonym: string }[];
}

type RegisteredService = Pick<ServiceRow, (typeof SERVICE_NAMES)[number]>;

const SERVICE_NAMES = [
  'key',
  'id',
  'targetSeconds',
  'shortestSeconds',
  'earlySeconds',
  'lateSeconds',
  'callSeconds',
] as const;

const serviceOf = (row: RegisteredService): ServiceDimension => ({
  serviceKey: row.key,
  serviceId: row.id,
  targetSeconds: row.targetSeconds ?? undefined,
  shortestSeconds: row.shortestSeconds ?? undefined,
  appointmentRules: {
    earlySeconds: row.earlySeconds ?? DEFAULT_APPOINTMENT_RULES.earlySeconds,
    lateSeconds: row.lateSeconds ?? DEFAULT_APPOINTMENT_RULES.lateSeconds,
    callSeconds: row.callSeconds ?? DEFAULT_APPOINTMENT_RULES.callSeconds,
  },
});

/** Keys of centres, services, desks and staff in the database. */
export class DimensionStore {
  constructor(readonly database: Database) {}

  /** A text that changes whenever any process changes the network's description or a retention boundary. */
  version(): Promise<string> {
    return readNetworkVersion(this.database, ['description', 'retention']);
  }

  async load(): Promise<DimensionRows> {
    const { database } = this;
    // One query after the other: a transaction has one connection.
    const centres = await readRows(database, CENTRES, ['key', 'id', 'regionKey', 'timeZone', 'keptFrom', 'keepsQueue']);
    const services = await readRows(database, SERVICES, SERVICE_NAMES);
    const desks = await readRows(database, DESKS, ['key', 'centreKey', 'id']);
    const staff = await readRows(database, STAFF, ['key', 'pseudonym']);
    return {
      centres: centres.map(({ key, id, ...centre }) => ({ ...centre, centreKey: key, centreId: id })),
      services: services.map(serviceOf),
      desks: desks.map(({ key, centreKey, id }) => ({ deskKey: key, centreKey, deskId: id })),
      staff: staff.map(({ key, pseudonym }) => ({ staffKey: key, pseudonym })),
    };
  }

  /**
   * Registers ids that agents mention but the network's description lacks, as undeclared. @returns all of the ids
   * asked for
   */
  async registerServices(ids: readonly string[]): Promise<DimensionRows['services']> {
    const parameter = [textArray([...ids].sort())];
    await this.database.query(
      `INSERT INTO mnara.service (service_id, names, declared)
       SELECT id, jsonb_build_object('en', id), false FROM unnest($1::text[]) AS id ON CONFLICT DO NOTHING`,
      parameter,
    );
    const { rows } = await this.database.query<RegisteredService>(
      `SELECT ${SERVICE_NAMES.map((name) => `${SERVICES.columns[name]} AS "${name}"`).join(', ')}
       FROM ${SERVICES.from} WHERE s.service_id = ANY ($1::text[])`,
      parameter,
    );
    return rows.map(serviceOf);
  }

  /** Like registerServices, for desks of centres. */
  async registerDesks(desks: readonly { centreKey: number; deskId: string }[]): Promise<DimensionRows['desks']> {
    const parameters = [
      numberArray(desks.map(({ centreKey }) => centreKey)),
      textArray(desks.map(({ deskId }) => deskId)),
    ];
    await this.database.query(
      `INSERT INTO mnara.desk (centre_key, desk_id, names, declared)
       SELECT centre_key, desk_id, jsonb_build_object('en', desk_id), false
       FROM unnest($1::int[], $2::text[]) AS new(centre_key, desk_id) ON CONFLICT DO NOTHING`,
      parameters,
    );
    const { rows } = await this.database.query<DimensionRows['desks'][number]>(
      `SELECT desk_key AS "deskKey", centre_key AS "centreKey", desk_id AS "deskId" FROM mnara.desk
       JOIN unnest($1::int[], $2::text[]) AS wanted(centre_key, desk_id) USING (centre_key, desk_id)`,
      parameters,
    );
    return rows;
  }

  /** Like registerServices, for pseudonyms of staff. */
  async registerStaff(pseudonyms: readonly string[]): Promise<DimensionRows['staff']> {
    const parameter = [textArray([...pseudonyms].sort())];
    await this.database.query(
      'INSERT INTO mnara.staff (staff_pseudonym) SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING',
      parameter,
    );
    const { rows } = await this.database.query<DimensionRows['staff'][number]>(
      `SELECT staff_key AS "staffKey", staff_pseudonym AS pseudonym
       FROM mnara.staff WHERE staff_pseudonym = ANY ($1::text[])`,
      parameter,
    );
    return rows;
  }
}
