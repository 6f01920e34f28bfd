import { simulateDay } from '#demo/simulator/simulate-day.js';
import { encodeEvent, withSeq } from '#edge-agent/agent/encode-event.js';
import type { SourceEvent } from '#edge-agent/connectors/connector.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import type { Country } from './country-network.js';

/**
 * Number of days that the simulator makes for each number of desks; centres share them, each shifted a little in time.
 */
const TEMPLATES_OF_SIZE = 24;
const SHIFT_MS = 20 * 60_000;
const SEED = 'country';
/** Id of the only outbox of the simulated agents. */
export const OUTBOX = 'outbox-1';
/** Time window whose events are sorted together. */
const WINDOW_MS = 5 * 60_000;

/** The parameters of a day. */
const OPENINGS: ReadonlySet<SourceEvent['fact']['case']> = new Set(['centreOpened', 'staffLogin', 'deskOpened']);

export interface DaySlice {
  /** Unix milliseconds: events after `from`, up to and with `to`. */
  readonly from: number;
  readonly to: number;
}

/** An event of a centre, before it has a seq. */
export interface Due {
  readonly at: number;
  readonly centre: number;
  readonly event: SourceEvent;
}

export const agentOf = (centre: number): string => `agent-C${centre}`;

/**
 * The day of a whole country, from few simulated days: the same country, date and slices give the same records, in
 * order of time, one agent a centre. Slices are asked for in their order; each agent's seq goes on from one to the
 * next.
 */
export class CountryDay {
  readonly #ofCentre: readonly (readonly SourceEvent[])[];
  readonly #next: Uint32Array;
  readonly #seqs: Uint32Array;

  constructor(
    readonly country: Country,
    readonly date: string,
  ) {
    const bySize = new Map<number, (readonly SourceEvent[])[]>();
    this.#ofCentre = country.desksOf.map((desks, n) => {
      const made = bySize.get(desks) ?? [];
      bySize.set(desks, made);
      const which = Math.floor(n / 2) % TEMPLATES_OF_SIZE;
      const day = made[which] ?? simulateDay(country.simulated(`T${desks}-${which}`, desks), date, SEED);
      made[which] = day;
      return day;
    });
    this.#next = new Uint32Array(country.desksOf.length);
    this.#seqs = new Uint32Array(country.desksOf.length);
  }

  /** The whole day with all its events. */
  whole(): DaySlice {
    let [from, to] = [Number.POSITIVE_INFINITY, 0];
    for (const events of new Set(this.#ofCentre)) {
      from = Math.min(from, (events[0]?.occurredAtMs ?? from) - SHIFT_MS);
      to = Math.max(to, (events.at(-1)?.occurredAtMs ?? to) + SHIFT_MS);
    }
    return { from: from - 1, to };
  }

  /** Skips visits that began before this time; desks that are open and staff who are logged in are recorded at once. */
  *begin(at: number): Generator<LogRecord> {
    for (let centre = 0; centre < this.#ofCentre.length; centre += 1)
      for (const due of this.#take(centre, { from: 0, to: at }))
        if (OPENINGS.has(due.event.fact.case)) yield this.record(due, at);
  }

  /** @param receivedAtMs when the gateway received them; undefined: at once */
  *slice({ from, to }: DaySlice, receivedAtMs?: number): Generator<LogRecord> {
    for (let start = from; start < to; start += WINDOW_MS) {
      const window = { from: start, to: Math.min(to, start + WINDOW_MS) };
      for (const due of this.due(window)) yield this.record(due, receivedAtMs ?? due.at);
    }
  }

  /** The events of a slice, in order of time. */
  due(slice: DaySlice): Due[] {
    const due: Due[] = [];
    for (let centre = 0; centre < this.#ofCentre.length; centre += 1) due.push(...this.#take(centre, slice));
    return due.sort((one, other) => one.at - other.at);
  }

  #take(centre: number, { from, to }: DaySlice): Due[] {
    const events = this.#ofCentre[centre] ?? [];
    const shiftMs = ((centre * 7_919) % (2 * SHIFT_MS)) - SHIFT_MS;
    const taken: Due[] = [];
    let index = this.#next[centre] ?? 0;
    for (; index < events.length; index += 1) {
      const event = events[index] as SourceEvent;
      const at = event.occurredAtMs + shiftMs;
      if (at > to) break;
      if (at > from) taken.push({ at, centre, event });
    }
    this.#next[centre] = index;
    return taken;
  }

  /** A heartbeat of a centre's agent. */
  heartbeat(centre: number, at: number, intervalSeconds: number): LogRecord {
    const event: SourceEvent = {
      occurredAtMs: at,
      clock: 'true',
      fact: { case: 'heartbeat', value: { intervalSeconds, outboxPending: 0n } },
    };
    return this.record({ at, centre, event }, at);
  }

  /** The record as the gateway would append it; each agent's seq follows the order of its records. */
  record({ at, centre, event }: Due, receivedAtMs: number): LogRecord {
    const centreId = `C${centre}`;
    const agentId = agentOf(centre);
    const seq = (this.#seqs[centre] ?? 0) + 1;
    this.#seqs[centre] = seq;
    const own: SourceEvent = {
      ...event,
      occurredAtMs: at,
      ...(event.staff === undefined ? {} : { staff: `${centreId}-${event.staff.split('-').at(-1)}` }),
    };
    const { payload } = encodeEvent(own, { agentId, centreId, recordedAtMs: at, clockOffsetMs: 0 });
    return { key: centreId, sourceId: agentId, sourceEpoch: OUTBOX, seq, receivedAtMs, payload: withSeq(payload, seq) };
  }
}
