import { startOf } from '#domain/calendar/period.js';
import type { Scope } from '../viewer.js';
import type { ByPlace, DaySums, FigureStore, UsualSums, WindowSums } from './figure-sums.js';
import type { StoredFigures } from './scope-figures.js';

interface Figures {
  readonly asOf: number;
  readonly day: ByPlace<DaySums>;
  readonly windows: ByPlace<readonly WindowSums[]>;
  readonly usual: ByPlace<UsualSums>;
  readonly usualAsOf: number;
}

const NONE: Figures = { asOf: 0, day: new Map(), windows: new Map(), usual: new Map(), usualAsOf: 0 };
const SHORTEST_AGE_MS = 2_000;
const USUAL_AGE_MS = 60_000;
/** The queries may take this share of the time at most. */
const BUSY_SHARE = 0.1;

/** What a read of the figures changed: any of them, and the last hour of which centres. */
export interface FigureChange {
  readonly any: boolean;
  readonly centreIds: readonly string[];
}

/** The day's figures of one database scope, read again at most every 2 s, and less often where reading is slow. */
export class FigureCache {
  #figures = NONE;
  #reading: Promise<FigureChange> | undefined;
  #tookMs = 0;
  #changes = 0;
  #seenChanges = -1;

  constructor(
    readonly store: FigureStore,
    readonly scope: Scope,
  ) {}

  /** Says that something was applied, so that the figures are worth reading again. */
  noteChange(): void {
    this.#changes += 1;
  }

  /** Whether a read is due: never twice within 2 s, and after 15 s even when nothing happened, because windows slide. */
  isDue(now: number): boolean {
    const age = now - this.#figures.asOf;
    if (this.#reading !== undefined || age < Math.max(SHORTEST_AGE_MS, this.#tookMs / BUSY_SHARE)) return false;
    return this.#changes !== this.#seenChanges || age > 15_000;
  }

  /** Reads again unless a read is under way; resolves to what changed. Rejects when the database does, and keeps the old figures. */
  refresh(now: number, zone: string): Promise<FigureChange> {
    this.#reading ??= this.#read(now, zone).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Figures that are at most 2 s old, unless nothing happened. */
  async fresh(now: number, zone: string): Promise<void> {
    if (this.#figures.asOf === 0 || this.isDue(now)) await this.refresh(now, zone);
  }

  /** @param place 'network', 'region:ID' or 'centre:ID' */
  at(place: string): StoredFigures {
    const { asOf, day, windows, usual } = this.#figures;
    return { asOf, day: day.get(place), windows: windows.get(place), usual: usual.get(place) };
  }

  hourOf(centreId: string): WindowSums | undefined {
    return this.#figures.windows.get(`centre:${centreId}`)?.find((window) => window.minutes === 60);
  }

  async #read(now: number, zone: string): Promise<FigureChange> {
    const changes = this.#changes;
    const clock = { now, zone, dayStart: startOf('day', now, zone), hourStart: startOf('hour', now, zone) };
    const started = performance.now();
    const old = this.#figures;
    const day = await this.store.today(this.scope, clock);
    const windows = await this.store.windows(this.scope, clock);
    const isUsualDue = now - old.usualAsOf > USUAL_AGE_MS;
    const usual = isUsualDue ? await this.store.usual(this.scope, clock) : old.usual;
    this.#tookMs = performance.now() - started;
    this.#figures = { asOf: now, day, windows, usual, usualAsOf: isUsualDue ? now : old.usualAsOf };
    this.#seenChanges = changes;
    return changeBetween(old, this.#figures);
  }
}

const CENTRE = 'centre:';

function changeBetween(old: Figures, figures: Figures): FigureChange {
  const places = new Set([...old.windows.keys(), ...figures.windows.keys()]);
  const centres = [...places].filter(
    (place) => place.startsWith(CENTRE) && !areSameWindows(old.windows.get(place), figures.windows.get(place)),
  );
  return {
    any: centres.length > 0 || !isSameMap(old.day, figures.day) || !isSameMap(old.usual, figures.usual),
    centreIds: centres.map((place) => place.slice(CENTRE.length)),
  };
}

type Numbers = Readonly<Record<string, number | null>>;

/** Compared number by number: a country has many places, and their text would take long to write. */
function areSame(one: object | undefined, other: object | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  for (const name in one) if ((one as Numbers)[name] !== (other as Numbers)[name]) return false;
  return true;
}

const isSameMap = <Sums extends object>(one: ByPlace<Sums>, other: ByPlace<Sums>): boolean =>
  one.size === other.size && [...one].every(([place, sums]) => areSame(sums, other.get(place)));

const areSameWindows = (one: readonly WindowSums[] = [], other: readonly WindowSums[] = []): boolean =>
  one.length === other.length && one.every((window, index) => areSame(window, other[index]));
