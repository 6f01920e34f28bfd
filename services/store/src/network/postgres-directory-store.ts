import type { Scope } from '#domain/access/viewer.js';
import type { OpeningCalendar } from '#domain/calendar/opening-hours.js';
import type { Database } from '#platform/postgres/database.js';
import type { DirectoryStore } from '../kpi/kpi-store.js';
import { type CentreRecord, type DeskRecord, Directory, type Names } from './directory.js';

interface CentreRow {
  readonly id: string;
  readonly region: string;
  readonly names: Names;
  readonly kind: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly zone: string;
  readonly hours: OpeningCalendar['hours'] | null;
  readonly holidays: readonly string[];
  readonly services: readonly string[];
  readonly desks: readonly DeskRecord[];
}

interface ServiceRow {
  readonly id: string;
  readonly names: Names;
  readonly agencyId: string | null;
  readonly targetSeconds: number | null;
  readonly shortestSeconds: number | null;
}

const CENTRES = `
  SELECT c.centre_id AS id, r.region_id AS region, c.names, c.kind, c.latitude, c.longitude, c.time_zone AS zone, c.opening_hours AS hours, c.holidays,
    COALESCE((SELECT array_agg(s.service_id ORDER BY s.service_id) FROM mnara.centre_service cs JOIN mnara.service s ON s.service_key = cs.service_key
      WHERE cs.centre_key = c.centre_key), '{}') AS services,
    COALESCE((SELECT jsonb_agg(jsonb_build_object('id', d.desk_id, 'names', d.names, 'serviceIds', d.service_ids) ORDER BY length(d.desk_id), d.desk_id)
      FROM mnara.desk d WHERE d.centre_key = c.centre_key), '[]') AS desks
  FROM mnara.centre c JOIN mnara.region r ON r.region_key = c.region_key ORDER BY c.centre_id`;

const SERVICES = `
  SELECT s.service_id AS id, s.names, a.agency_id AS "agencyId", s.target_seconds AS "targetSeconds", s.shortest_seconds AS "shortestSeconds"
  FROM mnara.service s LEFT JOIN mnara.agency a ON a.agency_key = s.agency_key ORDER BY s.service_id`;

const NETWORK = `
  SELECT network_id AS id, names, time_zone AS "timeZone", service_level_target AS "serviceLevelTarget", satisfaction_target AS "satisfactionTarget"
  FROM mnara.network ORDER BY applied_at DESC LIMIT 1`;

/** A description is applied as a whole; between two of them the processor adds what agents mention. */
const VERSION = `
  SELECT concat_ws('|', (SELECT string_agg(network_id || extract(epoch FROM applied_at), ',' ORDER BY network_id) FROM mnara.network),
    (SELECT count(*) || ':' || max(service_key) FROM mnara.service), (SELECT count(*) || ':' || max(desk_key) FROM mnara.desk),
    (SELECT count(*) || ':' || max(centre_key) FROM mnara.centre)) AS version`;

/** What is said of a network that nobody has described yet. */
const UNDESCRIBED = {
  id: 'network',
  names: { en: 'Network' },
  timeZone: 'UTC',
  serviceLevelTarget: 0.8,
  satisfactionTarget: 0.95,
};

/** Reads the network's description. */
export class PostgresDirectoryStore implements DirectoryStore {
  constructor(readonly database: Database) {}

  async version(): Promise<string> {
    const { rows } = await this.database.query<{ version: string }>(VERSION);
    return rows[0]?.version ?? '';
  }

  async read(scope: Scope): Promise<Directory> {
    const [network, regions, centres, services, agencies] = await Promise.all([
      this.database.query<Directory['network']>(NETWORK),
      this.database.query<Directory['regions'][number]>(
        'SELECT region_id AS id, names, tile_row AS "tileRow", tile_column AS "tileColumn", tile_label AS "tileLabel" FROM mnara.region ORDER BY region_id',
      ),
      this.database.query<CentreRow>(CENTRES),
      this.database.query<ServiceRow>(SERVICES),
      this.database.query<Directory['agencies'][number]>(
        'SELECT agency_id AS id, names FROM mnara.agency ORDER BY agency_id',
      ),
    ]);
    return new Directory(
      network.rows[0] ?? UNDESCRIBED,
      regions.rows,
      centres.rows.map(centreReader()),
      services.rows,
      agencies.rows,
    ).within(scope);
  }
}

/** Reads centres; those with the same hours share one calendar, of which thousands of centres have few. */
function centreReader(): (row: CentreRow) => CentreRecord {
  const calendars = new Map<string, OpeningCalendar>();
  const calendarOf = ({ zone, hours, holidays }: CentreRow): OpeningCalendar => {
    const text = JSON.stringify([zone, hours, holidays]);
    const known = calendars.get(text);
    if (known !== undefined) return known;
    const calendar = { timeZone: zone, hours: hours ?? undefined, holidays: new Set(holidays) };
    calendars.set(text, calendar);
    return calendar;
  };
  return (row) => ({
    id: row.id,
    regionId: row.region,
    names: row.names,
    kind: row.kind,
    latitude: row.latitude,
    longitude: row.longitude,
    calendar: calendarOf(row),
    serviceIds: row.services,
    desks: row.desks,
  });
}
