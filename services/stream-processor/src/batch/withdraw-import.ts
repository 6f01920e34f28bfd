import { timelineWithout } from '#domain/status/timeline.js';
import { factsWithout } from '#domain/visit/facts.js';
import type { Pace } from '#platform/timing/pace.js';
import type { BatchPlan, TimelineSlot, VisitSlot } from './batch-plan.js';

/** Takes the facts of an import out of a visit. Legs without any fact are gone. @returns facts that only it stated */
function withdrawFromVisit(slot: VisitSlot, importId: string): number {
  const { centreKey, visitId, legs, placed } = slot.before;
  let removed = 0;
  let isChanged = false;
  const left = legs.flatMap((leg) => {
    const facts = factsWithout(leg.facts, importId);
    if (facts === leg.facts) return [leg];
    isChanged = true;
    removed += leg.facts.length - facts.length;
    return facts.length === 0 ? [] : [{ ...leg, facts }];
  });
  if (isChanged) slot.now = { centreKey, visitId, legs: left, placed };
  return removed;
}

function withdrawFromTimeline(slot: TimelineSlot, importId: string): number {
  const facts = timelineWithout(slot.before.facts, importId);
  if (facts !== slot.before.facts) slot.now = { ...slot.before, facts };
  return slot.before.facts.length - facts.length;
}

/** Takes the facts of an import out of the visits and timelines of a plan. @returns how many have left */
export async function withdrawFrom({ visits, timelines }: BatchPlan, importId: string, pace: Pace): Promise<number> {
  let removed = 0;
  for (const slot of visits) {
    removed += withdrawFromVisit(slot, importId);
    if (pace.isDue()) await pace.rest();
  }
  for (const slot of timelines) {
    removed += withdrawFromTimeline(slot, importId);
    if (pace.isDue()) await pace.rest();
  }
  return removed;
}
