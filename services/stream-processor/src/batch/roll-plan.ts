import type { Pace } from '#platform/timing/pace.js';
import type { CentreDimension } from '#store/network/dimension-store.js';
import type { Dimensions } from '#store/network/dimensions.js';
import type { RollupDeltas } from '#store/rollups/rollup-deltas.js';
import { addLeg, addTimeline, type PlacedLeg, placeVisit, removeLeg, replaceLeg } from '#store/rollups/visit-rollup.js';
import type { BatchChanges, LegChange } from '#store/visits/processor-store.js';
import type { BatchPlan } from './batch-plan.js';
import type { ServiceChanges } from './desk-services.js';
import type { RememberedTimeline, RememberedVisit } from './remembered.js';

/** Where the legs of a batch are added up. */
interface Rolled {
  readonly deltas: RollupDeltas;
  readonly services: ServiceChanges;
  readonly dimensions: Dimensions;
}

/** Takes the old contributions of the plan's visits back and adds the new ones. @returns the legs that change */
export async function rollVisits(plan: BatchPlan, to: Rolled, pace: Pace): Promise<BatchChanges['legs']> {
  const changed: LegChange[] = [];
  for (const { before, now } of plan.visits) {
    const centre = before === now ? undefined : to.dimensions.centreByKey(now.centreKey);
    if (centre === undefined) continue;
    rollVisit(centre, before, now, to, changed);
    if (now.placed[0]?.isBooked === true) plan.appointments.addVisit(centre, now);
    if (pace.isDue()) await pace.rest();
  }
  return changed;
}

function rollVisit(
  centre: CentreDimension,
  before: RememberedVisit,
  visit: RememberedVisit,
  { deltas, services, dimensions }: Rolled,
  changed: LegChange[],
): void {
  const { centreKey, visitId } = visit;
  visit.placed = placeVisit(centreKey, visit.legs, dimensions);
  visit.legs = visit.placed.map(({ leg, facts, figures }) => ({ legNo: leg.legNo, facts, figures }));
  for (const placed of visit.placed) {
    const was = before.placed.find(({ leg }) => leg.legNo === placed.leg.legNo);
    if (was !== undefined && isUnchanged(was, placed)) continue;
    changed.push({ centreKey, visitId, placed, isNew: was === undefined });
    services.note(centre, visitId, was, placed);
    if (was === undefined) addLeg(deltas, centre, placed);
    else replaceLeg(deltas, centre, was, placed);
  }
  // Legs stay, but for those whose facts were all withdrawn.
  for (const placed of before.placed) {
    if (visit.placed.some(({ leg }) => leg.legNo === placed.leg.legNo)) continue;
    changed.push({ centreKey, visitId, placed, isNew: false, isGone: true });
    services.note(centre, visitId, placed, undefined);
    removeLeg(deltas, centre, placed);
  }
}

const isUnchanged = (was: PlacedLeg, placed: PlacedLeg): boolean =>
  was.facts === placed.facts && was.visitMs === placed.visitMs && was.isBooked === placed.isBooked;

/** Takes the old state times of the plan's timelines back and adds the new ones. @returns the timelines that change */
export function rollTimelines(
  { timelines }: BatchPlan,
  deltas: RollupDeltas,
  dimensions: Dimensions,
): RememberedTimeline[] {
  const changed: RememberedTimeline[] = [];
  for (const { before, now } of timelines) {
    const centre = before === now ? undefined : dimensions.centreByKey(now.centreKey);
    if (centre === undefined) continue;
    addTimeline(deltas, centre, now.subject, before.facts, dimensions, -1);
    addTimeline(deltas, centre, now.subject, now.facts, dimensions, 1);
    changed.push(now);
  }
  return changed;
}
