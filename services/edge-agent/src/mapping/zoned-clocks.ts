import { MappingError, RowError } from './mapping-errors.js';
import { shown } from './row-context.js';
import { ZonedClock } from './zoned-clock.js';

/** A source has a few time zones; this bounds what wrong contents may cost. */
const MAX_CLOCKS = 1000;

/** The clocks of a source: its own, and those of the time zones that its rows name. */
export class ZonedClocks {
  readonly main: ZonedClock;
  readonly #named = new Map<string, ZonedClock>();

  /** @throws MappingError when the time zone is unknown */
  constructor(timeZone: string) {
    this.main = new ZonedClock(timeZone);
  }

  /** @param zone IANA name, or an offset such as +03:00 or UTC+3 @throws RowError when it is unknown */
  named(zone: string): ZonedClock {
    const known = this.#named.get(zone);
    if (known !== undefined) return known;
    try {
      const made = new ZonedClock(zone.replace(/^(?:UTC|GMT)?\s*([+-]\d)/, 'UTC$1'));
      if (this.#named.size >= MAX_CLOCKS) this.#named.clear();
      this.#named.set(zone, made);
      return made;
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      throw new RowError('bad_zone', `${shown(zone)} is not a time zone such as Africa/Nairobi or +03:00.`);
    }
  }
}
