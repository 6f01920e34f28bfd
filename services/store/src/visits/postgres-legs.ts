import { isQuickClose } from '#domain/kpi/contribution.js';
import type { Segment } from '#domain/visit/customer-attributes.js';
import type { KeyedLegFact } from '#domain/visit/leg-fact.js';
import { unpacked, writeFact, writeSegment } from '#domain/visit/leg-fact.js';
import { numberArray, textArray } from '#platform/postgres/array-literal.js';
import { BinaryRows, type RowType } from '#platform/postgres/binary-rows.js';
import { sideBySide, type Transaction } from '#platform/postgres/database.js';
import type { Pace } from '#platform/timing/pace.js';
import type { StoredLeg } from '../rollups/visit-rollup.js';
import type { LegChange } from './processor-store.js';
import type { VisitKey } from './record-keys.js';

const whole = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.min(2_147_483_647, Math.round(value));
const none = (key: number): number | undefined => (key === 0 ? undefined : key);

type LegWriter = (rows: BinaryRows, change: LegChange) => void;

/**
 * The columns of mnara.leg, each with what writes it, in its type. A table has its columns in the order of the
 * migrations, so rows are written by name and in the order that is asked for. A writer takes the whole leg: handed
 * over by itself, each number would become an object.
 */
const WRITERS = {
  centre_key: (rows, { centreKey }) => rows.int4(centreKey),
  visit_id: (rows, { visitId }) => rows.text(visitId),
  leg_no: (rows, { placed }) => rows.int2(placed.leg.legNo),
  service_key: (rows, { placed }) => rows.int4(none(placed.serviceKey)),
  desk_key: (rows, { placed }) => rows.int4(none(placed.deskKey)),
  staff_key: (rows, { placed }) => rows.int4(none(placed.staffKey)),
  ticket_no: (rows, { placed }) => rows.text(placed.leg.ticket),
  channel: (rows, { placed }) => rows.text(placed.leg.channel),
  segment: (rows, { placed }) => writeKnown(rows, placed.leg.segment),
  issued_at: (rows, { placed }) => rows.time(placed.leg.issuedAt),
  called_at: (rows, { placed }) => rows.time(placed.leg.calledAt),
  left_queue_at: (rows, { placed }) => rows.time(placed.leg.leftQueueAt),
  started_at: (rows, { placed }) => rows.time(placed.leg.startedAt),
  ended_at: (rows, { placed }) => rows.time(placed.leg.endedAt),
  closed_at: (rows, { placed }) => rows.time(placed.leg.closedAt),
  outcome: (rows, { placed }) => rows.text(placed.leg.outcome),
  wait_ms: (rows, { placed }) => rows.int4(whole(placed.leg.waitMs)),
  walk_ms: (rows, { placed }) => rows.int4(whole(placed.leg.walkMs)),
  service_ms: (rows, { placed }) => rows.int4(whole(placed.leg.serviceMs)),
  hold_ms: (rows, { placed }) => rows.int4(whole(placed.leg.holdMs)),
  visit_ms: (rows, { placed }) => rows.int4(whole(placed.visitMs)),
  quantity: (rows, { placed }) => rows.int4(placed.leg.quantity),
  recalls: (rows, { placed }) => rows.int4(placed.leg.recalls),
  rating: (rows, { placed }) => rows.int2(placed.leg.rating),
  is_quick_close: (rows, { placed }) => rows.bool(isQuickClose(placed.leg, placed.figures)),
  is_complete: (rows, { placed }) => rows.bool(placed.leg.isComplete),
  is_booked: (rows, { placed }) => rows.bool(placed.isBooked),
  target_seconds: (rows, { placed }) => rows.int4(placed.figures.targetSeconds),
  shortest_seconds: (rows, { placed }) => rows.int4(placed.figures.shortestSeconds),
  facts: (rows, { placed }) => writeFacts(rows, placed.facts),
} as const satisfies Readonly<Record<string, LegWriter>>;

const names = Object.keys(WRITERS);
const COPY_WRITERS: readonly LegWriter[] = Object.values(WRITERS);
const writeNull: LegWriter = (rows) => rows.nothing();

/** Writers in the order of the table's own columns; NULL for one that this version does not know. */
const writersOf = (type: RowType): readonly LegWriter[] =>
  type.columns.map(({ place }) => COPY_WRITERS[place] ?? writeNull);

/** What is known of a customer; NULL where nothing is. */
function writeKnown(rows: BinaryRows, segment: Segment): void {
  for (const _ in segment) {
    rows.beginJsonb();
    writeSegment(segment, rows);
    rows.endText();
    return;
  }
  rows.nothing();
}

/** Facts as one JSON array of packed facts. */
function writeFacts(rows: BinaryRows, facts: readonly KeyedLegFact[]): void {
  rows.beginText();
  for (let index = 0; index < facts.length; index += 1) {
    rows.piece(index === 0 ? '[' : ',');
    writeFact(facts[index] as KeyedLegFact, rows);
  }
  rows.piece(facts.length === 0 ? '[]' : ']');
  rows.endText();
}

const unpackFacts = (text: string): readonly KeyedLegFact[] => (JSON.parse(text) as unknown[][]).map(unpacked);

/** The table into which legs go, with the columns that are written. */
export const LEG_TABLE = { 'mnara.leg': names };

/** A row has texts: it takes as much room as three of numbers. */
const ROOM = 3;
const KEY = ['centre_key', 'visit_id', 'leg_no'];

const INSERT = `COPY mnara.leg (${names.join(', ')}) FROM STDIN (FORMAT binary)`;
/**
 * Each leg is found by itself in the key's index, which LATERAL with OFFSET asks for: a plan for the whole reads the
 * whole table while it is small or new.
 */
const UPDATE = `UPDATE mnara.leg SET ${names
  .filter((name) => !KEY.includes(name))
  .map((name) => `${name} = stage.${name}`)
  .join(', ')} FROM unnest($1::mnara.leg[]) stage CROSS JOIN LATERAL (
    SELECT ctid FROM mnara.leg WHERE ${KEY.map((name) => `leg.${name} = stage.${name}`).join(' AND ')} OFFSET 0) found
  WHERE leg.ctid = found.ctid`;

/**
 * The processor took legs for stored or new that are not so: nothing was written; forget what is in memory and read
 * again.
 */
class LegsChangedError extends Error {
  readonly code = 'legs_changed';
}

const DELETE = `DELETE FROM mnara.leg USING unnest($1::int[], $2::text[], $3::int[]) AS gone(${KEY.join(', ')})
  WHERE ${KEY.map((name) => `leg.${name} = gone.${name}`).join(' AND ')}`;

/**
 * Writes legs, three statements at most: new ones are copied straight into their table, changed ones are looked up one
 * by one, and those whose facts have all left are deleted.
 */
export async function writeLegs(tx: Transaction, legs: readonly LegChange[], type: RowType, pace: Pace): Promise<void> {
  await sideBySide(
    addLegs(
      tx,
      legs.filter(({ isNew }) => isNew),
      pace,
    ),
    changeLegs(
      tx,
      legs.filter(({ isNew, isGone }) => !isNew && isGone !== true),
      type,
      pace,
    ),
    deleteLegs(
      tx,
      legs.filter(({ isGone }) => isGone === true),
    ),
  );
}

/** @throws LegsChangedError */
async function deleteLegs(tx: Transaction, legs: readonly LegChange[]): Promise<void> {
  if (legs.length === 0) return;
  const { rowCount } = await tx.query(DELETE, [
    numberArray(legs.map(({ centreKey }) => centreKey)),
    textArray(legs.map(({ visitId }) => visitId)),
    numberArray(legs.map(({ placed }) => placed.leg.legNo)),
  ]);
  if (rowCount !== legs.length)
    throw new LegsChangedError(`${legs.length} legs were to be deleted, and ${rowCount} of them are stored.`);
}

async function addLegs(tx: Transaction, legs: readonly LegChange[], pace: Pace): Promise<void> {
  if (legs.length === 0) return;
  const rows = BinaryRows.toCopy(names.length, ROOM * legs.length);
  await tx.copy(INSERT, await written(legs, rows, COPY_WRITERS, pace));
}

/** @throws LegsChangedError */
async function changeLegs(tx: Transaction, legs: readonly LegChange[], type: RowType, pace: Pace): Promise<void> {
  if (legs.length === 0) return;
  const rows = BinaryRows.ofType(type, ROOM * legs.length);
  const { rowCount } = await tx.repeated(UPDATE, [await written(legs, rows, writersOf(type), pace)]);
  if (rowCount !== legs.length)
    throw new LegsChangedError(`${legs.length} legs were to be changed, and ${rowCount} of them are stored.`);
}

async function written(
  legs: readonly LegChange[],
  rows: BinaryRows,
  writers: readonly LegWriter[],
  pace: Pace,
): Promise<Buffer> {
  for (const leg of legs) {
    rows.begin();
    for (const write of writers) write(rows, leg);
    if (pace.isDue()) await pace.rest();
  }
  return rows.finish();
}

/** A stored leg as the reads below give it. */
export interface LegRow {
  readonly centre_key: number;
  readonly visit_id: string;
  readonly leg_no: number;
  readonly service_key: number | null;
  readonly target_seconds: number | null;
  readonly shortest_seconds: number | null;
  readonly facts: string;
}

export const LEG_COLUMNS =
  'leg.centre_key, leg.visit_id, leg.leg_no, leg.service_key, leg.target_seconds, leg.shortest_seconds, leg.facts';

const storedLeg = (row: LegRow): StoredLeg => ({
  legNo: row.leg_no,
  facts: unpackFacts(row.facts),
  figures: {
    serviceKey: row.service_key ?? 0,
    targetSeconds: row.target_seconds ?? undefined,
    shortestSeconds: row.shortest_seconds ?? undefined,
  },
});

/** Rows in order of visit and leg, gathered into visits. */
export function gatherVisits(rows: readonly LegRow[]): readonly (VisitKey & { readonly legs: readonly StoredLeg[] })[] {
  const visits: (VisitKey & { legs: StoredLeg[] })[] = [];
  for (const row of rows) {
    const last = visits.at(-1);
    if (last !== undefined && last.centreKey === row.centre_key && last.visitId === row.visit_id)
      last.legs.push(storedLeg(row));
    else visits.push({ centreKey: row.centre_key, visitId: row.visit_id, legs: [storedLeg(row)] });
  }
  return visits;
}
