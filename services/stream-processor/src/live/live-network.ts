import type { CentreStatus } from '#domain/status/centre-status.js';
import type { CentreDimension } from '#store/network/dimension-store.js';
import type { Dimensions } from '#store/network/dimensions.js';
import { placeVisit } from '#store/rollups/visit-rollup.js';
import type { AgentPosition, ProcessorStore } from '#store/visits/processor-store.js';
import { positionText } from '../batch/admission.js';
import type { AppliedBatch } from '../batch/processor.js';
import { LIVE_MS, LiveCentre } from './live-centre.js';

/** The live pictures of all centres, rebuilt from the database at the start and updated with every committed batch. */
export class LiveNetwork {
  readonly #centres = new Map<number, LiveCentre>();
  /** The last seq of each outbox that the pictures include; 0 when it is missing. */
  readonly #upTo = new Map<string, number>();
  #owns: (centreId: string) => boolean = () => true;

  constructor(readonly dimensions: Dimensions) {}

  /**
   * Discards everything and reads the agents' positions, the open visits and the timelines of the last days.
   * @param owns which centres this processor keeps pictures of; other processors keep the others
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
    // Positions are read first: commits of another processor from now on may or may not be read below; `isBehind`
    // detects them.
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
   * Whether another processor applied events after the pictures were recovered, because it was still applying a batch
   * when its partitions moved here. These events are delivered again here and skipped as already applied, so the
   * pictures must be recovered again.
   */
  isBehind({ positionsBefore }: AppliedBatch): boolean {
    return positionsBefore.some((position) => position.lastSeq > (this.#upTo.get(positionText(position)) ?? 0));
  }

  /** Updates the pictures with a committed batch. @returns the pictures that have changed */
  applied(batch: AppliedBatch, now: number): readonly CentreStatus[] {
    const touched = new Set<LiveCentre>();
    const at = (centreKey: number | undefined): LiveCentre | undefined => {
      const live = centreKey === undefined ? undefined : (this.#centres.get(centreKey) ?? this.#addedCentre(centreKey));
      if (live !== undefined) touched.add(live);
      return live;
    };
    for (const visit of batch.visits) at(visit.centreKey)?.visit(visit);
    for (const { centreKey, visitId, placed } of batch.goneLegs) at(centreKey)?.legGone(visitId, placed.leg.legNo);
    for (const timeline of batch.timelines) at(timeline.centreKey)?.timeline(timeline);
    for (const position of batch.positions) {
      this.#note(position);
      at(position.centreKey)?.position(position);
    }
    for (const [centre, receivedAt] of batch.contacts) at(centre.centreKey)?.contact(receivedAt);
    for (const [centre, newest] of batch.newest) at(centre.centreKey)?.event(newest);
    for (const { centre, at: heartbeatAt, clockOffsetMs } of batch.heartbeats)
      at(centre.centreKey)?.heartbeat(heartbeatAt, clockOffsetMs);
    return [...touched].map((live) => live.status(now));
  }

  #note(position: AgentPosition): void {
    this.#upTo.set(positionText(position), position.lastSeq);
  }

  /** The picture of a centre that was added to the network after the pictures were recovered. */
  #addedCentre(centreKey: number): LiveCentre | undefined {
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
