import type { KeyedLegFact } from './leg-fact.js';

/**
 * A leg's facts in order of time, then text; no two are equal. Merging is set union: commutative, associative,
 * idempotent.
 */
export type Facts = readonly KeyedLegFact[];

/** More facts than this in one leg are a fault of the source, not a history. */
export const MAX_FACTS = 400;

const before = (left: KeyedLegFact, right: KeyedLegFact): boolean =>
  left.at < right.at || (left.at === right.at && left.text < right.text);

/** Where a fact belongs among others; -1 when it is already known. */
export function placeOf(facts: Facts, fact: KeyedLegFact): number {
  let place = facts.length;
  while (place > 0) {
    const other = facts[place - 1];
    if (other === undefined || before(other, fact)) break;
    if (other.at === fact.at && other.text === fact.text) return -1;
    place -= 1;
  }
  return place;
}

/** The facts with one more; the same array when it was already known. */
export function withFact(facts: Facts, fact: KeyedLegFact): Facts {
  const place = placeOf(facts, fact);
  return place < 0 ? facts : facts.toSpliced(place, 0, fact);
}

/** Set union. */
export function mergeFacts(left: Facts, right: Facts): Facts {
  return right.reduce(withFact, left);
}
