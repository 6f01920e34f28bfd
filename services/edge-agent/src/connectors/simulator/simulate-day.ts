import type { SourceEvent } from '../../application/connector.js';
import { drawArrivals } from './arrivals.js';
import { DaySimulation } from './day-simulation.js';
import { incidentsOf } from './incidents.js';
import { workingSpan } from './local-day.js';
import { Random } from './random.js';
import { drawShifts } from './shifts.js';
import type { SimulatedCentre } from './simulated-centre.js';

/**
 * Everything that happens at a centre on one of its days, in order of time; nothing on a day on which it stays closed.
 * The same centre, date and seed give the same events.
 * @param date by the centre's clock: 2026-11-24
 * @param isFirstDay the day on which a demonstration begins; it has incidents of its own
 */
export function simulateDay(
  centre: SimulatedCentre,
  date: string,
  seed: string,
  isFirstDay = false,
): readonly SourceEvent[] {
  const span = workingSpan(centre.calendar, date);
  if (span === undefined) return [];
  const random = new Random(seed, centre.id, date);
  const incidents = incidentsOf(centre, date, seed, isFirstDay);
  const arrivals = drawArrivals(centre, date, span, random);
  const shifts = drawShifts(centre, date, span, random);
  return new DaySimulation({ centre, date, span, arrivals, shifts, incidents, random }).run();
}
