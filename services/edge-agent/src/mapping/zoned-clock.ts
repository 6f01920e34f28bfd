import { DateTime, type Zone } from 'luxon';
import { type LocalMoment, localMoment } from '#domain/calendar/local-time.js';
import type { LocalDoubts } from './local-doubts.js';
import { MappingError } from './mapping-errors.js';

interface KnownDay {
  readonly startMs: number;
  /** Whether the day has 24 hours, so that a time of day can simply be added. */
  readonly isPlain: boolean;
}

const MAX_CACHED_DAYS = 1000;
const DAY_MS = 24 * 3600 * 1000;

/** Converts local times in the centre's time zone into Unix milliseconds. Days are cached for speed. */
export class ZonedClock {
  readonly #zone: Zone;
  readonly #days = new Map<number, KnownDay>();
  #lastDay = { fromMs: 0, toMs: 0 };

  /** @throws MappingError when the time zone is unknown */
  constructor(readonly timeZone: string) {
    const known = DateTime.utc().setZone(timeZone);
    if (!known.isValid) throw new MappingError(`"${timeZone}" is not an IANA time zone such as Africa/Nairobi.`);
    this.#zone = known.zone;
  }

  /**
   * The moment of a local time; the earlier one where it comes twice.
   * @param localMs the local date and time, as if it were UTC, milliseconds
   * @param doubts takes note of a time that comes twice or never
   */
  local(localMs: number, doubts: LocalDoubts): number {
    const day = Math.floor(localMs / DAY_MS);
    const known = this.#day(day);
    if (known.isPlain) return known.startMs + localMs - day * DAY_MS;
    const moment = this.#moment(localMs);
    doubts.note(moment);
    return moment.at;
  }

  /**
   * The start of the local day of a moment, Unix milliseconds. The last day is cached, because rows are nearly in
   * order.
   */
  dayOf(ms: number): number {
    if (ms < this.#lastDay.fromMs || ms >= this.#lastDay.toMs) {
      const start = DateTime.fromMillis(ms, { zone: this.timeZone }).startOf('day');
      this.#lastDay = { fromMs: start.toMillis(), toMs: start.plus({ days: 1 }).startOf('day').toMillis() };
    }
    return this.#lastDay.fromMs;
  }

  #moment(localMs: number): LocalMoment {
    return localMoment(localMs, (at) => this.#zone.offset(at) * 60_000);
  }

  /** @param day days since 1970-01-01 */
  #day(day: number): KnownDay {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const [start, next] = [this.#moment(day * DAY_MS), this.#moment((day + 1) * DAY_MS)];
    const isOnce = !start.isSkipped && start.later === undefined;
    const made = { startMs: start.at, isPlain: isOnce && next.at - start.at === DAY_MS };
    if (this.#days.size >= MAX_CACHED_DAYS) this.#days.clear();
    this.#days.set(day, made);
    return made;
  }
}
