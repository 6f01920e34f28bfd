import type { Database } from '#platform/postgres/database.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { smallDay } from './small-day.js';
import { type EventInit, recordOf } from './small-network.js';

const HOUR = 3_600_000;

/** Applies events as one agent for each centre, whose numbers go on. */
export function agents(database: Database): (events: readonly EventInit[]) => Promise<void> {
  const seqs = new Map<string, number>();
  return async (events) => {
    const dimensions = new Dimensions(new DimensionStore(database));
    await dimensions.reload();
    const processor = new Processor(new PostgresProcessorStore(database), dimensions, () => {}, 0);
    const records = events.map((event) => {
      const seq = (seqs.get(event.centreId) ?? 0) + 1;
      seqs.set(event.centreId, seq);
      return recordOf(event, `agent-${event.centreId}`, seq, Date.now());
    });
    for (let from = 0; from < records.length; from += 500) await processor.apply(records.slice(from, from + 500));
  };
}

/** A day of visits, desks with officers, and a power cut; `name` keeps visits of different days apart. */
export function dayOf(start: number, visits: number, name: string): EventInit[] {
  const states = ['C1', 'C2', 'C3'].flatMap((centreId): EventInit[] => {
    const at = (hours: number, fact: NonNullable<EventInit['fact']>, more: Partial<EventInit> = {}): EventInit => ({
      centreId,
      occurredAtMs: BigInt(start + hours * HOUR),
      fact,
      ...more,
    });
    const desk = { deskId: 'D1', staffPseudonym: 'anna' };
    return [
      at(0, { case: 'deskOpened', value: {} }, desk),
      at(0.2, { case: 'staffLogin', value: {} }, desk),
      at(1.5, { case: 'powerDown', value: {} }),
      at(2.25, { case: 'powerUp', value: {} }),
      at(8.5, { case: 'deskClosed', value: {} }, desk),
    ];
  });
  return [...states, ...smallDay(start, visits, Math.floor(start / HOUR)).map((event) => named(event, name))];
}

/** The same event of a visit that has the name in its id. */
export const named = (event: EventInit, name: string): EventInit =>
  event.visitId === undefined ? event : { ...event, visitId: `${name}-${event.visitId}` };
