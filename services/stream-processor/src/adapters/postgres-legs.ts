import { isQuickClose } from '#domain/kpi/contribution.js';
import type { KeyedLegFact } from '#domain/visit/leg-fact.js';
import { unpacked } from '#domain/visit/leg-fact.js';
import { numberArray, textArray } from '#platform/postgres/array-literal.js';
import type { Database } from '#platform/postgres/database.js';
import type { BatchChanges, VisitKey } from '../application/ports.js';
import type { PlacedLeg, StoredLeg } from '../application/visit-rollup.js';

type Value = number | string | undefined;
type Column = readonly [
  name: string,
  type: 'int' | 'bigint' | 'text' | 'bool' | 'jsonb' | 'time',
  read: (row: BatchChanges['legs'][number]) => Value,
];

const whole = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.min(2_147_483_647, Math.round(value));
const segmentOf = ({ leg }: PlacedLeg): string | undefined =>
  Object.keys(leg.segment).length === 0 ? undefined : JSON.stringify(leg.segment);
const none = (key: number): number | undefined => (key === 0 ? undefined : key);

const COLUMNS: readonly Column[] = [
  ['centre_key', 'int', ({ centreKey }) => centreKey],
  ['visit_id', 'text', ({ visitId }) => visitId],
  ['leg_no', 'int', ({ placed }) => placed.leg.legNo],
  ['service_key', 'int', ({ placed }) => none(placed.serviceKey)],
  ['desk_key', 'int', ({ placed }) => none(placed.deskKey)],
  ['staff_key', 'int', ({ placed }) => none(placed.staffKey)],
  ['ticket_no', 'text', ({ placed }) => placed.leg.ticket],
  ['channel', 'text', ({ placed }) => placed.leg.channel],
  ['segment', 'jsonb', ({ placed }) => segmentOf(placed)],
  ['issued_at', 'time', ({ placed }) => placed.leg.issuedAt],
  ['called_at', 'time', ({ placed }) => placed.leg.calledAt],
  ['left_queue_at', 'time', ({ placed }) => placed.leg.leftQueueAt],
  ['started_at', 'time', ({ placed }) => placed.leg.startedAt],
  ['ended_at', 'time', ({ placed }) => placed.leg.endedAt],
  ['closed_at', 'time', ({ placed }) => placed.leg.closedAt],
  ['outcome', 'text', ({ placed }) => placed.leg.outcome],
  ['wait_ms', 'int', ({ placed }) => whole(placed.leg.waitMs)],
  ['walk_ms', 'int', ({ placed }) => whole(placed.leg.walkMs)],
  ['service_ms', 'int', ({ placed }) => whole(placed.leg.serviceMs)],
  ['hold_ms', 'int', ({ placed }) => whole(placed.leg.holdMs)],
  ['visit_ms', 'int', ({ placed }) => whole(placed.visitMs)],
  ['quantity', 'int', ({ placed }) => placed.leg.quantity],
  ['recalls', 'int', ({ placed }) => placed.leg.recalls],
  ['rating', 'int', ({ placed }) => placed.leg.rating],
  ['is_quick_close', 'bool', ({ placed }) => (isQuickClose(placed.leg, placed.figures) ? 't' : 'f')],
  ['is_complete', 'bool', ({ placed }) => (placed.leg.isComplete ? 't' : 'f')],
  ['target_seconds', 'int', ({ placed }) => placed.figures.targetSeconds],
  ['shortest_seconds', 'int', ({ placed }) => placed.figures.shortestSeconds],
  ['facts', 'text', ({ placed }) => packFacts(placed.facts)],
];

const KEY = ['centre_key', 'visit_id', 'leg_no'];
const SQL_TYPES = { int: 'int', bigint: 'bigint', text: 'text', bool: 'bool', jsonb: 'text', time: 'bigint' } as const;

function selected([name, type]: Column): string {
  if (type === 'time') return `to_timestamp(${name} / 1000.0)`;
  return type === 'jsonb' ? `${name}::jsonb` : name;
}

const names = COLUMNS.map(([name]) => name);
const UPSERT = `INSERT INTO mnara.leg (${names.join(', ')})
  SELECT ${COLUMNS.map(selected).join(', ')} FROM unnest(${COLUMNS.map(([, type], index) => `$${index + 1}::${SQL_TYPES[type]}[]`).join(', ')}) AS new(${names.join(', ')})
  ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET ${names
    .filter((name) => !KEY.includes(name))
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')}`;

/** Facts as one JSON array of packed facts. */
export const packFacts = (facts: readonly KeyedLegFact[]): string => `[${facts.map(({ text }) => text).join(',')}]`;
export const unpackFacts = (text: string): readonly KeyedLegFact[] => (JSON.parse(text) as unknown[][]).map(unpacked);

/** Writes changed legs, one statement. */
export async function writeLegs(tx: Database, legs: BatchChanges['legs']): Promise<void> {
  if (legs.length === 0) return;
  const parameters = COLUMNS.map(([, type, read]) => {
    const values = legs.map(read);
    return type === 'int' || type === 'time' || type === 'bigint'
      ? numberArray(values as number[])
      : textArray(values as string[]);
  });
  await tx.query(UPSERT, parameters);
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
