import { commonHolidays } from '#config-files/network/holidays.js';
import type { NetworkDescription } from '#config-files/network/network.js';
import type { Database } from '#platform/postgres/database.js';
import * as sql from './network-sql.js';

/** The number of each kind of object that the description declares. */
export interface NetworkCounts {
  readonly regions: number;
  readonly agencies: number;
  readonly services: number;
  readonly centres: number;
  readonly desks: number;
}

/** The result of applying: the counts, or why nothing was changed (each a sentence that says how to fix it). */
export type ApplyResult =
  | { readonly ok: true; readonly counts: NetworkCounts; readonly changedRows: number }
  | { readonly ok: false; readonly faults: readonly string[] };

const DEFAULT_SERVICE_LEVEL_TARGET = 0.8;
const DEFAULT_SATISFACTION_TARGET = 0.95;
/** Id of the lock that lets only one process apply at a time. */
const LOCK = 72_616_211;

interface MovedCentre {
  readonly centre_id: string;
  readonly time_zone: string;
  readonly region_id: string;
  readonly new_time_zone: string;
  readonly new_region_id: string;
}

interface Rows {
  readonly centres: string;
  readonly centreServices: string;
  readonly desks: string;
}

/** The description as the lists that the statements need. */
function toRows({ network, services, centres }: NetworkDescription): Rows {
  const everyService = services.map((service) => service.id);
  return {
    centres: JSON.stringify(
      centres.map(({ desks: _, services: __, ...centre }) => ({
        ...centre,
        timeZone: centre.timeZone ?? network.timeZone,
      })),
    ),
    centreServices: JSON.stringify(
      centres.map((centre) => ({ centre: centre.id, services: centre.services ?? everyService })),
    ),
    desks: JSON.stringify(
      centres.flatMap((centre) =>
        centre.desks.map((desk) => ({
          centre: centre.id,
          id: desk.id,
          names: desk.names ?? { en: desk.id },
          services: desk.services ?? [],
        })),
      ),
    ),
  };
}

function sayMoved(moved: MovedCentre): string {
  const { centre_id: id } = moved;
  if (moved.time_zone !== moved.new_time_zone) {
    return `Centre "${id}" has data in the time zone ${moved.time_zone}, so it cannot become ${moved.new_time_zone}; keep timeZone: ${moved.time_zone}, or give the centre a new id.`;
  }
  return `Centre "${id}" has data in the region "${moved.region_id}", so it cannot move to "${moved.new_region_id}"; keep its region, or give the centre a new id.`;
}

async function findFaults(tx: Database, network: NetworkDescription, rows: Rows): Promise<readonly string[]> {
  const others = await tx.query<{ network_id: string; has_data: boolean }>(sql.FIND_OTHER_NETWORK, [
    network.network.id,
  ]);
  const other = others.rows.find((row) => row.has_data);
  if (other !== undefined) {
    return [
      `This database holds the data of the network "${other.network_id}", not of "${network.network.id}"; correct network.id, or use another data folder.`,
    ];
  }
  const moved = await tx.query<MovedCentre>(sql.FIND_MOVED_CENTRES, [rows.centres]);
  return moved.rows.map(sayMoved);
}

/** A service with the network's rules of appointments where it has none of its own. */
const withRules =
  ({ network }: NetworkDescription) =>
  (service: NetworkDescription['services'][number]) => ({
    ...service,
    appointments: { ...network.appointments, ...service.appointments },
  });

async function write(tx: Database, description: NetworkDescription, rows: Rows): Promise<number> {
  const { regions, agencies, services, centres } = description;
  const idsOf = (list: readonly { readonly id: string }[]): readonly string[] => list.map(({ id }) => id);
  const steps: readonly (readonly [string, unknown])[] = [
    [sql.UPSERT_REGIONS, JSON.stringify(regions)],
    [sql.UPSERT_AGENCIES, JSON.stringify(agencies)],
    [sql.UPSERT_SERVICES, JSON.stringify(services.map(withRules(description)))],
    [sql.RETIRE_SERVICES, idsOf(services)],
    [sql.UPSERT_CENTRES, rows.centres],
    [sql.DELETE_CENTRE_SERVICES, rows.centreServices],
    [sql.INSERT_CENTRE_SERVICES, rows.centreServices],
    [sql.UPSERT_DESKS, rows.desks],
    [sql.RETIRE_DESKS, rows.desks],
    [sql.DELETE_SPARE_DESKS, idsOf(centres)],
    [sql.DELETE_SPARE_CENTRES, idsOf(centres)],
    [sql.DELETE_SPARE_REGIONS, idsOf(regions)],
    [sql.DELETE_SPARE_AGENCIES, idsOf(agencies)],
  ];
  let changed = 0;
  for (const [statement, parameter] of steps) changed += (await tx.query(statement, [parameter])).rowCount;
  return changed;
}

/**
 * Makes the database's network equal to the description, in one transaction: all or nothing. Applying it again
 * changes only the time. Objects with data are never deleted: a desk or service that is no longer described stays as
 * not declared. A centre with data keeps its time zone and region, because its figures are stored by them.
 * @param yamlText the text that the description was read from; stored unchanged
 * @param now Unix milliseconds
 */
export function applyNetwork(
  database: Database,
  description: NetworkDescription,
  yamlText: string,
  now: number,
): Promise<ApplyResult> {
  const { network } = description;
  const rows = toRows(description);
  return database.transaction(async (tx): Promise<ApplyResult> => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const faults = await findFaults(tx, description, rows);
    if (faults.length > 0) return { ok: false, faults };
    await tx.query('DELETE FROM mnara.network WHERE network_id <> $1', [network.id]);
    await tx.query(sql.UPSERT_NETWORK, [
      network.id,
      JSON.stringify(network.names),
      network.timeZone,
      network.serviceLevelTarget ?? DEFAULT_SERVICE_LEVEL_TARGET,
      network.satisfactionTarget ?? DEFAULT_SATISFACTION_TARGET,
      yamlText,
      now,
      JSON.stringify(commonHolidays(network)),
    ]);
    const changedRows = await write(tx, description, rows);
    const desks = description.centres.reduce((sum, centre) => sum + centre.desks.length, 0);
    const { regions, agencies, services, centres } = description;
    const counts = {
      regions: regions.length,
      agencies: agencies.length,
      services: services.length,
      centres: centres.length,
      desks,
    };
    return { ok: true, counts, changedRows };
  });
}
