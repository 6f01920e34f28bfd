import type { CentreStatus } from '../../status/centre-status.js';
import { type FreshnessKind, freshnessKind } from '../../status/freshness.js';
import { type CentreFigures, figuresOf } from './centre-figures.js';
import { HoursBook } from './hours-book.js';
import type { Place, Places } from './places.js';

/** A centre in a round. */
export interface Centre {
  readonly place: Place;
  readonly identity: string;
  status: CentreStatus | undefined;
  figures: CentreFigures;
  freshness: FreshnessKind;
}

/** The live data that rules need. `look` moves it to a moment. */
export class World {
  readonly hours = new HoursBook();
  readonly #statuses = new Map<string, CentreStatus>();
  #centres = new Map<string, Centre>();
  #changed = new Set<string>();
  #lost: ReadonlyMap<string, number> = new Map();
  #reportNotSentSeconds = 0;
  #now = 0;

  constructor(public places: Places) {
    this.describe(places);
  }

  get now(): number {
    return this.#now;
  }

  get centres(): Iterable<Centre> {
    return this.#centres.values();
  }

  centre(centreId: string): Centre | undefined {
    return this.#centres.get(centreId);
  }

  /** Newest event time that any trusted centre has sent; 0: none. */
  get watermark(): number {
    let newest = 0;
    for (const { status, freshness } of this.#centres.values())
      if (freshness === 'fresh') newest = Math.max(newest, status?.watermark ?? 0);
    return newest;
  }

  /** Accepts a description of the network. */
  describe(places: Places): void {
    this.places = places;
    this.#centres = new Map(
      places.centres.map((place) => {
        const status = this.#statuses.get(place.centreId);
        const identity = `centre=${place.centreId}`;
        return [
          place.centreId,
          { place, identity, status, figures: figuresOf(status, place), freshness: 'never_connected' },
        ];
      }),
    );
    for (const id of this.#centres.keys()) this.#changed.add(id);
  }

  /** Accepts newer statuses of centres. */
  apply(statuses: readonly CentreStatus[]): void {
    for (const status of statuses) {
      this.#statuses.set(status.centreId, status);
      const centre = this.#centres.get(status.centreId);
      if (centre === undefined) continue;
      centre.status = status;
      centre.figures = figuresOf(status, centre.place);
      this.#changed.add(status.centreId);
    }
  }

  /** @param lost events of the last 24 hours that never arrived, by centre; centres without lost events are left out */
  takeLosses(lost: ReadonlyMap<string, number>): void {
    this.#lost = lost;
  }

  lostOf(centreId: string): number {
    return this.#lost.get(centreId) ?? 0;
  }

  /** @param seconds for which the scheduled report that has waited longest was not sent; 0: every report was */
  takeReports(seconds: number): void {
    this.#reportNotSentSeconds = seconds;
  }

  get reportNotSentSeconds(): number {
    return this.#reportNotSentSeconds;
  }

  /** Moves every centre to a moment and returns those whose statuses have changed since the last call. */
  look(now: number): readonly Centre[] {
    this.#now = now;
    const changed = [...this.#changed].flatMap((id) => this.#centres.get(id) ?? []);
    this.#changed = new Set();
    for (const centre of this.#centres.values()) centre.freshness = freshnessKind(centre.status, now);
    return changed;
  }

  /** The next call returns the centres of the last call again: their changes could not be stored. */
  lookAgain(centres: readonly Centre[]): void {
    for (const { place } of centres) this.#changed.add(place.centreId);
  }
}
