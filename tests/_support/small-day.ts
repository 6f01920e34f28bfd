import type { Database } from '#platform/postgres/database.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { type EventInit, recordOf } from './small-network.js';

const MINUTE = 60_000;

/** A small random number generator, so that the same seed gives the same day on every computer. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

type FactInit = NonNullable<EventInit['fact']>;

interface Place {
  readonly centreId: string;
  readonly visitId: string;
  readonly legNo?: number;
  readonly serviceId?: string;
  readonly deskId?: string;
  readonly staffPseudonym?: string;
  readonly channel?: string;
  readonly segment?: { gender?: string };
}

/**
 * The events of `visits` visits from `start` on: served, transferred, held, recalled, abandoned, no-show, voided; some
 * attributes are unknown.
 */
export function smallDay(start: number, visits: number, seed = 1): EventInit[] {
  const roll = dice(seed);
  const events: EventInit[] = [];
  const add = (place: Place, at: number, name: string, value: object = {}): void => {
    events.push({ ...place, occurredAtMs: BigInt(at), fact: { case: name, value } as unknown as FactInit });
  };
  for (let visit = 0; visit < visits; visit += 1) {
    const centreId = ['C1', 'C2', 'C3'][roll(3)] ?? 'C1';
    const gender = [{ gender: 'female' }, { gender: 'male' }, undefined][roll(3)];
    const channel = ['walk_in', 'booked', undefined][roll(3)];
    const ticket: Place = {
      centreId,
      visitId: `v${visit}`,
      serviceId: `S${1 + roll(3)}`,
      ...(gender && { segment: gender }),
      ...(channel && { channel }),
    };
    const desk: Place = {
      ...ticket,
      deskId: `D${1 + roll(2)}`,
      staffPseudonym: ['anna', 'ben', 'cleo'][roll(3)] ?? 'anna',
    };
    let at = start + roll(600) * MINUTE + roll(60_000);
    add(ticket, at, 'ticketIssued');
    const fate = roll(10);
    at += roll(20) * MINUTE * (roll(4) === 0 ? 0 : 1);
    if (fate === 0) add(ticket, at, 'ticketAbandoned');
    else if (fate === 1) add(ticket, at, 'ticketVoided');
    else if (fate === 2) add(ticket, at, 'ticketCancelled');
    else {
      add(desk, at, 'ticketCalled');
      if (roll(5) === 0) add(desk, at + 20_000, 'ticketRecalled');
      if (fate === 3) {
        add(desk, at + MINUTE, 'ticketNoShow');
        continue;
      }
      add(desk, at + 30_000, 'serviceStarted');
      if (roll(4) === 0) {
        add(desk, at + 40_000, 'serviceHeld');
        add(desk, at + 50_000, 'serviceResumed');
      }
      const end = at + 55_000 + roll(15 * 60_000);
      add(desk, end, 'serviceEnded', { outcome: fate === 4 ? 2 : 1, quantity: 1 + roll(3) });
      if (roll(2) === 0) add(desk, end + MINUTE, 'ratingGiven', { value: 1 + roll(5) });
    }
  }
  return events.sort((a, b) => Number(a.occurredAtMs - b.occurredAtMs));
}

/** Applies events with the real processor, as one agent per centre; another name is another agent. */
export async function applyEvents(
  database: Database,
  events: readonly EventInit[],
  now: number,
  agent = 'agent',
): Promise<void> {
  const dimensions = new Dimensions(new DimensionStore(database));
  await dimensions.reload();
  const processor = new Processor(new PostgresProcessorStore(database), dimensions, () => {}, 0);
  const seqs = new Map<string, number>();
  const records = events.map((event) => {
    const seq = (seqs.get(event.centreId) ?? 0) + 1;
    seqs.set(event.centreId, seq);
    return recordOf(event, `${agent}-${event.centreId}`, seq, now);
  });
  for (let from = 0; from < records.length; from += 200) await processor.apply(records.slice(from, from + 200));
}
