import type { SourceEvent } from '../connector.js';

/** Legs that are remembered; the oldest ones are counted as they are, so that memory does not grow with the file. */
const MAX_LEGS = 200_000;

const LEFT = 1;
const CLOSED = 2;
const RATED = 4;

const BITS: Readonly<Partial<Record<SourceEvent['fact']['case'], number>>> = {
  ticketIssued: 0,
  ticketCalled: LEFT,
  serviceStarted: LEFT,
  ratingGiven: RATED,
  serviceEnded: CLOSED,
  ticketNoShow: CLOSED,
  ticketCancelled: CLOSED,
  ticketAbandoned: CLOSED,
  ticketTransferred: CLOSED,
  ticketVoided: CLOSED,
  ticketUnfollowed: CLOSED,
};

/** Legs of a file that it does not close. */
export interface OpenLegs {
  readonly legs: number;
  /** Those of them that were called or started: their waits count only once they are closed. */
  readonly called: number;
  /** Those of them that were rated: their ratings count only once they are closed. */
  readonly rated: number;
}

export const NO_OPEN_LEGS: OpenLegs = { legs: 0, called: 0, rated: 0 };

/** Counts legs that a file leaves open. */
export class OpenLegsCount {
  readonly #legs = new Map<string, number>();
  #open = NO_OPEN_LEGS;

  add({ visitId, centreId, legNo = 1, fact }: SourceEvent): void {
    const bits = BITS[fact.case];
    if (bits === undefined || visitId === undefined) return;
    const leg = `${centreId ?? ''}\u001f${visitId}\u001f${legNo}`;
    const known = this.#legs.get(leg);
    if (known === undefined && this.#legs.size >= MAX_LEGS) this.#forget();
    this.#legs.set(leg, (known ?? 0) | bits);
  }

  #forget(): void {
    const [oldest] = this.#legs;
    if (oldest === undefined) return;
    this.#legs.delete(oldest[0]);
    this.#open = plus(this.#open, oldest[1]);
  }

  report(): OpenLegs {
    return [...this.#legs.values()].reduce(plus, this.#open);
  }
}

function plus({ legs, called, rated }: OpenLegs, bits: number): OpenLegs {
  if ((bits & CLOSED) !== 0) return { legs, called, rated };
  return {
    legs: legs + 1,
    called: called + ((bits & LEFT) === 0 ? 0 : 1),
    rated: rated + ((bits & RATED) === 0 ? 0 : 1),
  };
}
