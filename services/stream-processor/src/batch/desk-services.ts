import { type DeskService, servingTimes } from '#domain/status/serving.js';
import type { CentreDimension } from '#store/network/dimension-store.js';
import type { RollupDeltas } from '#store/rollups/rollup-deltas.js';
import { addServing, type PlacedLeg, serviceOf } from '#store/rollups/visit-rollup.js';
import type { ProcessorStore, StoredService } from '#store/visits/processor-store.js';

/** Services that ended longer before a desk's latest one are read from the database when they are needed. */
const KEPT_MS = 20 * 60_000;
/** Desks that are remembered: about 20 MB. */
const MAX_DESKS = 50_000;

/** A service with the leg that it is of. */
interface OfLeg extends DeskService {
  readonly leg: string;
}

/** What is known of one desk. Every service that ends after `completeFrom` is among `services`. */
interface Desk {
  completeFrom: number;
  latest: number;
  services: OfLeg[];
}

/** What a batch changes at one desk. */
interface DeskChanges {
  readonly centre: CentreDimension;
  readonly deskKey: number;
  readonly legs: Set<string>;
  readonly was: OfLeg[];
  readonly is: OfLeg[];
  from: number;
  to: number;
}

const overlaps = (one: DeskService, { from, to }: DeskChanges): boolean => one.from < to && one.to > from;

/** The services that a batch changes, by desk. */
export class ServiceChanges {
  readonly desks = new Map<number, DeskChanges>();
  /** Of desks about which memory does not know enough: what the database has beside the batch. */
  readonly read = new Map<number, OfLeg[]>();

  /** @param now undefined for a leg that is gone */
  note(centre: CentreDimension, visitId: string, before: PlacedLeg | undefined, now: PlacedLeg | undefined): void {
    const is = now === undefined ? undefined : serviceOf(now);
    const was = before === undefined ? undefined : serviceOf(before);
    if (was === undefined && is === undefined) return;
    const isSame =
      was?.deskKey === is?.deskKey && was?.staffKey === is?.staffKey && was?.from === is?.from && was?.to === is?.to;
    if (isSame) return;
    const leg = `${visitId}|${(now ?? before)?.leg.legNo}`;
    if (was !== undefined) this.#desk(centre, was.deskKey, leg, was).was.push({ ...was, leg });
    if (is !== undefined) this.#desk(centre, is.deskKey, leg, is).is.push({ ...is, leg });
  }

  #desk(centre: CentreDimension, deskKey: number, leg: string, { from, to }: DeskService): DeskChanges {
    const known = this.desks.get(deskKey) ?? { centre, deskKey, legs: new Set(), was: [], is: [], from, to };
    this.desks.set(deskKey, known);
    known.legs.add(leg);
    known.from = Math.min(known.from, from);
    known.to = Math.max(known.to, to);
    return known;
  }
}

/**
 * The latest services of desks, so that the union of a desk's serving time is kept without reading: a service that
 * begins when all others of its desk have ended overlaps none. Only where it begins earlier, or a service of the past
 * changes, are the services of that time read.
 */
export class DeskServices {
  readonly #desks = new Map<number, Desk>();

  constructor(readonly store: Pick<ProcessorStore, 'latestServices' | 'servicesIn'>) {}

  clear(): void {
    this.#desks.clear();
  }

  /**
   * Reads what memory does not know. It changes nothing but what is known of desks for the first time.
   * @param committed resolves when the database has what earlier batches wrote
   */
  async recall(changes: ServiceChanges, committed: () => Promise<unknown>): Promise<void> {
    const all = [...changes.desks.values()];
    const unknown = all.filter(({ deskKey }) => !this.#desks.has(deskKey));
    if (unknown.length > 0) {
      await committed();
      const latest = new Map<number, number>();
      for (const { deskKey, to } of await this.store.latestServices(unknown.map(keyOf))) latest.set(deskKey, to);
      for (const { deskKey } of unknown) {
        const to = latest.get(deskKey) ?? Number.NEGATIVE_INFINITY;
        this.#desks.set(deskKey, { completeFrom: to, latest: to, services: [] });
      }
    }
    const unsure = all.filter(({ deskKey, from }) => from < (this.#desks.get(deskKey)?.completeFrom ?? 0));
    if (unsure.length === 0) return;
    await committed();
    for (const { deskKey } of unsure) changes.read.set(deskKey, []);
    const windows = unsure.map((desk) => ({ ...keyOf(desk), from: desk.from, to: desk.to }));
    for (const stored of await this.store.servicesIn(windows)) changes.read.get(stored.deskKey)?.push(ofLeg(stored));
  }

  /** Adds what changes in the union of each desk to the rollups, and remembers it. */
  roll(changes: ServiceChanges, deltas: RollupDeltas): void {
    for (const change of changes.desks.values()) {
      const desk = this.#desks.get(change.deskKey) ?? { completeFrom: 0, latest: 0, services: [] };
      const others = othersOf(desk, change, changes.read.get(change.deskKey) ?? []);
      const { centre, deskKey, was, is } = change;
      const before = [...others, ...was];
      if (before.length > 0) addServing(deltas, centre, deskKey, servingTimes(centre.zone, before), -1);
      addServing(deltas, centre, deskKey, servingTimes(centre.zone, [...others, ...is]), 1);
      this.#remember(desk, change);
    }
    for (const deskKey of this.#desks.keys()) {
      if (this.#desks.size <= MAX_DESKS) return;
      this.#desks.delete(deskKey);
    }
  }

  #remember(desk: Desk, { deskKey, legs, is }: DeskChanges): void {
    for (const { to } of is) desk.latest = Math.max(desk.latest, to);
    const services = [...desk.services.filter(({ leg }) => !legs.has(leg)), ...is];
    desk.services = services.filter(({ to }) => to > desk.latest - KEPT_MS);
    if (desk.services.length < services.length)
      for (const { to } of services)
        if (to <= desk.latest - KEPT_MS) desk.completeFrom = Math.max(desk.completeFrom, to);
    // The most recently used desks are last.
    this.#desks.delete(deskKey);
    this.#desks.set(deskKey, desk);
  }
}

const keyOf = ({ centre, deskKey }: DeskChanges): { centreKey: number; deskKey: number } => ({
  centreKey: centre.centreKey,
  deskKey,
});

const ofLeg = ({ visitId, legNo, staffKey, from, to }: StoredService): OfLeg => ({
  leg: `${visitId}|${legNo}`,
  staffKey,
  from,
  to,
});

/** Services beside those that the batch changes which are given at the same time. */
function othersOf({ services }: Desk, change: DeskChanges, stored: readonly OfLeg[]): readonly OfLeg[] {
  const others = services.filter((one) => overlaps(one, change) && !change.legs.has(one.leg));
  if (stored.length === 0) return others;
  const known = new Set(services.map(({ leg }) => leg));
  return [...others, ...stored.filter(({ leg }) => !known.has(leg) && !change.legs.has(leg))];
}
