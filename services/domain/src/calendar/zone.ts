import { DateTime, IANAZone } from 'luxon';

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MAX_SLOTS = 20_000;

/** A time zone with remembered offsets: rollups need the same quarter hours again and again. */
export class Zone {
  readonly #zone: IANAZone;
  readonly #offsets = new Map<number, number>();
  readonly #dates = new Map<number, string>();
  /** The last answer: consecutive calls are usually about the same moment. */
  #lastSlot = Number.NaN;
  #lastOffset = 0;

  /** @param name IANA name, checked when the network was applied */
  constructor(readonly name: string) {
    this.#zone = IANAZone.create(name);
  }

  /** Offset from UTC in milliseconds. Zones change on quarter hours only. */
  offset(at: number): number {
    const slot = Math.floor(at / QUARTER_MS);
    if (slot !== this.#lastSlot) {
      this.#lastOffset = this.#offsetOfSlot(slot, at);
      this.#lastSlot = slot;
    }
    return this.#lastOffset;
  }

  #offsetOfSlot(slot: number, at: number): number {
    const known = this.#offsets.get(slot);
    if (known !== undefined) return known;
    if (this.#offsets.size >= MAX_SLOTS) this.#offsets.clear();
    const offset = this.#zone.offset(at) * 60_000;
    this.#offsets.set(slot, offset);
    return offset;
  }

  /** Start of the local hour that contains the moment, Unix milliseconds. */
  startOfHour(at: number): number {
    const offset = this.offset(at);
    return Math.floor((at + offset) / HOUR_MS) * HOUR_MS - offset;
  }

  /** The local date of the moment, as 2026-11-24. */
  dateOf(at: number): string {
    const day = Math.floor((at + this.offset(at)) / DAY_MS);
    const known = this.#dates.get(day);
    if (known !== undefined) return known;
    if (this.#dates.size >= MAX_SLOTS) this.#dates.clear();
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    this.#dates.set(day, date);
    return date;
  }

  /** Start of the local day, Unix milliseconds. */
  startOfDay(at: number): number {
    const guess = Math.floor((at + this.offset(at)) / DAY_MS) * DAY_MS - this.offset(at);
    if (this.offset(guess) === this.offset(at)) return guess;
    return DateTime.fromMillis(at, { zone: this.#zone }).startOf('day').toMillis();
  }
}

const zones = new Map<string, Zone>();

/** The one Zone of that name. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = new Zone(name);
  zones.set(name, zone);
  return zone;
}
