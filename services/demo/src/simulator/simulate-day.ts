import type { SourceEvent } from '#edge-agent/connectors/connector.js';
import { drawArrivals } from './arrivals.js';
import { DaySimulation } from './day-simulation.js';
import { incidentsOf } from './incidents.js';
import { workingSpan } from './local-day.js';
import { Random } from './random.js';
import { drawShifts, type Shift } from './shifts.js';
import type { SimulatedCentre, SimulatedDesk } from './simulated-centre.js';

/**
 * Everything that happens at a centre on one of its days, in order of time; nothing on a day on which it stays closed.
 * The same centre, date and seed give the same events.
 * @param date by the centre's clock: 2026-11-24
 * @param firstStart when a demonstration began, if that was on this date: such a day has incidents of its own
 * @param opened desks that were opened in the course of the day: nothing before the opening is other than without it
 */
export function simulateDay(
  centre: SimulatedCentre,
  date: string,
  seed: string,
  firstStart?: number,
  opened: readonly Shift[] = [],
): readonly SourceEvent[] {
  const span = workingSpan(centre.calendar, date);
  if (span === undefined) return [];
  const random = new Random(seed, centre.id, date);
  const incidents = incidentsOf(centre, date, seed, firstStart);
  const arrivals = drawArrivals(centre, date, span, random);
  const shifts = [...drawShifts(centre, date, span, random), ...opened];
  return new DaySimulation({ centre, date, span, arrivals, shifts, incidents, random }).run();
}

/** The desks that nobody staffs on a date; all of them on a day on which the centre stays closed. */
export function unstaffedDesks(centre: SimulatedCentre, date: string, seed: string): readonly SimulatedDesk[] {
  const span = workingSpan(centre.calendar, date);
  if (span === undefined) return centre.desks;
  const random = new Random(seed, centre.id, date);
  // Drawn in the same order as for the day itself, so that the same desks are absent.
  drawArrivals(centre, date, span, random);
  const staffed = new Set(drawShifts(centre, date, span, random).map(({ desk }) => desk.id));
  return centre.desks.filter(({ id }) => !staffed.has(id));
}
