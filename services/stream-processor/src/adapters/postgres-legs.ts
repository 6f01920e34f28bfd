import { isQuickClose } from '#domain/kpi/contribution.js';
import type { KeyedLegFact } from '#domain/visit/leg-fact.js';
import { unpacked } from '#domain/visit/leg-fact.js';
import { CopyRows } from '#platform/postgres/copy-rows.js';
import type { Transaction } from '#platform/postgres/database.js';
import type { Pace } from '../application/pace.js';
import type { LegChange, VisitKey } from '../application/ports.js';
import type { PlacedLeg, StoredLeg } from '../application/visit-rollup.js';

type Row = LegChange;
type Column = readonly [name: string, write: (rows: CopyRows, row: Row) => void];

const whole = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.min(2_147_483_647, Math.round(value));
const segmentOf = ({ leg }: PlacedLeg): string | undefined =>
  Object.keys(leg.segment).length === 0 ? undefined : JSON.stringify(leg.segment);
const none = (key: number): number | undefined => (key === 0 ? undefined : key);

/** Columns of mnara.leg with their types there. */
const COLUMNS: readonly Column[] = [
  ['centre_key', (rows, { centreKey }) => rows.int4(centreKey)],
  ['visit_id', (rows, { visitId }) => rows.text(visitId)],
  ['leg_no', (rows, { placed }) => rows.int2(placed.leg.legNo)],
  ['service_key', (rows, { placed }) => rows.int4(none(placed.serviceKey))],
  ['desk_key', (rows, { placed }) => rows.int4(none(placed.deskKey))],
  ['staff_key', (rows, { placed }) => rows.int4(none(placed.staffKey))],
  ['ticket_no', (rows, { placed }) => rows.text(placed.leg.ticket)],
  ['channel', (rows, { placed }) => rows.text(placed.leg.channel)],
  ['segment', (rows, { placed }) => rows.jsonb(segmentOf(placed))],
  ['issued_at', (rows, { placed }) => rows.time(placed.leg.issuedAt)],
  ['called_at', (rows, { placed }) => rows.time(placed.leg.calledAt)],
  ['left_queue_at', (rows, { placed }) => rows.time(placed.leg.leftQueueAt)],
  ['started_at', (rows, { placed }) => rows.time(placed.leg.startedAt)],
  ['ended_at', (rows, { placed }) => rows.time(placed.leg.endedAt)],
  ['closed_at', (rows, { placed }) => rows.time(placed.leg.closedAt)],
  ['outcome', (rows, { placed }) => rows.text(placed.leg.outcome)],
  ['wait_ms', (rows, { placed }) => rows.int4(whole(placed.leg.waitMs))],
  ['walk_ms', (rows, { placed }) => rows.int4(whole(placed.leg.walkMs))],
  ['service_ms', (rows, { placed }) => rows.int4(whole(placed.leg.serviceMs))],
  ['hold_ms', (rows, { placed }) => rows.int4(whole(placed.leg.holdMs))],
  ['visit_ms', (rows, { placed }) => rows.int4(whole(placed.visitMs))],
  ['quantity', (rows, { placed }) => rows.int4(placed.leg.quantity)],
  ['recalls', (rows, { placed }) => rows.int4(placed.leg.recalls)],
  ['rating', (rows, { placed }) => rows.int2(placed.leg.rating)],
  ['is_quick_close', (rows, { placed }) => rows.bool(isQuickClose(placed.leg, placed.figures))],
  ['is_complete', (rows, { placed }) => rows.bool(placed.leg.isComplete)],
  ['target_seconds', (rows, { placed }) => rows.int4(placed.figures.targetSeconds)],
  ['shortest_seconds', (rows, { placed }) => rows.int4(placed.figures.shortestSeconds)],
  ['facts', (rows, { placed }) => rows.text(packFacts(placed.facts))],
];

const KEY = ['centre_key', 'visit_id', 'leg_no'];
const names = COLUMNS.map(([name]) => name);

/** Makes the table through which legs go, on a new connection. */
export const STAGE_LEGS = `CREATE TEMP TABLE IF NOT EXISTS stage_leg ON COMMIT DELETE ROWS AS SELECT ${names.join(', ')} FROM mnara.leg WITH NO DATA`;
const INSERT = `COPY mnara.leg (${names.join(', ')}) FROM STDIN (FORMAT binary)`;
const STAGE = 'COPY pg_temp.stage_leg FROM STDIN (FORMAT binary)';
const UPDATE = `UPDATE mnara.leg SET ${names
  .filter((name) => !KEY.includes(name))
  .map((name) => `${name} = stage.${name}`)
  .join(', ')} FROM pg_temp.stage_leg stage WHERE ${KEY.map((name) => `leg.${name} = stage.${name}`).join(' AND ')}`;

/** The processor took legs for stored or new that are not so: nothing was written; forget what is in memory and read again. */
export class LegsChangedError extends Error {
  readonly code = 'legs_changed';
}

/** Facts as one JSON array of packed facts. */
export const packFacts = (facts: readonly KeyedLegFact[]): string => `[${facts.map(({ text }) => text).join(',')}]`;
export const unpackFacts = (text: string): readonly KeyedLegFact[] => (JSON.parse(text) as unknown[][]).map(unpacked);

/** Writes legs, three statements at most: new ones go straight into their table, which costs half of what going through another does. */
export async function writeLegs(tx: Transaction, legs: readonly LegChange[], pace: Pace): Promise<void> {
  const added = await rowsOf(legs, true, pace);
  if (added.rows > 0) await tx.copy(INSERT, added.finish());
  const changed = await rowsOf(legs, false, pace);
  if (changed.rows === 0) return;
  await tx.copy(STAGE, changed.finish());
  const { rowCount } = await tx.query(UPDATE);
  if (rowCount !== changed.rows)
    throw new LegsChangedError(`${changed.rows} legs were to be changed, and ${rowCount} of them are stored.`);
}

async function rowsOf(legs: readonly LegChange[], isNew: boolean, pace: Pace): Promise<CopyRows> {
  const rows = new CopyRows(COLUMNS.length, legs.length * 3);
  for (const leg of legs) {
    if (leg.isNew !== isNew) continue;
    rows.begin();
    for (const [, write] of COLUMNS) write(rows, leg);
    if (pace.isDue()) await pace.rest();
  }
  return rows;
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
