import { DateTime } from 'luxon';
import type { SourceEvent } from '../connectors/connector.js';
import type { Waits } from './preview.js';
import { type Sign, signOf } from './signs.js';

/** Visits that are compared; the rest of a larger file is not, so that memory stays small. */
const MAX_VISITS = 200_000;
const DAY_SECONDS = 24 * 3600;

interface Known {
  issuedMs: number | undefined;
  calledMs: number | undefined;
  isIssuedTwice: boolean;
  isOnSeveralDays: boolean;
}

/** What visits of a file look like as a whole. */
export class VisitCounts {
  readonly #visits = new Map<string, Known>();
  readonly #hours = new Array<number>(24).fill(0);
  #events = 0;
  #atMidnight = 0;
  #onFirst = 0;
  #lastHour: { hourMs: number; local: DateTime } = { hourMs: Number.NaN, local: DateTime.utc() };

  constructor(readonly timeZone: string) {}

  add(event: SourceEvent): void {
    const { occurredAtMs, visitId, centreId = '', legNo = 1, fact } = event;
    const local = this.#local(occurredAtMs);
    this.#events += 1;
    if (local.hour === 0 && local.minute === 0 && occurredAtMs % 900_000 === 0) this.#atMidnight += 1;
    if (local.day === 1) this.#onFirst += 1;
    if (visitId === undefined || (fact.case !== 'ticketIssued' && fact.case !== 'ticketCalled')) return;
    const known = this.#visit(JSON.stringify([centreId, visitId, legNo]));
    if (known === undefined) return;
    if (fact.case === 'ticketCalled') known.calledMs = Math.min(known.calledMs ?? occurredAtMs, occurredAtMs);
    else this.#issue(known, occurredAtMs, local);
  }

  #issue(known: Known, atMs: number, local: DateTime): void {
    if (known.issuedMs === undefined) {
      known.issuedMs = atMs;
      this.#hours[local.hour] = (this.#hours[local.hour] ?? 0) + 1;
    } else if (known.issuedMs !== atMs) {
      known.isIssuedTwice = true;
      known.isOnSeveralDays ||= !this.#local(known.issuedMs).hasSame(local, 'day');
    }
  }

  #visit(key: string): Known | undefined {
    const known = this.#visits.get(key);
    if (known !== undefined || this.#visits.size >= MAX_VISITS) return known;
    const made = { issuedMs: undefined, calledMs: undefined, isIssuedTwice: false, isOnSeveralDays: false };
    this.#visits.set(key, made);
    return made;
  }

  /** The local hour of a moment; the last one is cached, because rows are nearly in order. */
  #local(ms: number): DateTime {
    const hourMs = Math.floor(ms / 900_000);
    if (hourMs !== this.#lastHour.hourMs)
      this.#lastHour = { hourMs, local: DateTime.fromMillis(hourMs * 900_000, { zone: this.timeZone }) };
    return this.#lastHour.local;
  }

  get issuedByHour(): readonly number[] {
    return this.#hours;
  }

  /** Seconds from the issue to the call of the visits that have both, sorted. */
  #waitSeconds(): readonly number[] {
    const waits: number[] = [];
    for (const { issuedMs, calledMs } of this.#visits.values())
      if (issuedMs !== undefined && calledMs !== undefined) waits.push((calledMs - issuedMs) / 1000);
    return waits.sort((left, right) => left - right);
  }

  waits(): Waits | undefined {
    const waits = this.#waitSeconds();
    const at = (share: number): number => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))] ?? 0;
    if (waits.length === 0) return undefined;
    const negative = waits.filter((wait) => wait < 0).length;
    return { visits: waits.length, negative, median: at(0.5), p90: at(0.9), max: at(1) };
  }

  signs(): readonly Sign[] {
    const visits = [...this.#visits.values()];
    const waits = this.#waitSeconds();
    const several = visits.filter(({ isOnSeveralDays }) => isOnSeveralDays).length;
    const twice = visits.filter(({ isIssuedTwice, isOnSeveralDays }) => isIssuedTwice && !isOnSeveralDays).length;
    return [
      ...(this.#atMidnight === this.#events ? signOf('no_time_of_day', this.#atMidnight, this.#events) : []),
      ...(this.#onFirst === this.#events ? signOf('first_of_month', this.#onFirst, this.#events) : []),
      ...signOf('visit_on_several_days', several, visits.length),
      ...signOf('issued_twice', twice, visits.length),
      ...signOf('negative_wait', waits.filter((wait) => wait < 0).length, waits.length),
      ...signOf('huge_wait', waits.filter((wait) => wait > DAY_SECONDS).length, waits.length),
    ];
  }
}
