import { setImmediate as nextTurn } from 'node:timers/promises';
import { scopeId, type Viewer, WHOLE_NETWORK } from '#domain/access/viewer.js';
import type { CentreStatus } from '#domain/status/centre-status.js';
import type { FigureStore } from '#store/live/figure-sums.js';
import { type AskedScope, type CentreRecord, type Directory, visibleTo } from '#store/network/directory.js';
import type { ScopeFigures } from '../gql/schema-types.js';
import { mostUrgent } from './attention.js';
import { type CentreView, centreView, clockSignature } from './centre-view.js';
import { FigureCache } from './figure-cache.js';
import { LiveSubscription } from './live-subscription.js';
import type { RegionPicture } from './region-picture.js';
import { RegionPictures, sumsOfRegions } from './region-pictures.js';
import { scopeFigures } from './scope-figures.js';

/** Number of centres that one turn of the event loop checks. */
const TICK_CENTRES = 1_000;

export interface LiveHubOptions {
  readonly buildId: string;
  readonly now: () => number;
  /** Called when reading the figures fails; the old ones stay, with their age. */
  readonly onError: (error: unknown) => void;
}

/**
 * Keeps the newest status of every centre and serves it to any number of subscribers. Call `tick` each
 * second.
 */
export class LiveHub {
  readonly #statuses = new Map<string, CentreStatus>();
  readonly #signatures = new Map<string, string>();
  readonly #views = new Map<string, CentreView>();
  readonly #regions = new RegionPictures();
  readonly #subscriptions = new Set<LiveSubscription>();
  /** By agency; '' is the whole network. */
  readonly #figures = new Map<string, FigureCache>();
  #directory: Directory | undefined;
  #isTicking = false;

  constructor(
    readonly store: FigureStore,
    readonly options: LiveHubOptions,
  ) {}

  get subscribers(): number {
    return this.#subscriptions.size;
  }

  /** Sets the description of the network, at the start and whenever it may have changed. */
  describe(directory: Directory): void {
    if (this.#directory !== undefined && textOf(this.#directory) === textOf(directory)) return;
    this.#directory = directory;
    this.#views.clear();
    this.#signatures.clear();
    for (const { id } of directory.regions) this.#regions.changed(id);
    for (const subscription of this.#subscriptions) subscription.restart();
  }

  /** Applies newer statuses of centres. */
  apply(statuses: readonly CentreStatus[]): void {
    const ids = statuses.map((status) => status.centreId);
    for (const status of statuses) this.#statuses.set(status.centreId, status);
    for (const cache of this.#figures.values()) cache.noteChange();
    this.#changed(ids);
  }

  /**
   * Finds what changed with time alone (silence, opening hours, waits that became too long), a part of the network in
   * each turn of the event loop, and reads figures that are due.
   */
  async tick(): Promise<void> {
    const directory = this.#directory;
    if (directory === undefined || this.#subscriptions.size === 0 || this.#isTicking) return;
    const now = this.options.now();
    this.#isTicking = true;
    try {
      for (let at = 0; at < directory.centres.length; at += TICK_CENTRES) {
        if (at > 0) await nextTurn();
        this.#look(directory, directory.centres.slice(at, at + TICK_CENTRES), now);
      }
    } finally {
      this.#isTicking = false;
    }
    for (const cache of this.#figures.values()) {
      if (cache.isDue(now)) this.#refresh(cache, directory, now);
    }
  }

  #look(directory: Directory, centres: readonly CentreRecord[], now: number): void {
    const changed: string[] = [];
    for (const centre of centres) {
      const signature = clockSignature(this.#statuses.get(centre.id), centre, directory, now);
      if (this.#signatures.get(centre.id) === signature) continue;
      this.#signatures.set(centre.id, signature);
      changed.push(centre.id);
    }
    if (changed.length > 0) this.#changed(changed);
  }

  /**
   * @param max maximum number of centres in a message, the most urgent ones; undefined: all
   * @throws RequestError when the requested place is outside what the viewer may see
   */
  async subscribe(viewer: Viewer, asked: AskedScope | null | undefined, max?: number): Promise<LiveSubscription> {
    const visible = (): Directory => visibleTo(viewer, this.#known(), asked);
    visible();
    await this.#fresh(viewer);
    const subscription = new LiveSubscription(
      {
        now: this.options.now,
        buildId: this.options.buildId,
        visible,
        watermark: (part) => sumsOfRegions(this.#regionPictures(viewer, part)).newestEventAt,
        centres: (part, ids) => [...ids].flatMap((id) => this.#view(viewer, part, id) ?? []),
        regions: (part) => this.#regionPictures(viewer, part).map(({ status }) => status),
        mostUrgent:
          max === undefined
            ? undefined
            : (part) =>
                mostUrgent(
                  this.#regionPictures(viewer, part).map(({ ranked }) => ranked),
                  max,
                ),
        figures: (part) => this.#scopeFigures(viewer, part, asked),
      },
      (ended) => this.#subscriptions.delete(ended),
    );
    this.#subscriptions.add(subscription);
    return subscription;
  }

  async statuses(viewer: Viewer, asked: AskedScope | null | undefined): Promise<readonly CentreView[]> {
    const visible = visibleTo(viewer, this.#known(), asked);
    await this.#fresh(viewer);
    return visible.centres.flatMap(({ id }) => this.#build(viewer, visible, id) ?? []);
  }

  async scopeFigures(viewer: Viewer, asked: AskedScope | null | undefined): Promise<ScopeFigures> {
    const visible = visibleTo(viewer, this.#known(), asked);
    await this.#fresh(viewer);
    return this.#scopeFigures(viewer, visible, asked);
  }

  /** Time of the newest contact with any agent of a part of the network; undefined: none. */
  newestContact(visible: Directory): number | undefined {
    const contacts = visible.centres.map(({ id }) => this.#statuses.get(id)?.lastContactAt ?? 0);
    const newest = contacts.reduce((latest, contact) => Math.max(latest, contact), 0);
    return newest > 0 ? newest : undefined;
  }

  /** The whole network; only for callers that limit it to a viewer. */
  directory(): Directory {
    return this.#known();
  }

  #known(): Directory {
    if (this.#directory === undefined) throw new Error('The network has not been read yet; call describe() first.');
    return this.#directory;
  }

  #changed(ids: readonly string[]): void {
    for (const id of ids) {
      const regionId = this.#directory?.centreById.get(id)?.regionId;
      if (regionId !== undefined) this.#regions.changed(regionId);
      this.#views.delete(id);
      for (const key of this.#figures.keys()) this.#views.delete(`${key} ${id}`);
    }
    for (const subscription of this.#subscriptions) subscription.note(ids);
  }

  #cache(viewer: Viewer): FigureCache {
    const scope = viewer.scope.kind === 'agency' ? viewer.scope : WHOLE_NETWORK;
    const key = scopeId(scope) ?? '';
    const cache = this.#figures.get(key) ?? new FigureCache(this.store, scope);
    this.#figures.set(key, cache);
    return cache;
  }

  #fresh(viewer: Viewer): Promise<void> {
    return this.#cache(viewer).fresh(this.options.now(), this.#known().network.timeZone);
  }

  #refresh(cache: FigureCache, directory: Directory, now: number): void {
    cache.refresh(now, directory.network.timeZone).then(({ any, centreIds }) => {
      if (!any) return;
      for (const subscription of this.#subscriptions) subscription.note(undefined);
      this.#changed(centreIds);
    }, this.options.onError);
  }

  #view(viewer: Viewer, visible: Directory, id: string): CentreView | undefined {
    const key = viewer.scope.kind === 'agency' ? `${viewer.scope.agencyId} ${id}` : id;
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    const built = this.#build(viewer, visible, id);
    if (built !== undefined) this.#views.set(key, built);
    return built;
  }

  #build(viewer: Viewer, visible: Directory, id: string): CentreView | undefined {
    const centre = visible.centreById.get(id);
    if (centre === undefined) return undefined;
    const agencyId = viewer.scope.kind === 'agency' ? viewer.scope.agencyId : undefined;
    return centreView(
      this.#statuses.get(id),
      centre,
      visible,
      this.#cache(viewer).hourOf(id),
      this.options.now(),
      agencyId,
    );
  }

  #regionPictures(viewer: Viewer, visible: Directory): readonly RegionPicture[] {
    return this.#regions.of(visible, (id) => this.#view(viewer, visible, id));
  }

  #scopeFigures(viewer: Viewer, visible: Directory, asked: AskedScope | null | undefined): ScopeFigures {
    const sums = sumsOfRegions(this.#regionPictures(viewer, visible));
    return scopeFigures(sums, this.#cache(viewer).at(placeOf(viewer, asked)));
  }
}

const textOf = (directory: Directory): string =>
  JSON.stringify(directory, (_, value: unknown) => (value instanceof Set ? [...value] : value));

/** The narrower of the requested place and the viewer's scope. */
function placeOf({ scope }: Viewer, asked: AskedScope | null | undefined): string {
  if (asked?.centreId != null) return `centre:${asked.centreId}`;
  if (scope.kind === 'centre') return `centre:${scope.centreId}`;
  if (asked?.regionId != null) return `region:${asked.regionId}`;
  return scope.kind === 'region' ? `region:${scope.regionId}` : 'network';
}
