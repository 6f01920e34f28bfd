import { bothSources, staysWithout, withoutImport } from '../import/sources.js';
import { type KeyedLegFact, statedBy } from './leg-fact.js';

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

/**
 * A known fact with the sources of a second statement of it, and its place; undefined where those are known too.
 */
export function restated(
  facts: Facts,
  fact: KeyedLegFact,
): { readonly place: number; readonly fact: KeyedLegFact } | undefined {
  const place = facts.findLastIndex((other) => other.at === fact.at && other.text === fact.text);
  const known = facts[place];
  if (known === undefined) return undefined;
  const sources = bothSources(known.sources, fact.sources);
  return sources === known.sources ? undefined : { place, fact: statedBy(known, sources) };
}

/** The facts with one more; the same array when it and its sources were already known. */
export function withFact(facts: Facts, fact: KeyedLegFact): Facts {
  const place = placeOf(facts, fact);
  if (place >= 0) return facts.toSpliced(place, 0, fact);
  const again = restated(facts, fact);
  return again === undefined ? facts : facts.with(again.place, again.fact);
}

/** The facts that stay when an import is withdrawn; the same array when it states none of them. */
export function factsWithout(facts: Facts, importId: string): Facts {
  if (!facts.some(({ sources }) => sources?.includes(importId) === true)) return facts;
  return facts.flatMap((fact) => {
    if (!staysWithout(fact.sources, importId)) return [];
    const sources = withoutImport(fact.sources, importId);
    return [sources === fact.sources ? fact : statedBy(fact, sources)];
  });
}

/** Set union. */
export function mergeFacts(left: Facts, right: Facts): Facts {
  return right.reduce(withFact, left);
}
