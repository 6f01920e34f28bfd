import { expect, test } from 'vitest';
import { zoneOf } from '#domain/calendar/zone.js';
import { expectedAppointments } from './expected.js';

const at = (clock: string): number => Date.parse(`2026-03-10T${clock}:00+05:30`);
const slot = (clock: string, booked: number, arrived: number, expected: number) => ({
  serviceId: 'S1',
  slotAt: at(clock),
  booked,
  arrived,
  expected,
});

test('the next hour has who is still expected by slot, and the day has every hour by the local clock', () => {
  const slots = [
    slot('08:30', 3, 2, 0),
    slot('09:00', 4, 2, 2),
    slot('09:30', 2, 2, 0),
    slot('10:00', 5, 1, 4),
    slot('10:05', 1, 0, 1),
  ];
  expect(expectedAppointments(slots, zoneOf('Asia/Kolkata'), at('09:05'))).toEqual({
    asOf: at('09:05'),
    until: at('10:05'),
    slots: [
      { serviceId: 'S1', slotAt: at('09:00'), expected: 2, arrived: 2 },
      { serviceId: 'S1', slotAt: at('10:00'), expected: 4, arrived: 1 },
    ],
    hours: [
      { at: at('08:00'), booked: 3, arrived: 2 },
      { at: at('09:00'), booked: 6, arrived: 4 },
      { at: at('10:00'), booked: 6, arrived: 1 },
    ],
  });
});
