// A small day of appointments, worked by hand: tests/cases/appointments/day.csv.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CaseHost, caseText, startCases } from '../_support/case-host.js';

let host: CaseHost;
beforeAll(async () => {
  host = await startCases({
    network: 'tests/cases/appointments/network.yaml',
    mapping: 'tests/cases/appointments/mapping.yaml',
  });
});
afterAll(() => host?.stop());

const DAY = { from: '2024-05-06', to: '2024-05-07' };
const HEAD = 'at,what,visit,booking,service,slot,slots,channel\n';

/**
 * Eight appointments. A1 came in time and was called 4 minutes after its slot; A2 came early and was called after 10;
 * A3 came late; A4 did not come, and no event says so; A5 was cancelled; A6 was moved to this day and missed; A7 came
 * without a ticket; A8 waited 25 minutes after its slot and left. Two walk-ins waited 30 and 10 minutes.
 */
const WORKED: Readonly<Record<string, number>> = {
  booked_share: 4 / 6,
  bookings: 8,
  booking_cancel_rate: 1 / 8,
  booking_lead_mean: (259_200 + 86_400 + 43_200 + 172_800 + 86_400 + 10_800 + 7_200) / 7,
  customer_punctuality: 4 / 5,
  early_arrival_rate: 1 / 5,
  centre_punctuality: 1 / 3,
  booked_wait_mean: (240 + 600 + 300 + 1500) / 4,
  walk_in_wait_mean: (1800 + 600) / 2,
  wait_mean: (840 + 3000 + 300 + 1800 + 1800 + 600) / 6,
  booking_served_rate: 3 / 7,
};
const IDS = [...Object.keys(WORKED), 'bookings_missed', 'booking_no_show_rate', 'slot_use'];

const near = (values: Readonly<Record<string, number | null>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([id, value]) => [id, value === null ? null : expect.closeTo(value, 6)]),
  );

test('a day of appointments has the figures that were worked by hand, and a late fact moves them', async () => {
  const report = await host.importingText('day.csv', await caseText('appointments/day.csv'));
  expect(report).toMatchObject({ rejected: 0 });
  // The day is not over: nothing of it says that A4 will not come.
  const evening = { ...WORKED, bookings_missed: 1, booking_no_show_rate: 1 / 6, slot_use: 2 / 6 };
  expect(await host.kpis(IDS, DAY)).toEqual(near(evening));

  await host.importingText('next.csv', `${HEAD}2024-05-07 08:00,ticket,V11,,p,,,\n`);
  const over = { ...WORKED, bookings_missed: 2, booking_no_show_rate: 2 / 7, slot_use: 2 / 6 };
  expect(await host.kpis(IDS, DAY)).toEqual(near(over));
  expect(await host.kpis(IDS, { ...DAY, exact: true })).toEqual(near(over));
  // Groups that only single legs and appointments can tell.
  expect(await host.rows('bookings', { ...DAY, by: ['channel'] })).toEqual({ phone: 2, web: 6 });
  expect(await host.rows('bookings', { ...DAY, by: ['hour_of_day'] })).toEqual({ '09': 3, '10': 3, '11': 2 });
  expect(await host.verified()).toMatchObject({ ok: true });

  // A4 had come after all, five minutes after its slot: its ticket was not in the first file.
  const late = ['10:05,ticket,V4,A4', '10:08,call,V4,', '10:20,served,V4,'];
  await host.importingText('late.csv', HEAD + late.map((row) => `2024-05-06 ${row},p,,,\n`).join(''));
  expect(await host.kpis(IDS, DAY)).toMatchObject(
    near({
      bookings: 8,
      bookings_missed: 1,
      booking_no_show_rate: 1 / 7,
      centre_punctuality: 2 / 4,
      booked_wait_mean: (240 + 600 + 300 + 1500 + 180) / 5,
      walk_in_wait_mean: 1200,
      slot_use: 3 / 6,
    }),
  );
  expect(await host.verified()).toMatchObject({ ok: true });
  const { rows } = await host.database.query(
    "SELECT state, is_derived FROM bi.appointment WHERE appointment_id IN ('A4', 'A6') ORDER BY appointment_id",
  );
  expect(rows).toEqual([
    { state: 'served', is_derived: false },
    { state: 'no_show', is_derived: false },
  ]);
});
