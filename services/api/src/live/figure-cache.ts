import type { Scope } from '#domain/access/viewer.js';
import { startOf } from '#domain/calendar/period.js';
import type { ByPlace, DaySums, FigureStore, UsualSums, WindowSums } from '#store/live/figure-sums.js';
import type { StoredFigures } from './scope-figures.js';

/** Sums, when they were requested (Unix milliseconds; 0: never), and how long reading them took. */
interface Read<Sums> {
  readonly sums: ByPlace<Sums>;
  readonly asOf: number;
  readonly tookMs: number;
}

interface Figures {
  readonly day: Read<DaySums>;
  readonly windows: Read<readonly WindowSums[]>;
  readonly usual: Read<UsualSums>;
}

const NOTHING = { sums: new Map<string, never>(), asOf: 0, tookMs: 0 };
const NONE: Figures = { day: NOTHING, windows: NOTHING, usual: NOTHING };
const MIN_AGE_MS = 2_000;
const USUAL_AGE_MS = 60_000;
/**
 * Share of time that reading may use: for the day, from rollups, and for the windows, from the hour's legs, which
 * delays batches.
 */
const DAY_SHARE = 0.1;
const WINDOWS_SHARE = 0.03;

/** What a read changed: whether any figure, and for which centres the last hour. */
export interface FigureChange {
  readonly any: boolean;
  readonly centreIds: readonly string[];
}

/**
 * The day's figures of one database scope. Each kind is read at most every 2 s, and less often when reading it is slow.
 */
export class FigureCache {
  #figures = NONE;
  #reading: Promise<FigureChange> | undefined;
  #changes = 0;
  #seenChanges = -1;

  constructor(
    readonly store: FigureStore,
    readonly scope: Scope,
  ) {}

  /** Reports that events were applied, so that the figures need to be read again. */
  noteChange(): void {
    this.#changes += 1;
  }

  /** Whether a read is due: never twice within 2 s, and after 15 s even without events, because windows slide. */
  isDue(now: number): boolean {
    const { day } = this.#figures;
    const age = now - day.asOf;
    if (this.#reading !== undefined || age < Math.max(MIN_AGE_MS, day.tookMs / DAY_SHARE)) return false;
    return this.#changes !== this.#seenChanges || age > 15_000;
  }

  /**
   * Reads again unless a read is already running; resolves to what changed. Rejects when the database fails, and keeps
   * the old figures.
   */
  refresh(now: number, zone: string): Promise<FigureChange> {
    this.#reading ??= this.#read(now, zone).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Reads the kinds that are due, and waits for them. */
  async fresh(now: number, zone: string): Promise<void> {
    if (this.#figures.day.asOf === 0 || this.isDue(now)) await this.refresh(now, zone);
  }

  /** @param place 'network', 'region:ID' or 'centre:ID'; `asOf` of the result is that of its oldest part */
  at(place: string): StoredFigures {
    const { day, windows, usual } = this.#figures;
    return {
      asOf: Math.min(day.asOf, windows.asOf),
      day: day.sums.get(place),
      windows: windows.sums.get(place),
      usual: usual.sums.get(place),
    };
  }

  hourOf(centreId: string): WindowSums | undefined {
    return this.#figures.windows.sums.get(`centre:${centreId}`)?.find((window) => window.minutes === 60);
  }

  async #read(now: number, zone: string): Promise<FigureChange> {
    const changes = this.#changes;
    const clock = { now, zone, dayStart: startOf('day', now, zone), hourStart: startOf('hour', now, zone) };
    const old = this.#figures;
    const { store, scope } = this;
    const day = await read(now, () => store.today(scope, clock));
    const areWindowsDue = now - old.windows.asOf >= old.windows.tookMs / WINDOWS_SHARE;
    const windows = areWindowsDue ? await read(now, () => store.windows(scope, clock)) : old.windows;
    const isUsualDue = now - old.usual.asOf > USUAL_AGE_MS;
    const usual = isUsualDue ? await read(now, () => store.usual(scope, clock)) : old.usual;
    this.#figures = { day, windows, usual };
    this.#seenChanges = changes;
    return changeBetween(old, this.#figures);
  }
}

async function read<Sums>(now: number, ask: () => Promise<ByPlace<Sums>>): Promise<Read<Sums>> {
  const began = performance.now();
  const sums = await ask();
  return { sums, asOf: now, tookMs: performance.now() - began };
}

const CENTRE = 'centre:';

function changeBetween(old: Figures, figures: Figures): FigureChange {
  const [before, after] = [old.windows.sums, figures.windows.sums];
  const places = before === after ? [] : new Set([...before.keys(), ...after.keys()]);
  const centres = [...places].filter(
    (place) => place.startsWith(CENTRE) && !areSameWindows(before.get(place), after.get(place)),
  );
  return {
    any:
      centres.length > 0 ||
      !isSameMap(old.day.sums, figures.day.sums) ||
      !isSameMap(old.usual.sums, figures.usual.sums),
    centreIds: centres.map((place) => place.slice(CENTRE.length)),
  };
}

type Numbers = Readonly<Record<string, number | null>>;

/** Compares number by number, because converting all places of a country to text would be slow. */
function areSame(one: object | undefined, other: object | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  for (const name in one) if ((one as Numbers)[name] !== (other as Numbers)[name]) return false;
  return true;
}

const isSameMap = <Sums extends object>(one: ByPlace<Sums>, other: ByPlace<Sums>): boolean =>
  one.size === other.size && [...one].every(([place, sums]) => areSame(sums, other.get(place)));

const areSameWindows = (one: readonly WindowSums[] = [], other: readonly WindowSums[] = []): boolean =>
  one.length === other.length && one.every((window, index) => areSame(window, other[index]));
