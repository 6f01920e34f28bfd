import type { Span } from '#domain/calendar/opening-hours.js';
import { hashOf, type Random } from './random.js';
import type { SimulatedCentre, SimulatedDesk } from './simulated-centre.js';

/** Time away from customers. */
export interface Pause {
  readonly at: number;
  readonly durationMs: number;
  readonly state: 'break' | 'back_office';
  readonly reason: string;
}

/** An officer's day at a desk. */
export interface Shift {
  readonly desk: SimulatedDesk;
  readonly staff: string;
  readonly loginAt: number;
  readonly opensAt: number;
  /** In order of time. */
  readonly pauses: readonly Pause[];
}

const MINUTE_MS = 60_000;

function drawPauses(span: Span, index: number, random: Random): readonly Pause[] {
  const share = (part: number): number => span.from + part * (span.to - span.from);
  // Lunch is staggered, so that never more than a third of the officers are away.
  const lunch = share(0.44) + (index % 3) * 48 * MINUTE_MS + random.between(0, 4) * MINUTE_MS;
  const pauses: Pause[] = [
    { at: lunch, durationMs: random.between(38, 46) * MINUTE_MS, state: 'break', reason: 'lunch' },
    {
      at: share(random.between(0.18, 0.36)),
      durationMs: random.between(8, 15) * MINUTE_MS,
      state: 'break',
      reason: 'tea',
    },
  ];
  if (random.chance(0.35)) {
    const durationMs = random.between(12, 30) * MINUTE_MS;
    pauses.push({ at: share(random.between(0.75, 0.88)), durationMs, state: 'back_office', reason: 'filing' });
  }
  return pauses
    .map((pause) => ({ ...pause, at: Math.round(pause.at), durationMs: Math.round(pause.durationMs) }))
    .toSorted((one, other) => one.at - other.at);
}

/** Assigns officers to desks on a date. Officers rotate over the desks; a desk without an officer stays closed. */
export function drawShifts(centre: SimulatedCentre, date: string, span: Span, random: Random): readonly Shift[] {
  const turn = hashOf(date) % Math.max(1, centre.desks.length);
  return centre.desks.flatMap((desk, index): Shift[] => {
    const isAbsent = index > 0 && random.chance(centre.absence);
    const loginAt = Math.round(span.from + random.between(-14, random.chance(0.12) ? 18 : 0) * MINUTE_MS);
    const pauses = drawPauses(span, index, random);
    if (isAbsent) return [];
    const officer = ((index + turn) % centre.desks.length) + 1;
    const staff = `${centre.id}-o${String(officer).padStart(2, '0')}`;
    const opensAt = Math.max(loginAt + Math.round(random.between(20, 90) * 1000), span.from - 2 * MINUTE_MS);
    return [{ desk, staff, loginAt, opensAt, pauses }];
  });
}
