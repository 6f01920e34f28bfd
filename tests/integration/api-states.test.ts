import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Json, startApi, type TestApi } from '../_support/api-server.js';
import { applyEvents } from '../_support/small-day.js';
import { type EventInit, startSmallNetwork } from '../_support/small-network.js';

/** 09:00 in Nairobi. */
const NINE = Date.UTC(2026, 2, 9, 6);
const MINUTE = 60_000;
const NOW = NINE + 6 * 60 * MINUTE;

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
beforeAll(async () => {
  network = await startSmallNetwork();
  await applyEvents(network.database, morning(), NOW);
  await network.database.query(
    `INSERT INTO mnara.agent_position (agent_id, outbox_id, centre_key, heartbeat_seconds, last_received_at)
     SELECT 'beating-' || centre_id, 'o', centre_key, 30, $1::timestamptz - CASE centre_id WHEN 'C1' THEN interval
       '10 minutes' ELSE interval '10 seconds' END FROM mnara.centre WHERE centre_id <> 'C3'`,
    [new Date(NOW)],
  );
  await network.database.query(
    `INSERT INTO mnara.agent_silence SELECT 'beating-C2', centre_key, $1, $2 FROM mnara.centre WHERE centre_id = 'C2'`,
    [new Date(NINE + 50 * MINUTE), new Date(NINE + 70 * MINUTE)],
  );
  api = await startApi(network.database, { now: () => NOW });
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

/**
 * C1, desk D1 with Anna from 9:00 to 12:00, on a break from 10:30 to 11:00. One visit is issued at 9:20, called and
 * served from 9:40 to 10:10. Another is issued at 9:50 and waits until it is served at 10:20 to 10:25.
 */
function morning(): EventInit[] {
  const events: EventInit[] = [];
  const add = (minutes: number, name: string, place: object = {}, value: object = {}): void => {
    events.push({
      centreId: 'C1',
      deskId: 'D1',
      staffPseudonym: 'anna',
      ...place,
      occurredAtMs: BigInt(NINE + minutes * MINUTE),
      fact: { case: name, value },
    } as unknown as EventInit);
  };
  const visit = (visitId: string, issued: number, called: number, ended: number): void => {
    add(issued, 'ticketIssued', { visitId, serviceId: 'S1', deskId: '', staffPseudonym: '' });
    add(called, 'ticketCalled', { visitId, serviceId: 'S1' });
    add(called, 'serviceStarted', { visitId, serviceId: 'S1' });
    add(ended, 'serviceEnded', { visitId, serviceId: 'S1' }, { outcome: 1, quantity: 1 });
  };
  add(0, 'centreOpened', { deskId: '', staffPseudonym: '' });
  add(0, 'deskOpened');
  add(0, 'staffLogin');
  visit('a', 20, 40, 70);
  visit('b', 50, 80, 85);
  add(90, 'staffStateChanged', {}, { state: 4 });
  add(120, 'staffStateChanged', {}, { state: 1 });
  add(100, 'powerDown', { deskId: '', staffPseudonym: '' });
  add(110, 'powerUp', { deskId: '', staffPseudonym: '' });
  add(180, 'staffLogout');
  add(180, 'deskClosed');
  return events.sort((a, b) => Number(a.occurredAtMs - b.occurredAtMs));
}

/** How many hours of the day have data: those up to now. */
const hoursOf = (rows: Record<string, Record<string, number | null>>): number =>
  Object.values(rows).filter((row) => row.agent_silent_time !== null).length;

async function values(
  ids: string[],
  request: Record<string, unknown> = {},
): Promise<Record<string, Record<string, number | null>>> {
  const token = await api.token({ kind: 'network' });
  const query =
    'query($request: KpiRequest!) { kpis(request: $request) { rows { group { key value } values { id value } } notes { text } } }';
  const { data, errors } = await api.ask(token, query, {
    request: { ids, from: '2026-03-09', to: '2026-03-10', withEmpty: false, ...request },
  });
  expect(errors).toBeUndefined();
  return Object.fromEntries(
    data.kpis.rows.map((row: Json) => [
      row.group.map((part: Json) => part.value).join(' '),
      Object.fromEntries(row.values.map((value: Json) => [value.id, value.value === null ? null : value.value / 60])),
    ]),
  );
}

test('reports the times of a desk in minutes', async () => {
  const ids = ['desk_open_time', 'staff_login_time', 'serving_time', 'available_time', 'break_time'];
  const whole = { desk_open_time: 180, staff_login_time: 180, serving_time: 35, available_time: 115, break_time: 30 };
  expect((await values(ids))['']).toEqual(whole);
  expect((await values(ids, { by: ['desk'], where: [{ key: 'centre', value: 'C1' }] })).D1).toEqual(whole);
  expect((await values(ids, { by: ['hour'] }))['2026-03-09T10']).toEqual({
    desk_open_time: 60,
    staff_login_time: 60,
    serving_time: 15,
    available_time: 15,
    break_time: 30,
  });
});

test('a desk that is available while a customer waits is idle for that time, divided by hour', async () => {
  // 9:20 to 9:40 (a waits, no one is served), 10:10 to 10:20 (b waits).
  const ids = ['idle_while_waiting_time'];
  expect((await values(ids))['']).toEqual({ idle_while_waiting_time: 30 });
  expect(await values(ids, { by: ['hour'] })).toMatchObject({
    '2026-03-09T09': { idle_while_waiting_time: 20 },
    '2026-03-09T10': { idle_while_waiting_time: 10 },
    '2026-03-09T11': { idle_while_waiting_time: 0 },
  });
  expect(await values(ids, { by: ['desk'] })).toEqual({ 'C1/D1': { idle_while_waiting_time: 30 } });
  // Read in slices of three days: one ends at 9:30, in the middle of a time; 28 days are answered.
  const long = { from: '2026-02-19T09:30', to: '2026-03-19T09:30' };
  expect(await values(ids, { ...long, by: ['month'] })).toEqual({ '2026-03': { idle_while_waiting_time: 30 } });
  expect(await values(ids, { ...long, by: ['centre'] })).toEqual({ C1: { idle_while_waiting_time: 30 } });
  expect(await values(ids, { where: [{ key: 'centre', value: 'C3' }] })).toEqual({
    '': { idle_while_waiting_time: null },
  });
});

test('reports outages and silences, one of which continues until now', async () => {
  expect((await values(['power_down_time', 'upstream_down_time']))['']).toEqual({
    power_down_time: 10,
    upstream_down_time: 0,
  });
  expect((await values(['agent_silent_time']))['']).toEqual({ agent_silent_time: 30 });
  expect(await values(['agent_silent_time'], { by: ['centre'] })).toMatchObject({
    C1: { agent_silent_time: 10 },
    C2: { agent_silent_time: 20 },
  });
  // Until now, 15:00 in Nairobi, and by their own clocks 17:30 in Kolkata.
  const every = { by: ['hour'], withEmpty: true };
  expect(hoursOf(await values(['agent_silent_time'], { ...every, zone: 'network' }))).toEqual(15);
  expect(hoursOf(await values(['agent_silent_time'], every))).toEqual(18);
  const hours = await values(['agent_silent_time'], { by: ['hour'], zone: 'network' });
  expect([hours['2026-03-09T09'], hours['2026-03-09T10'], hours['2026-03-09T14']]).toEqual([
    { agent_silent_time: 10 },
    { agent_silent_time: 10 },
    { agent_silent_time: 10 },
  ]);
});

test('figures that cannot be grouped are left empty, with a note', async () => {
  const token = await api.token({ kind: 'network' });
  const { data } = await api.ask(
    token,
    'query($request: KpiRequest!) { kpis(request: $request) { rows { values { noData } } notes { text } } }',
    { request: { ids: ['desk_open_time'], by: ['service'], from: '2026-03-09', to: '2026-03-10' } },
  );
  expect(data.kpis.notes).toEqual([
    { text: 'Time of desks cannot be grouped, filtered or split like this; it is left empty.' },
    { text: "Periods are local: each centre's own days and hours (Africa/Nairobi, Asia/Kolkata)." },
  ]);
});
