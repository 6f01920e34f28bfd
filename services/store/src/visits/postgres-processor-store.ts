import { factsOfTimeline, type KeyedTimelineFact, timelineText } from '#domain/status/timeline.js';
import { numberArray, textArray } from '#platform/postgres/array-literal.js';
import type { RowType } from '#platform/postgres/binary-rows.js';
import { type Database, sideBySide } from '#platform/postgres/database.js';
import { Pace } from '#platform/timing/pace.js';
import { readPositions, writePositions } from '../agents/postgres-positions.js';
import {
  type AppointmentKey,
  readAppointments,
  readCentreDays,
  readOpenAppointments,
  writeAppointments,
  writeCentreDays,
} from '../appointments/postgres-appointments.js';
import { PostgresImportReads } from '../imports/postgres-import-reads.js';
import { writeImports, writeWithdrawnPart } from '../imports/write-imports.js';
import type { StoredAppointment } from '../rollups/appointment-rollup.js';
import { addRollups, ROLLUP_TABLES } from '../rollups/postgres-rollups.js';
import type { StoredLeg } from '../rollups/visit-rollup.js';
import { gatherVisits, LEG_COLUMNS, LEG_TABLE, type LegRow, writeLegs } from './postgres-legs.js';
import type { AgentPosition, BatchChanges, DeskKey, ProcessorStore, StoredService } from './processor-store.js';
import type { TimelineKey, VisitKey } from './record-keys.js';

interface TimelineRow {
  centre_key: number;
  subject: string;
  day: string;
  facts: string;
}

type TimelineFacts = TimelineKey & { readonly facts: readonly KeyedTimelineFact[] };

export const timelineOf = (row: TimelineRow): TimelineFacts => ({
  centreKey: row.centre_key,
  subject: row.subject,
  day: row.day,
  facts: factsOfTimeline(row.facts),
});

/** Timelines that are read at a time. */
const PAGE = 5_000;

/** Tables whose rows are written in the binary format. */
const TABLES: Readonly<Record<string, readonly string[]>> = { ...ROLLUP_TABLES, ...LEG_TABLE };

/** Legs, timelines, rollups and positions in PostgreSQL or TimescaleDB. */
export class PostgresProcessorStore implements ProcessorStore {
  readonly imports: PostgresImportReads;

  constructor(readonly database: Database) {
    this.imports = new PostgresImportReads(database);
  }

  positions(keys: readonly { agentId: string; outboxId: string }[]): Promise<readonly AgentPosition[]> {
    return readPositions(this.database, keys);
  }

  allPositions(): Promise<readonly AgentPosition[]> {
    return readPositions(this.database);
  }

  async visits(keys: readonly VisitKey[]): Promise<readonly (VisitKey & { legs: readonly StoredLeg[] })[]> {
    const { rows } = await this.database.repeated<LegRow>(
      // Looked up one by one in the key's index, which LATERAL with OFFSET asks for: before its first statistics a
      // table counts as small enough to read whole.
      `SELECT leg.* FROM unnest($1::int[], $2::text[]) AS wanted(centre_key, visit_id) CROSS JOIN LATERAL (
         SELECT ${LEG_COLUMNS} FROM mnara.leg WHERE leg.centre_key = wanted.centre_key
           AND leg.visit_id = wanted.visit_id ORDER BY leg.leg_no OFFSET 0) leg`,
      [numberArray(keys.map(({ centreKey }) => centreKey)), textArray(keys.map(({ visitId }) => visitId))],
    );
    return gatherVisits(rows);
  }

  appointments(
    keys: readonly AppointmentKey[],
  ): Promise<readonly (StoredAppointment & { readonly centreKey: number })[]> {
    return readAppointments(this.database, keys);
  }

  openAppointments(
    centres: readonly { readonly centreKey: number; readonly before: number }[],
  ): Promise<readonly (StoredAppointment & { readonly centreKey: number })[]> {
    return readOpenAppointments(this.database, centres);
  }

  centreDays(centreKeys: readonly number[]): Promise<ReadonlyMap<number, string>> {
    return readCentreDays(this.database, centreKeys);
  }

  async latestServices(desks: readonly DeskKey[]): Promise<readonly { deskKey: number; to: number }[]> {
    // One look into the index for each desk.
    const { rows } = await this.database.query<{ deskKey: number; to: number }>(
      `SELECT wanted.desk_key AS "deskKey", extract(epoch FROM latest.ended_at)::float8 * 1000 AS to
       FROM unnest($1::int[], $2::int[]) AS wanted(centre_key, desk_key) CROSS JOIN LATERAL (
         SELECT ended_at FROM mnara.leg WHERE leg.centre_key = wanted.centre_key AND leg.desk_key = wanted.desk_key
           AND ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT 1) latest`,
      [numberArray(desks.map(({ centreKey }) => centreKey)), numberArray(desks.map(({ deskKey }) => deskKey))],
    );
    return rows.map(({ deskKey, to }) => ({ deskKey, to: Math.round(to) }));
  }

  async servicesIn(
    windows: readonly (DeskKey & { readonly from: number; readonly to: number })[],
  ): Promise<readonly StoredService[]> {
    const { rows } = await this.database.query<StoredService>(
      `SELECT leg.* FROM unnest($1::int[], $2::int[], $3::float8[], $4::float8[])
         AS wanted(centre_key, desk_key, since, until) CROSS JOIN LATERAL (
         SELECT wanted.desk_key AS "deskKey", visit_id AS "visitId", leg_no AS "legNo", coalesce(staff_key, 0) AS "staffKey",
           extract(epoch FROM started_at)::float8 * 1000 AS "from", extract(epoch FROM ended_at)::float8 * 1000 AS "to"
         FROM mnara.leg WHERE leg.centre_key = wanted.centre_key AND leg.desk_key = wanted.desk_key
           AND ended_at > to_timestamp(wanted.since / 1000) AND started_at < to_timestamp(wanted.until / 1000)
           AND ended_at > started_at OFFSET 0) leg`,
      [
        numberArray(windows.map(({ centreKey }) => centreKey)),
        numberArray(windows.map(({ deskKey }) => deskKey)),
        numberArray(windows.map(({ from }) => from)),
        numberArray(windows.map(({ to }) => to)),
      ],
    );
    return rows.map((row) => ({ ...row, from: Math.round(row.from), to: Math.round(row.to) }));
  }

  async openVisits(issuedAfterMs: number): Promise<readonly (VisitKey & { legs: readonly StoredLeg[] })[]> {
    const { rows } = await this.database.query<LegRow>(
      `SELECT ${LEG_COLUMNS} FROM mnara.leg
       WHERE (leg.centre_key, leg.visit_id) IN (SELECT open.centre_key, open.visit_id FROM mnara.leg open
         WHERE open.closed_at IS NULL AND open.issued_at > to_timestamp($1 / 1000.0))
       ORDER BY leg.centre_key, leg.visit_id, leg.leg_no`,
      [issuedAfterMs],
    );
    return gatherVisits(rows);
  }

  async timelines(keys: readonly TimelineKey[]): Promise<readonly TimelineFacts[]> {
    const { rows } = await this.database.repeated<TimelineRow>(
      `SELECT timeline.centre_key, timeline.subject, timeline.day, timeline.facts
       FROM mnara.timeline JOIN unnest($1::int[], $2::text[], $3::text[]) AS wanted(centre_key, subject, day)
         ON timeline.centre_key = wanted.centre_key AND timeline.subject = wanted.subject
           AND timeline.day = wanted.day::date`,
      keyArrays(keys),
    );
    return rows.map(timelineOf);
  }

  async *timelinesSince(day: string): AsyncIterable<readonly TimelineFacts[]> {
    let after: Omit<TimelineRow, 'facts'> = { centre_key: 0, subject: '', day: '-infinity' };
    for (;;) {
      const { rows } = await this.database.query<TimelineRow>(
        `SELECT centre_key, subject, day, facts FROM mnara.timeline
         WHERE day >= $1::date AND (centre_key, subject, day) > ($2, $3, $4::date) ORDER BY centre_key, subject, day
           LIMIT $5`,
        [day, after.centre_key, after.subject, after.day, PAGE],
      );
      if (rows.length > 0) yield rows.map(timelineOf);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = last;
    }
  }

  commit(changes: BatchChanges): Promise<void> {
    const pace = new Pace();
    return this.database.transaction(async (tx) => {
      const types = await tx.rowTypes(TABLES);
      // Each answer waited for alone would cost two changes of process, a dozen times a batch.
      await sideBySide(
        writePositions(tx, changes.positions),
        writeLegs(tx, changes.legs, types['mnara.leg'] as RowType, pace),
        writeAppointments(tx, changes.appointments),
        writeCentreDays(tx, changes.centreDays),
        writeTimelines(tx, changes.timelines),
        addRollups(tx, changes.deltas, types, pace),
        writeRest(tx, changes),
        writeImports(tx, changes.imports),
        writeWithdrawnPart(tx, changes.withdrawal),
      );
    });
  }
}

async function writeTimelines(tx: Database, timelines: BatchChanges['timelines']): Promise<void> {
  const [kept, gone] = [
    timelines.filter(({ facts }) => facts.length > 0),
    timelines.filter(({ facts }) => facts.length === 0),
  ];
  if (kept.length > 0)
    await tx.repeated(
      `INSERT INTO mnara.timeline (centre_key, subject, day, facts)
       SELECT centre_key, subject, day::date, facts
         FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS new(centre_key, subject, day, facts)
       ON CONFLICT (centre_key, subject, day) DO UPDATE SET facts = excluded.facts`,
      [...keyArrays(kept), textArray(kept.map(({ facts }) => timelineText(facts)))],
    );
  if (gone.length > 0)
    await tx.query(
      `DELETE FROM mnara.timeline USING unnest($1::int[], $2::text[], $3::text[]) AS gone(centre_key, subject, day)
       WHERE timeline.centre_key = gone.centre_key AND timeline.subject = gone.subject
         AND timeline.day = gone.day::date`,
      keyArrays(gone),
    );
}

const keyArrays = (keys: readonly TimelineKey[]): string[] => [
  numberArray(keys.map(({ centreKey }) => centreKey)),
  textArray(keys.map(({ subject }) => subject)),
  textArray(keys.map(({ day }) => day)),
];

async function writeRest(tx: Database, { deadLetters, gaps, silences, complaints }: BatchChanges): Promise<void> {
  if (deadLetters.length > 0) {
    await tx.query(
      `INSERT INTO mnara.dead_letter
         (received_at, agent_id, outbox_id, seq, centre_id, code, reason, payload, import_id)
       SELECT to_timestamp(at / 1000.0), agent_id, outbox_id, seq, centre_id, code, reason, decode(payload, 'base64'),
         nullif(import_id, '')
       FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[],
         $8::text[], $9::text[]) AS new(at, agent_id, outbox_id, seq, centre_id, code, reason, payload, import_id)`,
      [
        numberArray(deadLetters.map((letter) => letter.receivedAtMs)),
        ...(['agentId', 'outboxId'] as const).map((name) => textArray(deadLetters.map((letter) => letter[name]))),
        numberArray(deadLetters.map((letter) => letter.seq)),
        ...(['centreId', 'code', 'reason'] as const).map((name) =>
          textArray(deadLetters.map((letter) => letter[name])),
        ),
        textArray(deadLetters.map((letter) => Buffer.from(letter.payload).toString('base64'))),
        textArray(deadLetters.map(({ importId }) => importId ?? '')),
      ],
    );
  }
  for (const gap of gaps) {
    await tx.query(
      'INSERT INTO mnara.agent_gap (agent_id, outbox_id, after_seq, before_seq, seen_at) VALUES ($1, $2, $3, $4, to_timestamp($5 / 1000.0)) ON CONFLICT DO NOTHING',
      [gap.agentId, gap.outboxId, gap.afterSeq, gap.beforeSeq, gap.seenAtMs],
    );
  }
  for (const silence of silences) {
    await tx.query(
      'INSERT INTO mnara.agent_silence (agent_id, centre_key, silent_from, silent_to) VALUES ($1, $2, to_timestamp($3 / 1000.0), to_timestamp($4 / 1000.0)) ON CONFLICT DO NOTHING',
      [silence.agentId, silence.centreKey, silence.from, silence.to],
    );
  }
  for (const { centreKey, complaintId, visitId, step, at } of complaints) {
    await tx.query(
      `INSERT INTO mnara.complaint AS kept (centre_key, complaint_id, visit_id, ${step}_at)
        VALUES ($1, $2, $3, to_timestamp($4 / 1000.0))
       ON CONFLICT (centre_key, complaint_id) DO UPDATE SET ${step}_at = least(kept.${step}_at, excluded.${step}_at),
         visit_id = coalesce(kept.visit_id, excluded.visit_id)`,
      [centreKey, complaintId, visitId ?? null, at],
    );
  }
}
