import {
  type KeyedTimelineFact,
  keyedTimelineFact,
  MOST_TIMELINE_FACTS,
  withTimelineFact,
} from '#domain/status/timeline.js';
import { MOST_FACTS, withFact } from '#domain/visit/facts.js';
import type { PlacedLegFact } from '#domain/visit/leg-fact.js';
import type { Admitted } from './admission.js';
import type { BatchPlan, Step } from './batch-plan.js';
import type { Pace } from './pace.js';
import type { StoredLeg } from './visit-rollup.js';

export const TOO_MANY_FACTS = {
  code: 'too_many_facts',
  message: `Its leg has ${MOST_FACTS} facts already, or its desk or centre ${MOST_TIMELINE_FACTS} of that day; the source uses one visit id for many customers, or repeats a fact at ever new times: mend the visit id in the mapping, or the source.`,
} as const;

function withLegFact(legs: readonly StoredLeg[], { legNo, fact }: PlacedLegFact): readonly StoredLeg[] {
  const place = legs.findIndex((leg) => leg.legNo >= legNo);
  const leg = place < 0 ? undefined : legs[place];
  if (leg === undefined || leg.legNo !== legNo) {
    const opened = legs.slice();
    opened.splice(place < 0 ? legs.length : place, 0, { legNo, facts: [fact], figures: undefined });
    return opened;
  }
  const facts = withFact(leg.facts, fact);
  if (facts === leg.facts) return legs;
  const changed = legs.slice();
  changed[place] = { legNo, facts, figures: leg.figures };
  return changed;
}

/** The timelines' facts with those of the step; undefined where nothing is new, 'full' where one has too many already. */
function withTimelineFacts({ timelines }: Step): (readonly KeyedTimelineFact[])[] | 'full' | undefined {
  let changed: (readonly KeyedTimelineFact[])[] | undefined;
  for (const [index, { slot, placed }] of timelines.entries()) {
    const { facts } = slot.now;
    const { fact } = placed;
    // The newest fact of a desk at work is nearly always this very one.
    const newest = facts.at(-1);
    if (fact.kind === 'seen' && newest?.kind === 'seen' && newest.at === fact.at) continue;
    const merged = withTimelineFact(facts, keyedTimelineFact(fact));
    if (merged === facts) continue;
    if (fact.kind !== 'seen' && merged.length > MOST_TIMELINE_FACTS) return 'full';
    changed ??= timelines.map((timeline) => timeline.slot.now.facts);
    changed[index] = merged;
  }
  return changed;
}

/** @returns whether the event said something new; 'full' where what it touches has too many facts: nothing has changed then */
function apply(step: Step): boolean | 'full' {
  const { visit, legFacts, timelines } = step;
  let isNew = legFacts.length === 0 && timelines.every(({ placed }) => placed.fact.kind === 'seen');
  const legs = visit === undefined ? undefined : legFacts.reduce(withLegFact, visit.now.legs);
  if (legs?.some(({ facts }) => facts.length > MOST_FACTS)) return 'full';
  const merged = withTimelineFacts(step);
  if (merged === 'full') return 'full';
  if (visit !== undefined && legs !== undefined && legs !== visit.now.legs) {
    isNew = true;
    visit.now = { centreKey: visit.now.centreKey, visitId: visit.now.visitId, legs, placed: visit.now.placed };
  }
  if (merged === undefined) return isNew;
  for (const [index, { slot, placed }] of timelines.entries()) {
    const facts = merged[index];
    if (facts === undefined || facts === slot.now.facts) continue;
    slot.now = { ...slot.now, facts };
    if (placed.fact.kind !== 'seen') isNew = true;
  }
  return isNew;
}

/** Merges the facts of all steps, and counts each event as applied, as known before or as too many. @returns those that were merged */
export async function mergeBatch(
  { steps }: BatchPlan,
  onTooMany: (admitted: Admitted) => void,
  pace: Pace,
): Promise<readonly Admitted[]> {
  const kept: Admitted[] = [];
  for (const step of steps) {
    const isNew = apply(step);
    const { position } = step.admitted;
    if (isNew === 'full') onTooMany(step.admitted);
    else {
      kept.push(step.admitted);
      if (isNew) position.applied += 1;
      else position.duplicates += 1;
    }
    if (pace.isDue()) await pace.rest();
  }
  return kept;
}
