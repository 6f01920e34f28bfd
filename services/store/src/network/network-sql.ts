/*
 * Each statement takes one JSON list, so that a country of 20,000 centres needs only a few statements. Rows that are
 * the
 * same as before are not changed (IS DISTINCT FROM), so that applying a file again writes nothing.
 */

export const UPSERT_NETWORK = `
  INSERT INTO mnara.network (network_id, names, time_zone, service_level_target, satisfaction_target, description,
  applied_at, holidays)
  VALUES ($1, $2::jsonb, $3, $4, $5, $6, to_timestamp($7::double precision / 1000), $8::jsonb)
  ON CONFLICT (network_id) DO UPDATE SET names = EXCLUDED.names, time_zone = EXCLUDED.time_zone,
    service_level_target = EXCLUDED.service_level_target, satisfaction_target = EXCLUDED.satisfaction_target,
    description = EXCLUDED.description, applied_at = EXCLUDED.applied_at, holidays = EXCLUDED.holidays`;

export const UPSERT_REGIONS = `
  INSERT INTO mnara.region AS old (region_id, names, tile_row, tile_column, tile_label)
  SELECT id, names, (tile ->> 'row')::int, (tile ->> 'column')::int, tile ->> 'label'
  FROM jsonb_to_recordset($1::jsonb) AS given (id text, names jsonb, tile jsonb)
  ON CONFLICT (region_id) DO UPDATE SET names = EXCLUDED.names, tile_row = EXCLUDED.tile_row,
    tile_column = EXCLUDED.tile_column, tile_label = EXCLUDED.tile_label
  WHERE (old.names, old.tile_row, old.tile_column, old.tile_label)
    IS DISTINCT FROM (EXCLUDED.names, EXCLUDED.tile_row, EXCLUDED.tile_column, EXCLUDED.tile_label)`;

export const UPSERT_AGENCIES = `
  INSERT INTO mnara.agency AS old (agency_id, names)
  SELECT id, names FROM jsonb_to_recordset($1::jsonb) AS given (id text, names jsonb)
  ON CONFLICT (agency_id) DO UPDATE SET names = EXCLUDED.names WHERE old.names IS DISTINCT FROM EXCLUDED.names`;

export const UPSERT_SERVICES = `
  INSERT INTO mnara.service AS old (service_id, names, agency_key, target_seconds, shortest_seconds, early_seconds,
    late_seconds, call_seconds, declared)
  SELECT given.id, given.names, agency.agency_key, given."targetSeconds", given."shortestSeconds",
    (given.appointments ->> 'earlySeconds')::int, (given.appointments ->> 'lateSeconds')::int,
    (given.appointments ->> 'callSeconds')::int, true
  FROM jsonb_to_recordset($1::jsonb)
    AS given (id text, names jsonb, agency text, "targetSeconds" int, "shortestSeconds" int, appointments jsonb)
  LEFT JOIN mnara.agency ON agency.agency_id = given.agency
  ON CONFLICT (service_id) DO UPDATE SET names = EXCLUDED.names, agency_key = EXCLUDED.agency_key,
    target_seconds = EXCLUDED.target_seconds, shortest_seconds = EXCLUDED.shortest_seconds,
    early_seconds = EXCLUDED.early_seconds, late_seconds = EXCLUDED.late_seconds,
    call_seconds = EXCLUDED.call_seconds, declared = true
  WHERE (old.names, old.agency_key, old.target_seconds, old.shortest_seconds, old.early_seconds, old.late_seconds,
      old.call_seconds, old.declared)
    IS DISTINCT FROM (EXCLUDED.names, EXCLUDED.agency_key, EXCLUDED.target_seconds, EXCLUDED.shortest_seconds,
      EXCLUDED.early_seconds, EXCLUDED.late_seconds, EXCLUDED.call_seconds, true)`;

export const UPSERT_CENTRES = `
  INSERT INTO mnara.centre AS old
    (centre_id, region_key, names, kind, latitude, longitude, time_zone, opening_hours, holidays, closing_policy)
  SELECT given.id, region.region_key, given.names, given.kind, given.latitude, given.longitude, given."timeZone",
    given."openingHours", given.holidays, given."closingPolicy"
  FROM jsonb_to_recordset($1::jsonb) AS given (id text, region text, names jsonb, kind text, latitude double precision,
    longitude double precision, "timeZone" text, "openingHours" jsonb, holidays jsonb, "closingPolicy" text)
  JOIN mnara.region ON region.region_id = given.region
  ON CONFLICT (centre_id) DO UPDATE SET region_key = EXCLUDED.region_key, names = EXCLUDED.names, kind = EXCLUDED.kind,
    latitude = EXCLUDED.latitude, longitude = EXCLUDED.longitude, time_zone = EXCLUDED.time_zone,
    opening_hours = EXCLUDED.opening_hours, holidays = EXCLUDED.holidays, closing_policy = EXCLUDED.closing_policy
  WHERE (old.region_key, old.names, old.kind, old.latitude, old.longitude, old.time_zone, old.opening_hours,
  old.holidays, old.closing_policy)
    IS DISTINCT FROM (EXCLUDED.region_key, EXCLUDED.names, EXCLUDED.kind, EXCLUDED.latitude, EXCLUDED.longitude,
      EXCLUDED.time_zone, EXCLUDED.opening_hours, EXCLUDED.holidays, EXCLUDED.closing_policy)`;

/** Deletes centres' services that the file no longer has; $1 as for INSERT_CENTRE_SERVICES. */
export const DELETE_CENTRE_SERVICES = `
  DELETE FROM mnara.centre_service link USING mnara.centre, mnara.service
  WHERE centre.centre_key = link.centre_key AND service.service_key = link.service_key
    AND (centre.centre_id, service.service_id) NOT IN (
      SELECT given.centre, offered.service_id FROM jsonb_to_recordset($1::jsonb) AS given (centre text, services jsonb)
      CROSS JOIN LATERAL jsonb_array_elements_text(given.services) AS offered (service_id))`;

export const INSERT_CENTRE_SERVICES = `
  INSERT INTO mnara.centre_service (centre_key, service_key)
  SELECT centre.centre_key, service.service_key
  FROM jsonb_to_recordset($1::jsonb) AS given (centre text, services jsonb)
  JOIN mnara.centre ON centre.centre_id = given.centre
  CROSS JOIN LATERAL jsonb_array_elements_text(given.services) AS offered (service_id)
  JOIN mnara.service ON service.service_id = offered.service_id
  ON CONFLICT DO NOTHING`;

export const UPSERT_DESKS = `
  INSERT INTO mnara.desk AS old (centre_key, desk_id, names, service_ids, declared)
  SELECT centre.centre_key, given.id, given.names, ARRAY(SELECT jsonb_array_elements_text(given.services)), true
  FROM jsonb_to_recordset($1::jsonb) AS given (centre text, id text, names jsonb, services jsonb)
  JOIN mnara.centre ON centre.centre_id = given.centre
  ON CONFLICT (centre_key, desk_id) DO UPDATE SET names = EXCLUDED.names, service_ids = EXCLUDED.service_ids, declared =
  true
  WHERE (old.names, old.service_ids, old.declared) IS DISTINCT FROM (EXCLUDED.names, EXCLUDED.service_ids, true)`;

/**
 * Desks that the file no longer names stay, because facts may refer to them, but count as not declared. $1: as for
 * UPSERT_DESKS.
 */
export const RETIRE_DESKS = `
  UPDATE mnara.desk SET declared = false
  FROM mnara.centre
  WHERE centre.centre_key = desk.centre_key AND desk.declared
    AND (centre.centre_id, desk.desk_id) NOT IN
      (SELECT given.centre, given.id FROM jsonb_to_recordset($1::jsonb) AS given (centre text, id text))`;

/** $1: ids of the file's services. */
export const RETIRE_SERVICES = `
  UPDATE mnara.service SET declared = false WHERE declared AND NOT service_id = ANY ($1::text[])`;

const HAS_DATA = `(EXISTS (SELECT FROM mnara.leg WHERE leg.centre_key = centre.centre_key)
  OR EXISTS (SELECT FROM mnara.timeline WHERE timeline.centre_key = centre.centre_key)
  OR EXISTS (SELECT FROM mnara.appointment WHERE appointment.centre_key = centre.centre_key))`;

/** Centres with stored figures whose time zone or region the file would change. */
export const FIND_MOVED_CENTRES = `
  SELECT centre.centre_id, centre.time_zone, region.region_id, given."timeZone" AS new_time_zone, given.region AS
  new_region_id
  FROM jsonb_to_recordset($1::jsonb) AS given (id text, region text, "timeZone" text)
  JOIN mnara.centre ON centre.centre_id = given.id
  JOIN mnara.region USING (region_key)
  WHERE (centre.time_zone, region.region_id) IS DISTINCT FROM (given."timeZone", given.region) AND ${HAS_DATA}
  ORDER BY centre.centre_id`;

/** Another network in this database, and whether it has data. $1: the file's network id. */
export const FIND_OTHER_NETWORK = `
  SELECT network_id, EXISTS (SELECT FROM mnara.leg)
    OR EXISTS (SELECT FROM mnara.timeline) OR EXISTS (SELECT FROM mnara.appointment) AS has_data
  FROM mnara.network WHERE network_id <> $1`;

/** $1: ids of the file's centres. A centre with data or an agent stays. */
const IS_SPARE = `NOT centre.centre_id = ANY ($1::text[]) AND NOT ${HAS_DATA}
  AND NOT EXISTS (SELECT FROM mnara.agent WHERE agent.centre_id = centre.centre_id)
  AND NOT EXISTS (SELECT FROM mnara.enrolment WHERE enrolment.centre_id = centre.centre_id)`;

/** To be run in this order; each takes the ids of the file's centres, regions or agencies. */
export const DELETE_SPARE_DESKS = `
  DELETE FROM mnara.desk USING mnara.centre WHERE centre.centre_key = desk.centre_key AND ${IS_SPARE}`;
export const DELETE_SPARE_CENTRES = `DELETE FROM mnara.centre WHERE ${IS_SPARE}`;
export const DELETE_SPARE_REGIONS = `
  DELETE FROM mnara.region WHERE NOT region_id = ANY ($1::text[])
    AND NOT EXISTS (SELECT FROM mnara.centre WHERE centre.region_key = region.region_key)`;
export const DELETE_SPARE_AGENCIES = `
  DELETE FROM mnara.agency WHERE NOT agency_id = ANY ($1::text[])
    AND NOT EXISTS (SELECT FROM mnara.service WHERE service.agency_key = agency.agency_key)`;
