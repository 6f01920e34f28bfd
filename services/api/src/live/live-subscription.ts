import type { Directory } from '#store/network/directory.js';
import type { LiveDelta, LiveHeartbeat, LiveSnapshot, RegionStatus, ScopeFigures } from '../gql/schema-types.js';
import type { CentreView } from './centre-view.js';

export const HEARTBEAT_MS = 5_000;
const COALESCE_MS = 50;
const SLOWEST_COALESCE_MS = 1_000;
/** A consumer that was away for longer gets a fresh snapshot. */
const SLOW_MS = 10_000;

/** The same types with the centres of this server, which carry more than the schema has. */
type Snapshot = LiveSnapshot & {
  readonly __typename: 'LiveSnapshot';
  readonly centres: readonly CentreView[];
  /** For those who joined late or fell behind: it repeats the newest seq instead of following on. Not in the schema. */
  readonly isWelcome?: boolean;
};
type Delta = LiveDelta & { readonly __typename: 'LiveDelta'; readonly centres: readonly CentreView[] };

export type LiveMessage = Snapshot | Delta | (LiveHeartbeat & { readonly __typename: 'LiveHeartbeat' });

/** By id; a picture that is still the same object has not changed. Without centres where a message has every one that changed. */
interface Sent {
  readonly regions: ReadonlyMap<string, RegionStatus>;
  readonly centres: ReadonlyMap<string, CentreView>;
}

/** What a subscription reads at the moment that it sends. */
export interface LiveSource {
  now(): number;
  readonly buildId: string;
  watermark(visible: Directory): number | null;
  centres(visible: Directory, ids: Iterable<string>): readonly CentreView[];
  regions(visible: Directory): readonly RegionStatus[];
  /** The centres of a message where not all of them go; undefined: all do. */
  readonly foremost: ((visible: Directory) => readonly CentreView[]) | undefined;
  figures(visible: Directory): ScopeFigures;
  /** What the subscriber sees now; throws when the place is gone. */
  visible(): Directory;
}

/**
 * The messages of one subscriber, or of many who share them, made only when they are asked for: a slow consumer costs one set of ids, never
 * a queue. Changes that come while the consumer is busy are sent together; the pause between deltas grows with the time that it needs.
 */
export class LiveSubscription implements AsyncIterableIterator<LiveMessage> {
  readonly #changed = new Set<string>();
  #visible: Directory;
  #needsSnapshot = true;
  #isWelcomeDue = false;
  #figuresChanged = false;
  #lastFigures = '';
  /** What the subscribers who share these messages have: that of the newest message to all, and of each snapshot to some since. */
  #sent: Sent[] = [];
  #seq = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #pauseMs = COALESCE_MS;
  #heartbeatAt: number;
  #isDone = false;
  #wake: () => void = () => {};

  constructor(
    readonly source: LiveSource,
    readonly onEnd: (subscription: LiveSubscription) => void,
  ) {
    this.#visible = source.visible();
    this.#heartbeatAt = source.now() + HEARTBEAT_MS;
  }

  /** Says that these centres changed, or (undefined) the figures did. */
  note(centreIds: Iterable<string> | undefined): void {
    if (centreIds === undefined) this.#figuresChanged = true;
    else for (const id of centreIds) if (this.#visible.centreById.has(id)) this.#changed.add(id);
    if (this.#isDirty()) this.#wake();
  }

  /** Says that the network's description changed: whoever is subscribed starts again with a snapshot. */
  restart(): void {
    this.#needsSnapshot = true;
    this.#wake();
  }

  /** Asks for a snapshot as of the newest seq, for somebody who shares these messages and has none or not all of them. */
  welcome(): void {
    this.#isWelcomeDue = true;
    this.#wake();
  }

  async next(): Promise<IteratorResult<LiveMessage>> {
    const { source } = this;
    const busyMs = source.now() - this.#sentAt;
    if (Number.isFinite(busyMs)) this.#pauseMs = Math.min(SLOWEST_COALESCE_MS, Math.max(COALESCE_MS, 2 * busyMs));
    if (busyMs > SLOW_MS && Number.isFinite(busyMs)) this.#needsSnapshot = true;
    while (!this.#isDone) {
      const now = source.now();
      if (this.#needsSnapshot) return this.#send(this.#snapshot(now), now);
      if (this.#isWelcomeDue) return this.#send(this.#welcome(now), now);
      if (now >= this.#heartbeatAt) {
        this.#heartbeatAt = now + HEARTBEAT_MS;
        return this.#send({ __typename: 'LiveHeartbeat', ...this.#envelope(now), buildId: source.buildId }, now);
      }
      const due = this.#isDirty() ? this.#sentAt + this.#pauseMs : this.#heartbeatAt;
      if (this.#isDirty() && now >= due) {
        const delta = this.#delta(now);
        if (delta !== undefined) return this.#send(delta, now);
        continue;
      }
      await this.#sleep(Math.min(due, this.#heartbeatAt) - now);
    }
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<LiveMessage>> {
    this.#isDone = true;
    this.#wake();
    this.onEnd(this);
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #isDirty(): boolean {
    return this.#changed.size > 0 || this.#figuresChanged || this.#needsSnapshot;
  }

  #envelope(now: number, step = 1): { seq: number; serverTime: number; watermark: number | null } {
    this.#seq += step;
    return { seq: this.#seq, serverTime: now, watermark: this.source.watermark(this.#visible) };
  }

  #snapshot(now: number): LiveMessage {
    this.#visible = this.source.visible();
    const figures = this.source.figures(this.#visible);
    this.#lastFigures = textOf(figures);
    this.#needsSnapshot = false;
    // A welcome that is asked for stays due: who asked may be too far behind for this message too.
    this.#figuresChanged = false;
    this.#changed.clear();
    this.#sent = [];
    return { __typename: 'LiveSnapshot', ...this.#envelope(now), ...this.#whole(figures) };
  }

  #welcome(now: number): LiveMessage {
    const figures = this.source.figures(this.#visible);
    this.#isWelcomeDue = false;
    // Newer than what the others have: the next delta has to say the figures, whether they changed for the others or not.
    this.#lastFigures = '';
    return { __typename: 'LiveSnapshot', ...this.#envelope(now, 0), ...this.#whole(figures), isWelcome: true };
  }

  #whole(figures: ScopeFigures): Pick<Snapshot, 'buildId' | 'figures' | 'regions' | 'centres'> {
    const { source } = this;
    const regions = source.regions(this.#visible);
    const list = source.foremost?.(this.#visible);
    this.#sent.push(sentOf(regions, list ?? []));
    const centres = list ?? source.centres(this.#visible, this.#visible.centreById.keys());
    return { buildId: source.buildId, figures, regions, centres };
  }

  /** Regions and centres that anybody who gets the message has otherwise, or has no more. */
  #news(): Pick<Delta, 'regions' | 'centres' | 'goneCentreIds'> {
    const { source } = this;
    const sent = this.#sent;
    const regions = source.regions(this.#visible);
    const list = source.foremost?.(this.#visible);
    const now = sentOf(regions, list ?? []);
    this.#sent = [now];
    const gone = new Set(sent.flatMap(({ centres }) => [...centres.keys()]).filter((id) => !now.centres.has(id)));
    const isNews = (centre: CentreView): boolean => sent.some(({ centres }) => centres.get(centre.centreId) !== centre);
    return {
      regions: regions.filter((region) => sent.some((one) => one.regions.get(region.regionId) !== region)),
      centres: list?.filter(isNews) ?? source.centres(this.#visible, this.#changed),
      goneCentreIds: [...gone],
    };
  }

  #delta(now: number): LiveMessage | undefined {
    const news = this.#news();
    const figures = this.source.figures(this.#visible);
    const text = textOf(figures);
    const isSame = text === this.#lastFigures;
    this.#lastFigures = text;
    this.#figuresChanged = false;
    this.#changed.clear();
    // Also where there is nothing to say: the next look waits for its turn.
    this.#sentAt = now;
    if (isSame && news.regions.length + news.centres.length + news.goneCentreIds.length === 0) return undefined;
    return { __typename: 'LiveDelta', ...this.#envelope(now), figures: isSame ? null : figures, ...news };
  }

  #send(message: LiveMessage, now: number): IteratorResult<LiveMessage> {
    this.#sentAt = now;
    return { done: false, value: message };
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, ms));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const sentOf = (regions: readonly RegionStatus[], centres: readonly CentreView[]): Sent => ({
  regions: new Map(regions.map((region) => [region.regionId, region])),
  centres: new Map(centres.map((centre) => [centre.centreId, centre])),
});

const textOf = ({ asOf: _asOf, ...figures }: ScopeFigures): string => JSON.stringify(figures);
