// What the stream processor is measured against in drain-stack.ts: plain consumers of the same topic.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseEvent } from '#contracts/parse-event.js';
import type { CentreEvent } from '#domain/event.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import { BinaryRows } from '#platform/postgres/binary-rows.js';
import type { Database } from '#platform/postgres/database.js';

/** Raw events, counts by centre, kind and quarter hour, and how far each agent is. */
export const PLAIN_TABLES = `
CREATE SCHEMA IF NOT EXISTS plain;
DROP TABLE IF EXISTS plain.event, plain.count, plain.position, plain.histogram, plain.leg, plain.row, plain.bare;
CREATE TABLE plain.event (centre_id text NOT NULL, visit_id text, kind text NOT NULL, at timestamptz NOT NULL, agent_id text NOT NULL, seq bigint NOT NULL, desk_id text, service_id text);
CREATE INDEX ON plain.event (centre_id, visit_id);
CREATE TABLE plain.count (centre_id text, kind text, bucket timestamptz, n bigint NOT NULL,
  ms bigint NOT NULL DEFAULT 0, PRIMARY KEY (centre_id, kind, bucket));
CREATE TABLE plain.histogram (centre_id text, kind text, bucket timestamptz, bin int, n bigint NOT NULL, PRIMARY KEY (centre_id, kind, bucket, bin));
CREATE TABLE plain.leg (centre_id text, visit_id text, issued_at timestamptz, called_at timestamptz, started_at timestamptz, ended_at timestamptz, service_id text, desk_id text, rating int, PRIMARY KEY (centre_id, visit_id));
CREATE TABLE plain.position (agent_id text PRIMARY KEY, seq bigint NOT NULL);
CREATE TABLE plain.row (LIKE plain.event);
CREATE TABLE plain.bare (payload bytea NOT NULL)`;

/**
 * Counts, waits and service times (by looking for the visit's earlier event) and their histograms; one statement for
 * each COPY.
 */
export const TRIGGER = `
CREATE OR REPLACE FUNCTION plain.aggregate() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off
  SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  WITH timed AS (
    SELECT came.centre_id, came.kind, date_bin('15 minutes', came.at, 'epoch') AS bucket,
      (extract(epoch FROM came.at - earlier.at) * 1000)::bigint AS ms
    FROM added came LEFT JOIN LATERAL (
      SELECT at FROM plain.event past WHERE past.centre_id = came.centre_id AND past.visit_id = came.visit_id
        AND past.kind = CASE came.kind WHEN 'ticket_called' THEN 'ticket_issued' WHEN 'service_ended' THEN
          'service_started' END LIMIT 1) earlier ON true
  ), counted AS (
    INSERT INTO plain.count AS kept SELECT centre_id, kind, bucket, count(*), coalesce(sum(ms), 0) FROM timed
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (centre_id, kind, bucket) DO UPDATE SET n = kept.n + excluded.n, ms = kept.ms + excluded.ms
  )
  INSERT INTO plain.histogram AS kept SELECT centre_id, kind, bucket, (8 * log(2, greatest(ms, 1)))::int, count(*)
    FROM timed WHERE ms IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (centre_id, kind, bucket, bin) DO UPDATE SET n = kept.n + excluded.n;
  INSERT INTO plain.position AS kept SELECT agent_id, max(seq) FROM added GROUP BY 1 ORDER BY 1
  ON CONFLICT (agent_id) DO UPDATE SET seq = greatest(kept.seq, excluded.seq);
  RETURN NULL;
END $$;
CREATE TRIGGER aggregate AFTER INSERT ON plain.event REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION
  plain.aggregate()`;

function eventOf(record: LogRecord): CentreEvent {
  const parsed = parseEvent(record.payload, record.receivedAtMs);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return parsed.event;
}

const MOVE = `INSERT INTO plain.position AS kept (agent_id, seq) VALUES ($1, $2) ON CONFLICT (agent_id) DO UPDATE
  SET seq = excluded.seq WHERE kept.seq < excluded.seq`;
const COUNT = `INSERT INTO plain.count AS kept (centre_id, kind, bucket, n, ms)
  VALUES ($1, $2, date_bin('15 minutes', to_timestamp($3::bigint / 1000.0), 'epoch'), 1, $4)
  ON CONFLICT (centre_id, kind, bucket) DO UPDATE SET n = kept.n + 1, ms = kept.ms + excluded.ms`;
const COUNT_BIN = `INSERT INTO plain.histogram AS kept (centre_id, kind, bucket, bin, n)
  VALUES ($1, $2, date_bin('15 minutes', to_timestamp($3::bigint / 1000.0), 'epoch'), (8 * log(2, greatest($4::bigint,
  1)))::int, 1)
  ON CONFLICT (centre_id, kind, bucket, bin) DO UPDATE SET n = kept.n + 1`;
/** What a fact says of its leg, and from which earlier time a duration runs to it. */
const LEG_OF: Readonly<Record<string, { readonly column: string; readonly since?: string }>> = {
  ticket_issued: { column: 'issued_at' },
  ticket_called: { column: 'called_at', since: 'issued_at' },
  service_started: { column: 'started_at' },
  service_ended: { column: 'ended_at', since: 'started_at' },
};
const legStatement = (column: string, since: string | undefined): string =>
  `INSERT INTO plain.leg AS kept (centre_id, visit_id, ${column}, service_id, desk_id)
    VALUES ($1, $2, to_timestamp($3::bigint / 1000.0), $4, $5)
   ON CONFLICT (centre_id, visit_id) DO UPDATE
     SET ${column} = excluded.${column}, service_id = coalesce(excluded.service_id, kept.service_id),
     desk_id = coalesce(excluded.desk_id, kept.desk_id)
   RETURNING ${since === undefined ? 'NULL::float8' : `extract(epoch FROM ${column} - ${since})::float8 * 1000`} AS ms`;
const RATE = `INSERT INTO plain.leg AS kept (centre_id, visit_id, rating) VALUES ($1, $2, $3)
  ON CONFLICT (centre_id, visit_id) DO UPDATE SET rating = excluded.rating`;

/**
 * (a) Each event in a transaction of its own, as one would write it: repetitions are recognised, the leg, counts and
 * histogram moved on.
 */
export async function applyPlainly(database: Database, record: LogRecord): Promise<void> {
  const { centreId, visitId, fact, at, agentId, seq, deskId = null, serviceId = null } = eventOf(record);
  await database.transaction(async (tx) => {
    const { rowCount } = await tx.query(MOVE, [agentId, seq]);
    if (rowCount === 0) return;
    const of = LEG_OF[fact.kind];
    let ms: number | null = null;
    if (of !== undefined && visitId !== undefined) {
      const sql = legStatement(of.column, of.since);
      const { rows } = await tx.query<{ ms: number | null }>(sql, [centreId, visitId, at, serviceId, deskId]);
      ms = rows[0]?.ms ?? null;
    } else if (fact.kind === 'rating_given' && visitId !== undefined) {
      await tx.query(RATE, [centreId, visitId, fact.value]);
    }
    await tx.query(COUNT, [centreId, fact.kind, at, Math.round(ms ?? 0)]);
    if (ms !== null) await tx.query(COUNT_BIN, [centreId, fact.kind, at, Math.round(ms)]);
  });
}

const ONE_EVENT = `
WITH stored AS (INSERT INTO plain.event (centre_id, visit_id, kind, at, agent_id, seq, desk_id, service_id)
  VALUES ($1, $2, $3, to_timestamp($4::bigint / 1000.0), $5, $6, $7, $8)),
  counted AS (INSERT INTO plain.count AS kept (centre_id, kind, bucket, n)
    VALUES ($1, $3, date_bin('15 minutes', to_timestamp($4::bigint / 1000.0), 'epoch'), 1)
    ON CONFLICT (centre_id, kind, bucket) DO UPDATE SET n = kept.n + 1)
INSERT INTO plain.position AS kept (agent_id, seq) VALUES ($5, $6) ON CONFLICT (agent_id) DO UPDATE
  SET seq = excluded.seq`;

/**
 * (a, least) The least that a transaction per event can do, in one statement: the raw row, a count and the position.
 */
export async function applyOne(database: Database, record: LogRecord): Promise<void> {
  const { centreId, visitId = null, fact, at, agentId, seq, deskId = null, serviceId = null } = eventOf(record);
  await database.query(ONE_EVENT, [centreId, visitId, fact.kind, at, agentId, seq, deskId, serviceId]);
}

/** (b) A batch of raw rows by binary COPY; the trigger aggregates. */
export async function copyRaw(database: Database, records: readonly LogRecord[]): Promise<void> {
  const rows = BinaryRows.toCopy(8, records.length);
  for (const record of records) {
    const { centreId, visitId, fact, at, agentId, seq, deskId, serviceId } = eventOf(record);
    rows.begin();
    rows.text(centreId);
    rows.text(visitId);
    rows.text(fact.kind);
    rows.time(at);
    rows.text(agentId);
    rows.int8(seq);
    rows.text(deskId);
    rows.text(serviceId);
  }
  await database.transaction((tx) => tx.copy('COPY plain.event FROM STDIN (FORMAT binary)', rows.finish()));
}

/** A raw row as (b) writes it, as a line of COPY's text: what stands in the log for (c), some 100 to 150 bytes. */
export function rowText(record: LogRecord): string {
  const { centreId, visitId, fact, at, agentId, seq, deskId, serviceId } = eventOf(record);
  const columns = [centreId, visitId, fact.kind, new Date(at).toISOString(), agentId, seq, deskId, serviceId];
  return columns.map((column) => column ?? '\\N').join('\t');
}

/**
 * kcat cannot write the two bytes that begin a row of a binary COPY, because one of them is NUL; its %R is the length
 * in the format of COPY.
 */
const BINARY = `perl -e 'print "PGCOPY\\n\\xff\\r\\n\\0", "\\0" x 8; while (read(STDIN, $l, 4) == 4) { read(STDIN, $d, unpack("N", $l)); print "\\0\\1", $l, $d } print "\\xff\\xff"'`;
const kcat = (shape: string): string => `kcat -C -q -c "$EVENTS" -b "$BROKERS" -t "$TOPIC" -o beginning -f '${shape}'`;
const psql = (sql: string): string => `"$PSQL" -X -q -v ON_ERROR_STOP=1 -c '${sql}' "$DATABASE"`;
const FLOORS = {
  /** (c) The raw rows of (b), from a topic of their texts. */
  rows: `${kcat('%s\\n')} | ${psql('COPY plain.row FROM STDIN')}`,
  /** (c, bare) The payloads as they are, from the topic of events: rows that cannot be queried. */
  bare: `${kcat('%R%s')} | ${BINARY} | ${psql('COPY plain.bare FROM STDIN (FORMAT binary)')}`,
};

/** kcat piped into COPY, no aggregation at all. @returns seconds */
export async function floor(
  shape: keyof typeof FLOORS,
  topic: string,
  { brokers, events, url, program }: { brokers: string; events: number; url: string; program: string },
): Promise<number> {
  const started = performance.now();
  const child = spawn('bash', ['-o', 'pipefail', '-c', FLOORS[shape]], {
    env: { ...process.env, BROKERS: brokers, TOPIC: topic, EVENTS: String(events), DATABASE: url, PSQL: program },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(`kcat into COPY ended with ${code}; is kcat installed (Debian: apt-get install kcat)?`);
  return (performance.now() - started) / 1000;
}
