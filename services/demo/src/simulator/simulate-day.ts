import type { SourceEvent } from '#edge-agent/connectors/connector.js';
import { drawArrivals } from './arrivals.js';
import { dayBookings } from './bookings.js';
import { DaySimulation } from './day-simulation.js';
import { incidentsOf } from './incidents.js';
import { workingSpan } from './local-day.js';
import { Random } from './random.js';
import { drawShifts, type Shift } from './shifts.js';
import type { SimulatedCentre, SimulatedDesk } from './simulated-centre.js';

/**
 * All events of a centre on one day, in order of time; none on a day on which it is closed. The same centre, date and
 * seed give the same events.
 * @param date the local date, as 2026-11-24
 * @param firstStart the first start of the demonstration, if it was on this date; that day has special incidents
 * @param opened desks that were opened during the day; they do not change events before their opening
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
  const bookings = dayBookings(centre, date, span, seed, arrivals);
  return new DaySimulation({ centre, date, span, arrivals, bookings, shifts, incidents, random }).run();
}

/** The desks without an officer on a date; all desks on a day on which the centre is closed. */
export function unstaffedDesks(centre: SimulatedCentre, date: string, seed: string): readonly SimulatedDesk[] {
  const span = workingSpan(centre.calendar, date);
  if (span === undefined) return centre.desks;
  const random = new Random(seed, centre.id, date);
  // The random numbers are drawn in the same order as in simulateDay, so that the same desks have no officer.
  drawArrivals(centre, date, span, random);
  const staffed = new Set(drawShifts(centre, date, span, random).map(({ desk }) => desk.id));
  return centre.desks.filter(({ id }) => !staffed.has(id));
}
