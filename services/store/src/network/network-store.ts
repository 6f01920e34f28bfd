import { type Scope, WHOLE_NETWORK } from '#domain/access/viewer.js';
import type { Places } from '#domain/alert/evaluation/places.js';
import type { OpeningCalendar } from '#domain/calendar/opening-hours.js';
import type { Database } from '#platform/postgres/database.js';
import { type CentreRecord, type DeskRecord, Directory } from './directory.js';
import {
  AGENCIES,
  CENTRES,
  type CentreRow,
  DESKS,
  type DeskRow,
  NETWORK,
  type NetworkPart,
  REGIONS,
  readNetworkVersion,
  readRows,
  SERVICES,
} from './network-tables.js';

/** The values for a network without a description. */
const UNDESCRIBED = {
  id: 'network',
  names: { en: 'Network' },
  timeZone: 'UTC',
  serviceLevelTarget: 0.8,
  satisfactionTarget: 0.95,
};

/** Reads the network's description from the database. */
export class NetworkStore {
  constructor(readonly database: Database) {}

  /** A text that changes whenever one of the named parts changes. Cheap for any size of network. */
  version(...parts: readonly NetworkPart[]): Promise<string> {
    return readNetworkVersion(this.database, parts);
  }

  /** The YAML that was applied last; undefined: none was ever applied. */
  async description(): Promise<string | undefined> {
    return (await readRows(this.database, NETWORK, ['description']))[0]?.description;
  }

  /** Ids of all centres, sorted. */
  async centreIds(): Promise<readonly string[]> {
    return (await readRows(this.database, CENTRES, ['id'])).map(({ id }) => id);
  }

  /** Whether each named place exists. */
  async hasPlaces(regionId?: string, centreId?: string, agencyId?: string): Promise<boolean> {
    const { rows } = await this.database.query<{ isThere: boolean }>(
      `SELECT ($1::text IS NULL OR EXISTS (SELECT 1 FROM mnara.region WHERE region_id = $1))
         AND ($2::text IS NULL OR EXISTS (SELECT 1 FROM mnara.centre WHERE centre_id = $2))
         AND ($3::text IS NULL OR EXISTS (SELECT 1 FROM mnara.agency WHERE agency_id = $3)) AS "isThere"`,
      [regionId ?? null, centreId ?? null, agencyId ?? null],
    );
    return rows[0]?.isThere === true;
  }

  /** The places and services of the network, with their names. */
  async directory(scope: Scope = WHOLE_NETWORK): Promise<Directory> {
    const { database } = this;
    const [network, regions, agencies, services, centres, desks] = await Promise.all([
      readRows(database, NETWORK, ['id', 'names', 'timeZone', 'serviceLevelTarget', 'satisfactionTarget']),
      readRows(database, REGIONS, ['id', 'names', 'tileRow', 'tileColumn', 'tileLabel']),
      readRows(database, AGENCIES, ['id', 'names']),
      readRows(database, SERVICES, ['id', 'names', 'agencyId', 'targetSeconds', 'shortestSeconds']),
      readRows(database, CENTRES, DIRECTORY_COLUMNS),
      readRows(database, DESKS, ['centreKey', 'id', 'names', 'serviceIds']),
    ]);
    const desksOf = byCentre(desks, ({ id, names, serviceIds }): DeskRecord => ({ id, names, serviceIds }));
    const calendarOf = calendarReader();
    const records = centres.map(
      ({ key, timeZone, hours, holidays, ...centre }): CentreRecord => ({
        ...centre,
        calendar: calendarOf({ timeZone, hours, holidays }),
        desks: desksOf.get(key) ?? [],
      }),
    );
    return new Directory(network[0] ?? UNDESCRIBED, regions, records, services, agencies).within(scope);
  }

  /** The part of the network that alert rules use. */
  async places(): Promise<Places> {
    const { database } = this;
    const [network, services, centres, desks] = await Promise.all([
      readRows(database, NETWORK, ['timeZone', 'serviceLevelTarget', 'satisfactionTarget']),
      readRows(database, SERVICES, ['id', 'agencyId', 'targetSeconds']),
      readRows(database, CENTRES, ['key', 'id', 'regionId', 'timeZone', 'hours', 'holidays']),
      readRows(database, DESKS, ['centreKey', 'id', 'serviceIds', 'isDeclared']),
    ]);
    const { timeZone, serviceLevelTarget, satisfactionTarget } = network[0] ?? UNDESCRIBED;
    const desksOf = byCentre(desks, (desk) => desk);
    const calendarOf = calendarReader();
    return {
      timeZone,
      serviceLevelTarget,
      satisfactionTarget,
      centres: centres.map(({ key, id, regionId, ...hours }) => {
        const own = desksOf.get(key) ?? [];
        const limited = own.filter(({ serviceIds }) => serviceIds.length > 0);
        return {
          centreId: id,
          regionId,
          calendar: calendarOf(hours),
          desksPlanned: own.filter(({ isDeclared }) => isDeclared).length,
          servicesOfDesk: new Map(limited.map((desk) => [desk.id, desk.serviceIds])),
        };
      }),
      services: new Map(
        services.map(({ id, agencyId, targetSeconds }) => [
          id,
          { agencyId: agencyId ?? undefined, targetSeconds: targetSeconds ?? undefined },
        ]),
      ),
    };
  }
}

const DIRECTORY_COLUMNS = [
  'key',
  'id',
  'regionId',
  'names',
  'kind',
  'latitude',
  'longitude',
  'timeZone',
  'hours',
  'holidays',
  'serviceIds',
] as const;

function byCentre<Row extends Pick<DeskRow, 'centreKey'>, Value>(
  rows: readonly Row[],
  read: (row: Row) => Value,
): ReadonlyMap<number, readonly Value[]> {
  const found = new Map<number, Value[]>();
  for (const row of rows) {
    const known = found.get(row.centreKey);
    if (known === undefined) found.set(row.centreKey, [read(row)]);
    else known.push(read(row));
  }
  return found;
}

/** Reads calendars. Centres with the same hours share one; thousands of centres have only a few different ones. */
function calendarReader(): (row: Pick<CentreRow, 'timeZone' | 'hours' | 'holidays'>) => OpeningCalendar {
  const calendars = new Map<string, OpeningCalendar>();
  return ({ timeZone, hours, holidays }) => {
    const text = JSON.stringify([timeZone, hours, holidays]);
    const known = calendars.get(text);
    if (known !== undefined) return known;
    const calendar = { timeZone, hours: hours ?? undefined, holidays: new Set(holidays) };
    calendars.set(text, calendar);
    return calendar;
  };
}
