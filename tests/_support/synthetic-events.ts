import type { LogRecord } from '#platform/event-log/event-log.js';
import { type EventInit, recordOf } from './small-network.js';

/** Size of a synthetic day: visits are spread evenly over centres, services and desks. */
export interface SyntheticShape {
  readonly count: number;
  readonly centres: number;
  readonly services: number;
  readonly desks: number;
}

const START = Date.UTC(2026, 2, 10, 5);
const NOW = Date.UTC(2026, 2, 20);
/** Milliseconds between two events of the whole network: 1,000 a second. */
const STEP_MS = 1;

interface Running {
  readonly centre: number;
  readonly visit: number;
  step: number;
}

const FACTS: readonly NonNullable<EventInit['fact']>[] = [
  { case: 'ticketIssued', value: {} },
  { case: 'ticketCalled', value: {} },
  { case: 'serviceStarted', value: {} },
  { case: 'serviceEnded', value: { outcome: 1, quantity: 1 } },
  { case: 'ratingGiven', value: { value: 5 } },
];

/**
 * Records of complete visits (issued, called, started, ended, rated), with about 300 open visits in each centre at a
 * time and one agent per centre.
 */
export function* syntheticEvents({ count, centres, services, desks }: SyntheticShape): Generator<LogRecord> {
  const seqs = new Array<number>(centres).fill(0);
  const open: Running[] = [];
  let visits = 0;
  for (let made = 0; made < count; made += 1) {
    const isNew = open.length < centres * 300 && made % 5 === 0;
    const running: Running =
      isNew || open.length === 0
        ? { centre: visits % centres, visit: visits++, step: 0 }
        : (open.splice((made * 7919) % Math.min(open.length, 64), 1)[0] as Running);
    const { centre, visit, step } = running;
    const seq = (seqs[centre] ?? 0) + 1;
    seqs[centre] = seq;
    const init: EventInit = {
      centreId: `C${centre}`,
      occurredAtMs: BigInt(START + made * STEP_MS),
      visitId: `2026-03-10-${visit}`,
      legNo: 1,
      ticketNo: `A${visit % 1000}`,
      ...(step === 0
        ? {
            serviceId: `S${visit % services}`,
            channel: 'walk_in',
            segment: { gender: visit % 2 === 0 ? 'female' : 'male', ageBand: '25-34' },
          }
        : {}),
      ...(step > 0 ? { deskId: `D${visit % desks}`, staffPseudonym: `s${centre}-${visit % desks}` } : {}),
      fact: FACTS[step] as NonNullable<EventInit['fact']>,
    };
    running.step += 1;
    if (running.step < FACTS.length) open.push(running);
    yield recordOf(init, `agent-${centre}`, seq, NOW);
  }
}
