import type { SourceEvent } from '#edge-agent/connectors/connector.js';

interface Visit {
  readonly id: string;
  readonly n: number;
  step: number;
}

const FACTS: readonly SourceEvent['fact'][] = [
  { case: 'ticketIssued', value: {} },
  { case: 'ticketCalled', value: {} },
  { case: 'serviceStarted', value: {} },
  { case: 'serviceEnded', value: { outcome: 1, quantity: 1 } },
  { case: 'ratingGiven', value: { value: 5 } },
];
/** Number of simultaneous visits of a centre. */
const OPEN = 20;
const DAY_MS = 86_400_000;
/** Start of the past days, and number of events of a centre in one of them. */
const PAST_DAYS = 30;
const EVENTS_OF_DAY = 4_000;

/**
 * An endless day of a centre: whole visits (issued, called, started, ended, rated), one event at a time, at the current
 * time.
 */
export class CentreVisits {
  readonly #open: Visit[] = [];
  #count = 0;
  #past = Date.now() - PAST_DAYS * DAY_MS;

  constructor(
    readonly run: string,
    readonly services: number,
    readonly desks: number,
  ) {}

  /** Events that open every desk and log its officer in. */
  opening(now: number): SourceEvent[] {
    return Array.from({ length: this.desks }, (_, n) => n).flatMap((n): SourceEvent[] => [
      { occurredAtMs: now, clock: 'local', deskId: `D${n}`, fact: { case: 'deskOpened', value: {} } },
      { occurredAtMs: now, clock: 'local', deskId: `D${n}`, staff: `s${n}`, fact: { case: 'staffLogin', value: {} } },
    ]);
  }

  next(now: number): SourceEvent {
    const visit = this.#open.length < OPEN ? this.#arrive() : (this.#open.shift() as Visit);
    const { id, n, step } = visit;
    visit.step += 1;
    if (visit.step < FACTS.length) this.#open.push(visit);
    return {
      occurredAtMs: now,
      clock: 'local',
      visitId: id,
      legNo: 1,
      ticketNo: `A${n % 1000}`,
      ...(step === 0
        ? {
            serviceId: `S${n % this.services}`,
            channel: 'walk_in',
            segment: { gender: n % 2 === 0 ? 'female' : 'male' },
          }
        : { deskId: `D${n % this.desks}`, staff: `s${n % this.desks}` }),
      fact: FACTS[step] as SourceEvent['fact'],
    };
  }

  /** The next event of past days, at the rate of a busy centre. */
  past(): SourceEvent {
    this.#past = Math.min(this.#past + DAY_MS / EVENTS_OF_DAY, Date.now());
    return { ...this.next(Math.trunc(this.#past)), clock: 'true' };
  }

  #arrive(): Visit {
    this.#count += 1;
    return { id: `${this.run}-${this.#count}`, n: this.#count, step: 0 };
  }
}
