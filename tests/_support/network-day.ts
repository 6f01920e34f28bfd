import type { LogRecord } from '#platform/event-log/event-log.js';
import { type EventInit, recordOf } from './small-network.js';

/** Size of a synthetic day of a network. */
export interface DayShape {
  /** Visits of five events each: issued, called, started, ended, rated. */
  readonly visits: number;
  readonly centres: number;
  readonly services: number;
  readonly desks: number;
}

const OPENS = Date.UTC(2026, 2, 10, 5);
const NOW = Date.UTC(2026, 2, 20);
const OPEN_MS = 8 * 3_600_000;

const FACTS: readonly NonNullable<EventInit['fact']>[] = [
  { case: 'ticketIssued', value: {} },
  { case: 'ticketCalled', value: {} },
  { case: 'serviceStarted', value: {} },
  { case: 'serviceEnded', value: { outcome: 1, quantity: 1 } },
  { case: 'ratingGiven', value: { value: 5 } },
];
const STEPS = FACTS.length;
const AGES = ['18-24', '25-34', '35-49', '50-64', '65+'] as const;

/** Repeatable random numbers from 0 to 1 (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Times of all events: waits of about 10 minutes, services of about 7. The events of visit v are at the indexes 5 v to
 * 5 v + 4.
 */
function timesOf(visits: number, throwDie: () => number): Float64Array {
  const times = new Float64Array(visits * STEPS);
  for (let visit = 0; visit < visits; visit += 1) {
    const lasts = [
      0,
      -Math.log(1 - throwDie()) * 600_000,
      5_000 + throwDie() * 60_000,
      60_000 + throwDie() * 720_000,
      8_000,
    ];
    let at = OPENS + throwDie() * OPEN_MS;
    lasts.forEach((ms, step) => {
      at = Math.round(at + ms);
      times[visit * STEPS + step] = at;
    });
  }
  return times;
}

/**
 * Records of one day of a network in order of time, with one agent per centre. The same shape gives the same records.
 */
export function* networkDay({ visits, centres, services, desks }: DayShape): Generator<LogRecord> {
  const throwDie = dice(1);
  const times = timesOf(visits, throwDie);
  const order = Uint32Array.from(times.keys()).sort(
    (left, right) => (times[left] as number) - (times[right] as number),
  );
  const seqs = new Array<number>(centres).fill(0);
  const places = Array.from({ length: visits }, () => Math.floor(throwDie() * 2 ** 30));
  for (const index of order) {
    const visit = Math.floor(index / STEPS);
    const step = index % STEPS;
    const place = places[visit] as number;
    const centre = place % centres;
    const choice = Math.floor(place / centres);
    const seq = (seqs[centre] ?? 0) + 1;
    seqs[centre] = seq;
    const desk = choice % desks;
    const init: EventInit = {
      centreId: `C${centre}`,
      occurredAtMs: BigInt(times[index] as number),
      visitId: `2026-03-10-${visit}`,
      legNo: 1,
      ticketNo: `A${visit % 1000}`,
      ...(step === 0
        ? {
            serviceId: `S${choice % services}`,
            channel: 'walk_in',
            segment: { gender: visit % 2 === 0 ? 'female' : 'male', ageBand: AGES[visit % AGES.length] as string },
          }
        : {}),
      ...(step > 0 ? { deskId: `D${desk}`, staffPseudonym: `s${centre}-${desk}` } : {}),
      fact: FACTS[step] as NonNullable<EventInit['fact']>,
    };
    yield recordOf(init, `agent-${centre}`, seq, NOW);
  }
}
