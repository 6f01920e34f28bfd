import { CLOSED_DESK, deskAfter, type TimelineFact } from '../status/timeline.js';

/** Milliseconds, from inclusive, to exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Spans in order; overlapping and touching spans are joined, empty ones removed. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of [...spans].filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || span.from > last.to) result.push(span);
    else if (span.to > last.to) result[result.length - 1] = { from: last.from, to: span.to };
  }
  return result;
}

/** The intersection of two joined lists. */
export function common(left: readonly Span[], right: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (let i = 0, j = 0; ; ) {
    const [a, b] = [left[i], right[j]];
    if (a === undefined || b === undefined) return result;
    const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
    if (to > from) result.push({ from, to });
    if (a.to < b.to) i += 1;
    else j += 1;
  }
}

/** The first joined list without the second. */
export function without(spans: readonly Span[], taken: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  let next = 0;
  for (const { from, to } of spans) {
    let start = from;
    while ((taken[next]?.to ?? Number.POSITIVE_INFINITY) <= from) next += 1;
    for (let index = next; index < taken.length; index += 1) {
      const other = taken[index];
      if (other === undefined || other.from >= to) break;
      if (other.from > start) result.push({ from: start, to: other.from });
      start = Math.max(start, other.to);
    }
    if (start < to) result.push({ from: start, to });
  }
  return result;
}

/**
 * When a desk's officer was logged in and in no other state (available or serving), from one day's facts of the desk,
 * in order.
 */
export function readySpans(facts: readonly TimelineFact[]): readonly Span[] {
  const spans: Span[] = [];
  let desk = CLOSED_DESK;
  facts.forEach((fact, index) => {
    desk = deskAfter(desk, fact);
    const next = facts[index + 1];
    if (next !== undefined && desk.isLoggedIn && desk.state === undefined) spans.push({ from: fact.at, to: next.at });
  });
  return joined(spans);
}

/**
 * A desk in a period: when it was ready, when it served, and what it can serve (empty: every service of its centre).
 */
export interface IdleDesk {
  readonly ready: readonly Span[];
  readonly serving: readonly Span[];
  readonly serviceIds: readonly string[];
}

/** A person who waited. */
export interface Waiting extends Span {
  readonly serviceId: string;
}

/**
 * When each desk was available while a person waited whom it could serve; the desks and the waiting people are of one
 * centre.
 */
export function idleWhileWaiting(
  desks: readonly IdleDesk[],
  waiting: readonly Waiting[],
): readonly (readonly Span[])[] {
  const byServices = new Map<string, readonly Span[]>();
  const waits = (serviceIds: readonly string[]): readonly Span[] => {
    const name = [...serviceIds].sort().join('\n');
    const known =
      byServices.get(name) ??
      joined(waiting.filter(({ serviceId }) => serviceIds.length === 0 || serviceIds.includes(serviceId)));
    byServices.set(name, known);
    return known;
  };
  return desks.map((desk) => common(without(joined(desk.ready), joined(desk.serving)), waits(desk.serviceIds)));
}
