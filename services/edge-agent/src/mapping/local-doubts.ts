import type { LocalMoment } from '#domain/calendar/local-time.js';
import type { SourceEvent } from '../connectors/connector.js';

/** Defects that are counted for a row without being named in a mapping. */
const CLOCK_DEFECTS = { repeated: 'repeated_local_time', skipped: 'skipped_local_time' } as const;

/** What is doubtful about the local times of one row on a day on which the clock was changed. */
export class LocalDoubts {
  /** By the earlier moment, the later one. */
  readonly #later = new Map<number, number>();
  #isSkipped = false;
  #isNearChange = false;

  note({ at, later, isSkipped }: LocalMoment): void {
    this.#isNearChange = true;
    if (isSkipped) this.#isSkipped = true;
    if (later !== undefined) this.#later.set(at, later);
  }

  /** Whether a time of the row lies on a day on which the clock was changed. */
  get isNearChange(): boolean {
    return this.#isNearChange;
  }

  get defects(): readonly string[] {
    return [
      ...(this.#later.size > 0 ? [CLOCK_DEFECTS.repeated] : []),
      ...(this.#isSkipped ? [CLOCK_DEFECTS.skipped] : []),
    ];
  }

  /** The moment; or its second reading, where its local time came twice and only that is not before `floor`. */
  notBefore(at: number, floor: number): number {
    const later = this.#later.get(at);
    return later !== undefined && at < floor && later >= floor ? later : at;
  }
}

const MOST_VISITS = 100_000;

/**
 * The order of a visit's events in one file, on days on which the clock was changed: it decides between the two
 * readings of a local time. Use one for each reading of a file, so that a file gives the same each time it is read.
 */
export class VisitOrder {
  readonly #latest = new Map<string, number>();

  /**
   * The events of a row, in their order. Where a time has a second reading, none is before one that came earlier in the
   * row or in its visit.
   */
  placed(events: readonly SourceEvent[], doubts: LocalDoubts): readonly SourceEvent[] {
    if (!doubts.isNearChange) return events;
    let floor = Number.NEGATIVE_INFINITY;
    return events.map((event) => {
      const visit = event.visitId === undefined ? undefined : `${event.centreId ?? ''}|${event.visitId}`;
      const known = visit === undefined ? undefined : this.#latest.get(visit);
      const occurredAtMs = doubts.notBefore(event.occurredAtMs, Math.max(floor, known ?? floor));
      floor = Math.max(floor, occurredAtMs);
      if (visit !== undefined) this.#remember(visit, Math.max(occurredAtMs, known ?? occurredAtMs));
      return occurredAtMs === event.occurredAtMs ? event : { ...event, occurredAtMs };
    });
  }

  #remember(visit: string, latest: number): void {
    if (this.#latest.size >= MOST_VISITS) this.#latest.clear();
    this.#latest.set(visit, latest);
  }
}
