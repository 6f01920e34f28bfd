import type { Places } from '#domain/alert/evaluation/places.js';
import type { OpeningCalendar } from '#domain/calendar/opening-hours.js';
import type { Database } from '#platform/postgres/database.js';

interface CentreRow {
  readonly centre_id: string;
  readonly region_id: string;
  readonly time_zone: string;
  readonly opening_hours: OpeningCalendar['hours'] | null;
  readonly holidays: readonly string[];
  readonly desks: readonly { readonly id: string; readonly services: readonly string[] }[] | null;
  readonly planned: number;
}

interface NetworkRow {
  readonly time_zone: string;
  readonly service_level_target: number;
  readonly satisfaction_target: number;
}

const CENTRES = `
  SELECT c.centre_id, r.region_id, c.time_zone, c.opening_hours, c.holidays, d.desks, COALESCE(d.planned, 0)::int AS planned
  FROM mnara.centre c JOIN mnara.region r USING (region_key) LEFT JOIN (
    SELECT centre_key, count(*) FILTER (WHERE declared) AS planned,
      jsonb_agg(jsonb_build_object('id', desk_id, 'services', service_ids)) FILTER (WHERE cardinality(service_ids) > 0) AS desks
    FROM mnara.desk GROUP BY centre_key) d USING (centre_key) ORDER BY c.centre_id`;

/** Reads the network's description as far as rules look at it. */
export async function readPlaces(database: Database): Promise<Places> {
  const [network, centres, services] = await Promise.all([
    database.query<NetworkRow>(
      'SELECT time_zone, service_level_target, satisfaction_target FROM mnara.network ORDER BY applied_at DESC LIMIT 1',
    ),
    database.query<CentreRow>(CENTRES),
    database.query<{ service_id: string; agency_id: string | null; target_seconds: number | null }>(
      'SELECT service_id, agency_id, target_seconds FROM mnara.service LEFT JOIN mnara.agency USING (agency_key)',
    ),
  ]);
  const { time_zone: timeZone = 'UTC', service_level_target = 0.8, satisfaction_target = 0.95 } = network.rows[0] ?? {};
  return {
    timeZone,
    serviceLevelTarget: service_level_target,
    satisfactionTarget: satisfaction_target,
    centres: centres.rows.map((row) => ({
      centreId: row.centre_id,
      regionId: row.region_id,
      calendar: { timeZone: row.time_zone, hours: row.opening_hours ?? undefined, holidays: new Set(row.holidays) },
      desksPlanned: row.planned,
      servicesOfDesk: new Map((row.desks ?? []).map((desk) => [desk.id, desk.services])),
    })),
    services: new Map(
      services.rows.map((row) => [
        row.service_id,
        { agencyId: row.agency_id ?? undefined, targetSeconds: row.target_seconds ?? undefined },
      ]),
    ),
  };
}
