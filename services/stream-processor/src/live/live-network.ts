import type { CentreStatus } from '#domain/status/centre-status.js';
import type { CentreDimension } from '#store/network/dimension-store.js';
import type { Dimensions } from '#store/network/dimensions.js';
import { placeVisit } from '#store/rollups/visit-rollup.js';
import type { AgentPosition, ProcessorStore } from '#store/visits/processor-store.js';
import { positionText } from '../batch/admission.js';
import type { AppliedBatch } from '../batch/processor.js';
import { LIVE_MS, LiveCentre } from './live-centre.js';

/** The live pictures of all centres, rebuilt from the database at start and moved on with every committed batch. */
export class LiveNetwork {
  readonly #centres = new Map<number, LiveCentre>();
  /** Up to which seq of each outbox the pictures have its events; none: 0. */
  readonly #upTo = new Map<string, number>();
  #owns: (centreId: string) => boolean = () => true;

  constructor(readonly dimensions: Dimensions) {}

  /**
   * Forgets everything and reads the agents' positions, open visits and the last days' timelines.
   * @param owns which centres' pictures are kept here; others are another processor's
   */
  async recover(
    store: ProcessorStore,
    now: number,
    owns: (centreId: string) => boolean,
  ): Promise<readonly CentreStatus[]> {
    this.#owns = owns;
    this.#centres.clear();
    this.#upTo.clear();
    for (const centre of this.dimensions.centres) if (owns(centre.centreId)) this.#live(centre);
    // First: what another processor commits from now on is perhaps read below, and perhaps not. `misses` will tell.
    for (const position of await store.allPositions()) {
      this.#note(position);
      const live = position.centreKey === undefined ? undefined : this.#centres.get(position.centreKey);
      live?.position(position);
      live?.event(position.lastEventAt);
    }
    for (const { legs, ...key } of await store.openVisits(now - LIVE_MS)) {
      this.#centres
        .get(key.centreKey)
        ?.visit({ ...key, legs, placed: placeVisit(key.centreKey, legs, this.dimensions) });
    }
    const yesterday = new Date(now - LIVE_MS).toISOString().slice(0, 10);
    for await (const timelines of store.timelinesSince(yesterday))
      for (const timeline of timelines) this.#centres.get(timeline.centreKey)?.timeline(timeline);
    return [...this.#centres.values()].map((live) => live.status(now));
  }

  /**
   * Whether events were applied by another processor after the pictures were recovered: it had a batch in hand when its partitions moved here.
   * They come again here, are recognised, and say nothing any more; the pictures have to be recovered.
   */
  misses({ positionsBefore }: AppliedBatch): boolean {
    return positionsBefore.some((position) => position.lastSeq > (this.#upTo.get(positionText(position)) ?? 0));
  }

  /** The pictures that the batch has changed. */
  applied(batch: AppliedBatch, now: number): readonly CentreStatus[] {
    const touched = new Set<LiveCentre>();
    const at = (centreKey: number | undefined): LiveCentre | undefined => {
      const live = centreKey === undefined ? undefined : (this.#centres.get(centreKey) ?? this.#newlyNamed(centreKey));
      if (live !== undefined) touched.add(live);
      return live;
    };
    for (const visit of batch.visits) at(visit.centreKey)?.visit(visit);
    for (const timeline of batch.timelines) at(timeline.centreKey)?.timeline(timeline);
    for (const position of batch.positions) {
      this.#note(position);
      at(position.centreKey)?.position(position);
    }
    for (const [centre, receivedAt] of batch.contacts) at(centre.centreKey)?.contact(receivedAt);
    for (const [centre, newest] of batch.newest) at(centre.centreKey)?.event(newest);
    for (const { centre, at: told, clockOffsetMs } of batch.heartbeats)
      at(centre.centreKey)?.heartbeat(told, clockOffsetMs);
    return [...touched].map((live) => live.status(now));
  }

  #note(position: AgentPosition): void {
    this.#upTo.set(positionText(position), position.lastSeq);
  }

  /** A centre that was added to the network since the picture was recovered. */
  #newlyNamed(centreKey: number): LiveCentre | undefined {
    const centre = this.dimensions.centreByKey(centreKey);
    return centre !== undefined && this.#owns(centre.centreId) ? this.#live(centre) : undefined;
  }

  #live(centre: CentreDimension): LiveCentre {
    const known = this.#centres.get(centre.centreKey);
    if (known !== undefined) return known;
    const live = new LiveCentre(centre);
    this.#centres.set(centre.centreKey, live);
    return live;
  }
}
