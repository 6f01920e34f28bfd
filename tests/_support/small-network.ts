import type { MessageInitShape } from '@bufbuild/protobuf';
import { create, toBinary } from '@bufbuild/protobuf';
import { type Event, EventSchema } from '#contracts/gen/mnara/v1/event_pb.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import { type Database, openDatabase } from '#platform/postgres/database.js';
import { migrate } from '#platform/postgres/migrate.js';
import { DAY_TABLES, MONTH_TABLES } from '#store/rollups/coarse/coarse-tables.js';
import type { Content } from './database-template.js';
import { startPostgres } from './embedded-postgres.js';

/** Two regions, three centres (one in a time zone with a half-hour offset), three services with targets. */
const NETWORK = `
INSERT INTO mnara.network (network_id, names, time_zone, description, applied_at)
  VALUES ('test', '{"en":"Test"}', 'Africa/Nairobi', '', now());
INSERT INTO mnara.region (region_id, names) VALUES ('R1', '{"en":"North"}'), ('R2', '{"en":"South"}');
INSERT INTO mnara.agency (agency_id, names) VALUES ('NRB', '{"en":"Registration"}'), ('KRA', '{"en":"Revenue"}');
INSERT INTO mnara.service (service_id, names, agency_key, target_seconds, shortest_seconds, declared)
  SELECT id, jsonb_build_object('en', id), agency_key, target, shortest, true
  FROM (VALUES ('S1', 'NRB', 600, 30), ('S2', 'NRB', 900, 60), ('S3', 'KRA', 300, NULL)) AS wanted(id, agency_id,
    target, shortest) JOIN mnara.agency USING (agency_id);
INSERT INTO mnara.centre (centre_id, region_key, names, kind, time_zone)
  SELECT id, region_key, jsonb_build_object('en', id), 'stationary', zone
  FROM (VALUES ('C1', 'R1', 'Africa/Nairobi'), ('C2', 'R1', 'Asia/Kolkata'), ('C3', 'R2',
    'Africa/Nairobi')) AS wanted(id, region_id, zone) JOIN mnara.region USING (region_id);
INSERT INTO mnara.centre_service SELECT centre_key, service_key FROM mnara.centre, mnara.service;
INSERT INTO mnara.desk (centre_key, desk_id, names, declared) SELECT centre_key, desk, jsonb_build_object('en', desk),
  true FROM mnara.centre, unnest(ARRAY['D1', 'D2']) AS desk;
`;

const TABLES = [
  'leg',
  'appointment',
  'centre_day',
  'rollup_quarter',
  'rollup_region_minute',
  'rollup_bins',
  'rollup_desk_hour',
  'rollup_centre_hour',
  'rollup_segment_day',
  'rollup_coverage',
  'rollup_stale',
  'rollup_stale_month',
  ...[...DAY_TABLES, ...MONTH_TABLES].map(({ table }) => table),
  'timeline',
  'complaint',
  'agent_position',
  'outbox',
  'agent_gap',
  'agent_silence',
  'dead_letter',
  'import',
  'import_file',
  'import_centre',
  'data_quality',
  'retention',
  'dead_letter_deleted',
  'directive_entry',
  'directive',
];

/** A database that is used by one test only. */
export interface OwnDatabase {
  readonly url: string;
  readonly pid: number | (() => number);
  stop(): Promise<void>;
}

/**
 * A migrated database with the small network; `clear` deletes everything that events created.
 * @param firstKey of the centres
 */
export async function startSmallNetwork(
  start: (content: Content) => Promise<OwnDatabase> = startPostgres,
  firstKey = 1,
): Promise<{
  url: string;
  database: Database;
  pid: number;
  clear(): Promise<void>;
  stop(): Promise<void>;
}> {
  const postgres = await start('migrated');
  await migrate(postgres.url);
  const database = openDatabase(postgres.url, { connections: 4 });
  await database.query(`ALTER TABLE mnara.centre ALTER COLUMN centre_key RESTART WITH ${firstKey}; ${NETWORK}`);
  return {
    url: postgres.url,
    pid: typeof postgres.pid === 'number' ? postgres.pid : postgres.pid(),
    database,
    clear: async () => void (await database.query(`TRUNCATE ${TABLES.map((table) => `mnara.${table}`).join(', ')}`)),
    stop: async () => {
      await database.close();
      await postgres.stop();
    },
  };
}

export type EventInit = Exclude<MessageInitShape<typeof EventSchema>, Event> & {
  centreId: string;
  occurredAtMs: bigint;
};

/** A record as the gateway would write it, for an event of the given agent with the given seq. */
export function recordOf(init: EventInit, agentId: string, seq: number, receivedAtMs: number): LogRecord {
  const event: Event = create(EventSchema, {
    eventId: `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
    schemaVersion: 1,
    recordedAtMs: init.occurredAtMs,
    ...init,
    agentId,
    seq: BigInt(seq),
  });
  return {
    key: init.centreId,
    sourceId: agentId,
    sourceEpoch: 'outbox-1',
    seq,
    receivedAtMs,
    payload: toBinary(EventSchema, event),
  };
}
