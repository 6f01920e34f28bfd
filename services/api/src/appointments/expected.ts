import type { Zone } from '#domain/calendar/zone.js';
import type { SlotAppointments } from '#store/appointments/expected-appointments.js';
import type { BookedHour, ExpectedAppointments } from '../gql/schema-types.js';

const HOUR_MS = 3_600_000;

/** The next hour by slot, and the whole day by hour. @param slots of the centre's day, in order of time */
export function expectedAppointments(
  slots: readonly SlotAppointments[],
  zone: Zone,
  now: number,
): ExpectedAppointments {
  const until = now + HOUR_MS;
  const hours = new Map<number, BookedHour>();
  for (const { slotAt, booked, arrived } of slots) {
    const at = zone.startOfHour(slotAt);
    const known = hours.get(at) ?? { at, booked: 0, arrived: 0 };
    hours.set(at, { at, booked: known.booked + booked, arrived: known.arrived + arrived });
  }
  return {
    asOf: now,
    until,
    slots: slots
      .filter(({ slotAt, expected }) => slotAt < until && expected > 0)
      .map(({ serviceId, slotAt, expected, arrived }) => ({ serviceId, slotAt, expected, arrived })),
    hours: [...hours.values()],
  };
}
