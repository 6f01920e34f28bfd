import type { OpeningCalendar } from '#domain/calendar/opening-hours.js';
import type { Database } from '#platform/postgres/database.js';
import type { Names } from './directory.js';

/**
 * One of the network's tables: how each column is read. Readers name the columns that they need; the others are
 * not read.
 */
interface Table<Row> {
  readonly from: string;
  readonly order: string;
  readonly columns: { readonly [Name in keyof Row]: string };
}

export interface NetworkRow {
  readonly id: string;
  readonly names: Names;
  readonly timeZone: string;
  readonly serviceLevelTarget: number;
  readonly satisfactionTarget: number;
  /** The YAML that was applied last. */
  readonly description: string;
}

/** The network; there is at most one. */
export const NETWORK: Table<NetworkRow> = {
  from: 'mnara.network',
  order: 'applied_at DESC LIMIT 1',
  columns: {
    id: 'network_id',
    names: 'names',
    timeZone: 'time_zone',
    serviceLevelTarget: 'service_level_target',
    satisfactionTarget: 'satisfaction_target',
    description: 'description',
  },
};

export interface RegionRow {
  readonly id: string;
  readonly names: Names;
  readonly tileRow: number | null;
  readonly tileColumn: number | null;
  readonly tileLabel: string | null;
}

export const REGIONS: Table<RegionRow> = {
  from: 'mnara.region',
  order: 'region_id',
  columns: {
    id: 'region_id',
    names: 'names',
    tileRow: 'tile_row',
    tileColumn: 'tile_column',
    tileLabel: 'tile_label',
  },
};

export interface AgencyRow {
  readonly id: string;
  readonly names: Names;
}

export const AGENCIES: Table<AgencyRow> = {
  from: 'mnara.agency',
  order: 'agency_id',
  columns: { id: 'agency_id', names: 'names' },
};

export interface ServiceRow {
  readonly key: number;
  readonly id: string;
  readonly names: Names;
  readonly agencyId: string | null;
  readonly targetSeconds: number | null;
  readonly shortestSeconds: number | null;
  readonly earlySeconds: number | null;
  readonly lateSeconds: number | null;
  readonly callSeconds: number | null;
}

export const SERVICES: Table<ServiceRow> = {
  from: 'mnara.service s LEFT JOIN mnara.agency a USING (agency_key)',
  order: 's.service_id',
  columns: {
    key: 's.service_key',
    id: 's.service_id',
    names: 's.names',
    agencyId: 'a.agency_id',
    targetSeconds: 's.target_seconds',
    shortestSeconds: 's.shortest_seconds',
    earlySeconds: 's.early_seconds',
    lateSeconds: 's.late_seconds',
    callSeconds: 's.call_seconds',
  },
};

export interface CentreRow {
  readonly key: number;
  readonly id: string;
  readonly regionKey: number;
  readonly regionId: string;
  readonly names: Names;
  readonly kind: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly timeZone: string;
  /** Null: the centre never closes. */
  readonly hours: OpeningCalendar['hours'] | null;
  /** ISO dates. */
  readonly holidays: readonly string[];
  readonly keepsQueue: boolean;
  /** The time from which all of its legs are stored, Unix milliseconds; 0: nothing was deleted. */
  readonly keptFrom: number;
  readonly serviceIds: readonly string[];
}

export const CENTRES: Table<CentreRow> = {
  from: 'mnara.centre c JOIN mnara.region r USING (region_key) LEFT JOIN mnara.retention p USING (centre_key)',
  order: 'c.centre_id',
  columns: {
    key: 'c.centre_key',
    id: 'c.centre_id',
    regionKey: 'c.region_key',
    regionId: 'r.region_id',
    names: 'c.names',
    kind: 'c.kind',
    latitude: 'c.latitude',
    longitude: 'c.longitude',
    timeZone: 'c.time_zone',
    hours: 'c.opening_hours',
    holidays: 'c.holidays',
    keepsQueue: `c.closing_policy = 'keep'`,
    keptFrom: 'coalesce(ceil(extract(epoch FROM p.kept_from) * 1000), 0)::bigint',
    serviceIds: `coalesce((SELECT array_agg(s.service_id ORDER BY s.service_id) FROM mnara.centre_service o
      JOIN mnara.service s USING (service_key) WHERE o.centre_key = c.centre_key), '{}')`,
  },
};

export interface DeskRow {
  readonly key: number;
  readonly centreKey: number;
  readonly id: string;
  readonly names: Names;
  /** Empty: all services of the centre. */
  readonly serviceIds: readonly string[];
  /** Whether the network's description has it; otherwise only an agent mentioned it. */
  readonly isDeclared: boolean;
}

export const DESKS: Table<DeskRow> = {
  from: 'mnara.desk',
  // D2 sorts before D10.
  order: 'centre_key, length(desk_id), desk_id',
  columns: {
    key: 'desk_key',
    centreKey: 'centre_key',
    id: 'desk_id',
    names: 'names',
    serviceIds: 'service_ids',
    isDeclared: 'declared',
  },
};

export interface StaffRow {
  readonly key: number;
  readonly pseudonym: string;
}

export const STAFF: Table<StaffRow> = {
  from: 'mnara.staff',
  order: 'staff_key',
  columns: { key: 'staff_key', pseudonym: 'staff_pseudonym' },
};

/** Reads the named columns of every row, in the table's order. */
export async function readRows<Row, Name extends keyof Row & string>(
  database: Database,
  table: Table<Row>,
  names: readonly Name[],
): Promise<readonly Pick<Row, Name>[]> {
  const columns = names.map((name) => `${table.columns[name]} AS "${name}"`).join(', ');
  const { rows } = await database.query<Pick<Row, Name>>(
    `SELECT ${columns} FROM ${table.from} ORDER BY ${table.order}`,
  );
  return rows;
}

/** Parts of the network that change independently. */
export type NetworkPart = 'description' | 'retention' | 'mentioned';

const PART_VERSIONS: Readonly<Record<NetworkPart, string>> = {
  description: `(SELECT string_agg(network_id || extract(epoch FROM applied_at), ',' ORDER BY network_id)
    FROM mnara.network)`,
  retention: "(SELECT count(*) || ':' || coalesce(sum(extract(epoch FROM kept_from)), 0) FROM mnara.retention)",
  mentioned: `concat_ws('|', (SELECT count(*) || ':' || max(service_key) FROM mnara.service),
    (SELECT count(*) || ':' || max(desk_key) FROM mnara.desk),
    (SELECT count(*) || ':' || max(centre_key) FROM mnara.centre))`,
};

/**
 * A text that changes with each change of the named parts, by any process: `description` with each `mnara network
 * apply`, `retention` with each move of a boundary, `mentioned` with each service or desk that the processor adds
 * because an agent mentioned it.
 */
export async function readNetworkVersion(database: Database, parts: readonly NetworkPart[]): Promise<string> {
  const texts = parts.map((part) => PART_VERSIONS[part]).join(', ');
  const { rows } = await database.query<{ version: string }>(`SELECT concat_ws('|', ${texts}) AS version`);
  return rows[0]?.version ?? '';
}
