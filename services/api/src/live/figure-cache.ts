import type { Scope } from '#domain/access/viewer.js';
import { startOf } from '#domain/calendar/period.js';
import type { ByPlace, DaySums, FigureStore, UsualSums, WindowSums } from '#store/live/figure-sums.js';
import type { StoredFigures } from './scope-figures.js';

/** What was read, when it was asked for, Unix milliseconds (0 is never), and how long that took. */
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
const SHORTEST_AGE_MS = 2_000;
const USUAL_AGE_MS = 60_000;
/** Of the time that reading may take: the day, from rollups, and the windows, from the hour's legs, whose reading holds up the batches. */
const DAY_SHARE = 0.1;
const WINDOWS_SHARE = 0.03;

/** What a read of the figures changed: any of them, and the last hour of which centres. */
export interface FigureChange {
  readonly any: boolean;
  readonly centreIds: readonly string[];
}

/** The day's figures of one database scope, read again at most every 2 s, and less often where reading is slow: each kind at its own pace. */
export class FigureCache {
  #figures = NONE;
  #reading: Promise<FigureChange> | undefined;
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
    const { day } = this.#figures;
    const age = now - day.asOf;
    if (this.#reading !== undefined || age < Math.max(SHORTEST_AGE_MS, day.tookMs / DAY_SHARE)) return false;
    return this.#changes !== this.#seenChanges || age > 15_000;
  }

  /** Reads again unless a read is under way; resolves to what changed. Rejects when the database does, and keeps the old figures. */
  refresh(now: number, zone: string): Promise<FigureChange> {
    this.#reading ??= this.#read(now, zone).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Reads what is due, and waits for it. */
  async fresh(now: number, zone: string): Promise<void> {
    if (this.#figures.day.asOf === 0 || this.isDue(now)) await this.refresh(now, zone);
  }

  /** @param place 'network', 'region:ID' or 'centre:ID'; the figures say the age of their oldest part */
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
