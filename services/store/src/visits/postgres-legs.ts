import { isQuickClose } from '#domain/kpi/contribution.js';
import type { Segment } from '#domain/visit/customer-attributes.js';
import type { KeyedLegFact } from '#domain/visit/leg-fact.js';
import { unpacked, writeFact, writeSegment } from '#domain/visit/leg-fact.js';
import { BinaryRows, type RowType } from '#platform/postgres/binary-rows.js';
import { sideBySide, type Transaction } from '#platform/postgres/database.js';
import type { Pace } from '#platform/timing/pace.js';
import type { StoredLeg } from '../rollups/visit-rollup.js';
import type { LegChange, VisitKey } from './processor-store.js';

const whole = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.min(2_147_483_647, Math.round(value));
const none = (key: number): number | undefined => (key === 0 ? undefined : key);

/** Columns of mnara.leg, in their order, in which `writeRow` writes them. */
const names =
  'centre_key visit_id leg_no service_key desk_key staff_key ticket_no channel segment issued_at called_at left_queue_at started_at ended_at closed_at outcome wait_ms walk_ms service_ms hold_ms visit_ms quantity recalls rating is_quick_close is_complete target_seconds shortest_seconds facts'.split(
    ' ',
  );

/** A row with the types of mnara.leg. Written out, for a table of writers would make an object of every number. */
function writeRow(rows: BinaryRows, { centreKey, visitId, placed }: LegChange): void {
  const { leg, figures } = placed;
  rows.begin();
  rows.int4(centreKey);
  rows.text(visitId);
  rows.int2(leg.legNo);
  rows.int4(none(placed.serviceKey));
  rows.int4(none(placed.deskKey));
  rows.int4(none(placed.staffKey));
  rows.text(leg.ticket);
  rows.text(leg.channel);
  writeKnown(rows, leg.segment);
  rows.time(leg.issuedAt);
  rows.time(leg.calledAt);
  rows.time(leg.leftQueueAt);
  rows.time(leg.startedAt);
  rows.time(leg.endedAt);
  rows.time(leg.closedAt);
  rows.text(leg.outcome);
  rows.int4(whole(leg.waitMs));
  rows.int4(whole(leg.walkMs));
  rows.int4(whole(leg.serviceMs));
  rows.int4(whole(leg.holdMs));
  rows.int4(whole(placed.visitMs));
  rows.int4(leg.quantity);
  rows.int4(leg.recalls);
  rows.int2(leg.rating);
  rows.bool(isQuickClose(leg, figures));
  rows.bool(leg.isComplete);
  rows.int4(figures.targetSeconds);
  rows.int4(figures.shortestSeconds);
  writeFacts(rows, placed.facts);
}

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

/** The table into which legs go, with its columns in their order. */
export const LEG_TABLE = { 'mnara.leg': names };

/** A row has texts: it takes as much room as three of numbers. */
const ROOM = 3;
const KEY = ['centre_key', 'visit_id', 'leg_no'];

const INSERT = `COPY mnara.leg (${names.join(', ')}) FROM STDIN (FORMAT binary)`;
/** Each leg is found by itself in the key's index, which LATERAL with OFFSET asks for: a plan for the whole reads the whole table while it is small or new. */
const UPDATE = `UPDATE mnara.leg SET ${names
  .filter((name) => !KEY.includes(name))
  .map((name) => `${name} = stage.${name}`)
  .join(', ')} FROM unnest($1::mnara.leg[]) stage CROSS JOIN LATERAL (
    SELECT ctid FROM mnara.leg WHERE ${KEY.map((name) => `leg.${name} = stage.${name}`).join(' AND ')} OFFSET 0) found
  WHERE leg.ctid = found.ctid`;

/** The processor took legs for stored or new that are not so: nothing was written; forget what is in memory and read again. */
export class LegsChangedError extends Error {
  readonly code = 'legs_changed';
}

/** Writes legs, two statements at most: new ones are copied straight into their table, changed ones are looked up one by one. */
export async function writeLegs(tx: Transaction, legs: readonly LegChange[], type: RowType, pace: Pace): Promise<void> {
  await sideBySide(
    addLegs(
      tx,
      legs.filter(({ isNew }) => isNew),
      pace,
    ),
    changeLegs(
      tx,
      legs.filter(({ isNew }) => !isNew),
      type,
      pace,
    ),
  );
}

async function addLegs(tx: Transaction, legs: readonly LegChange[], pace: Pace): Promise<void> {
  if (legs.length === 0) return;
  await tx.copy(INSERT, await written(legs, BinaryRows.toCopy(names.length, ROOM * legs.length), pace));
}

/** @throws LegsChangedError */
async function changeLegs(tx: Transaction, legs: readonly LegChange[], type: RowType, pace: Pace): Promise<void> {
  if (legs.length === 0) return;
  const { rowCount } = await tx.repeated(UPDATE, [
    await written(legs, BinaryRows.ofType(type, ROOM * legs.length), pace),
  ]);
  if (rowCount !== legs.length)
    throw new LegsChangedError(`${legs.length} legs were to be changed, and ${rowCount} of them are stored.`);
}

async function written(legs: readonly LegChange[], rows: BinaryRows, pace: Pace): Promise<Buffer> {
  for (const leg of legs) {
    writeRow(rows, leg);
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

export const storedLeg = (row: LegRow): StoredLeg => ({
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
