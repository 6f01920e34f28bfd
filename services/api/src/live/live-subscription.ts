import type { Directory } from '#store/network/directory.js';
import type { LiveDelta, LiveHeartbeat, LiveSnapshot, RegionStatus, ScopeFigures } from '../gql/schema-types.js';
import type { CentreView } from './centre-view.js';

const HEARTBEAT_MS = 5_000;
const COALESCE_MS = 50;
const MAX_COALESCE_MS = 1_000;
/** A consumer that did not read for longer gets a new snapshot. */
const SLOW_MS = 10_000;

/** The schema's types with this server's centres, which have more fields than the schema. */
type Snapshot = LiveSnapshot & {
  readonly __typename: 'LiveSnapshot';
  readonly centres: readonly CentreView[];
  /**
   * For subscribers who joined late or fell behind: it repeats the newest seq instead of the next one. Not in the
   * schema.
   */
  readonly isWelcome?: boolean;
};
type Delta = LiveDelta & { readonly __typename: 'LiveDelta'; readonly centres: readonly CentreView[] };

export type LiveMessage = Snapshot | Delta | (LiveHeartbeat & { readonly __typename: 'LiveHeartbeat' });

/**
 * By id; a status that is still the same object has not changed. Without centres when a message has all that changed.
 */
interface Sent {
  readonly regions: ReadonlyMap<string, RegionStatus>;
  readonly centres: ReadonlyMap<string, CentreView>;
}

/** What a subscription reads when it sends. */
export interface LiveSource {
  now(): number;
  readonly buildId: string;
  watermark(visible: Directory): number | null;
  centres(visible: Directory, ids: Iterable<string>): readonly CentreView[];
  regions(visible: Directory): readonly RegionStatus[];
  /** Returns the centres of a message when it is limited to some; undefined: all are sent. */
  readonly mostUrgent: ((visible: Directory) => readonly CentreView[]) | undefined;
  figures(visible: Directory): ScopeFigures;
  /** The part of the network that the subscriber sees now. @throws when the place no longer exists */
  visible(): Directory;
}

/**
 * The messages of one subscriber, or of many who share them, built only when they are requested: a slow consumer costs
 * one set of ids, never a queue. Changes that arrive while the consumer is busy are sent together; the pause between
 * deltas grows with the time that it needs.
 */
export class LiveSubscription implements AsyncIterableIterator<LiveMessage> {
  readonly #changed = new Set<string>();
  #visible: Directory;
  #needsSnapshot = true;
  #isWelcomeDue = false;
  #figuresChanged = false;
  #lastFigures = '';
  /** What the subscribers who share these messages have: the newest message to all, and each later snapshot to some. */
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

  /** Reports that these centres changed, or (undefined) that the figures changed. */
  note(centreIds: Iterable<string> | undefined): void {
    if (centreIds === undefined) this.#figuresChanged = true;
    else for (const id of centreIds) if (this.#visible.centreById.has(id)) this.#changed.add(id);
    if (this.#isDirty()) this.#wake();
  }

  /** Reports that the network's description changed: every subscriber starts again with a snapshot. */
  restart(): void {
    this.#needsSnapshot = true;
    this.#wake();
  }

  /**
   * Requests a snapshot as of the newest seq, for a subscriber who shares these messages and has not received all of
   * them.
   */
  welcome(): void {
    this.#isWelcomeDue = true;
    this.#wake();
  }

  async next(): Promise<IteratorResult<LiveMessage>> {
    const { source } = this;
    const busyMs = source.now() - this.#sentAt;
    if (Number.isFinite(busyMs)) this.#pauseMs = Math.min(MAX_COALESCE_MS, Math.max(COALESCE_MS, 2 * busyMs));
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
    // A requested welcome stays due, because the subscriber may be too far behind for this message too.
    this.#figuresChanged = false;
    this.#changed.clear();
    this.#sent = [];
    return { __typename: 'LiveSnapshot', ...this.#envelope(now), ...this.#whole(figures) };
  }

  #welcome(now: number): LiveMessage {
    const figures = this.source.figures(this.#visible);
    this.#isWelcomeDue = false;
    // Newer than what the others have: the next delta must include the figures, whether or not they changed for the
    // others.
    this.#lastFigures = '';
    return { __typename: 'LiveSnapshot', ...this.#envelope(now, 0), ...this.#whole(figures), isWelcome: true };
  }

  #whole(figures: ScopeFigures): Pick<Snapshot, 'buildId' | 'figures' | 'regions' | 'centres'> {
    const { source } = this;
    const regions = source.regions(this.#visible);
    const list = source.mostUrgent?.(this.#visible);
    this.#sent.push(sentOf(regions, list ?? []));
    const centres = list ?? source.centres(this.#visible, this.#visible.centreById.keys());
    return { buildId: source.buildId, figures, regions, centres };
  }

  /** Regions and centres that differ for any recipient of the message, and centres that are no longer included. */
  #news(): Pick<Delta, 'regions' | 'centres' | 'goneCentreIds'> {
    const { source } = this;
    const sent = this.#sent;
    const regions = source.regions(this.#visible);
    const list = source.mostUrgent?.(this.#visible);
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
    // Also when there is nothing to send, so that the next check waits for the pause.
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
