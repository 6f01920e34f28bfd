import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verify } from '#administration/verification/verification.js';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import { DirectLatestFeed } from '#platform/event-log/latest-feed.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { dropOldMinutes } from '#store/retention/drop-old-minutes.js';
import { runRetention } from '#store/retention/retention.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { StreamProcessorModule } from '#stream-processor/stream-processor.module.js';
import { startApi } from '../_support/api-server.js';
import { type EventInit, recordOf, startSmallNetwork } from '../_support/small-network.js';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
beforeAll(async () => {
  network = await startSmallNetwork();
});
afterAll(() => network.stop());
beforeEach(() => network.clear());

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 24, 10);
const KEEP_DAYS = 40;

async function newProcessor(): Promise<Processor> {
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  return new Processor(new PostgresProcessorStore(network.database), dimensions, () => {}, 0);
}

/** A desk that opens, a visit that is served and rated, and a ticket that was never closed: of one centre and day. */
function dayOf(centreId: string, at: number): EventInit[] {
  const event = (minutes: number, fact: EventInit['fact'], more: Partial<EventInit> = {}): EventInit => ({
    centreId,
    deskId: 'D1',
    staffPseudonym: 'anna',
    occurredAtMs: BigInt(at + minutes * 60_000),
    ...(fact === undefined ? {} : { fact }),
    ...more,
  });
  const visit = { visitId: `${centreId}-${at}`, serviceId: 'S1', segment: { gender: 'female' }, defects: ['late_row'] };
  return [
    event(0, { case: 'deskOpened', value: {} }),
    event(0, { case: 'staffLogin', value: {} }),
    event(1, { case: 'ticketIssued', value: {} }, visit),
    event(9, { case: 'ticketCalled', value: {} }, visit),
    event(10, { case: 'serviceStarted', value: {} }, visit),
    event(20, { case: 'serviceEnded', value: { outcome: 1, quantity: 1 } }, visit),
    event(22, { case: 'ratingGiven', value: { value: 4 } }, visit),
    event(30, { case: 'ticketIssued', value: {} }, { ...visit, visitId: `${centreId}-${at}-forgotten` }),
    event(60, { case: 'deskClosed', value: {} }),
  ];
}

const seqs = new Map<string, number>();
const recordsOf = (events: readonly EventInit[], agentId: string, receivedAt = NOW) =>
  events.map((event) => {
    const seq = (seqs.get(agentId) ?? 0) + 1;
    seqs.set(agentId, seq);
    return recordOf(event, agentId, seq, receivedAt);
  });

const count = async (table: string): Promise<number> =>
  (await network.database.query<{ n: number }>(`SELECT count(*) AS n FROM mnara.${table}`)).rows[0]?.n ?? 0;
const check = () => verify(network.database, true, new Map());

/** 80 days of C1 around the boundary, and one old week of C3, which sent nothing later. */
async function fill(): Promise<void> {
  seqs.clear();
  const processor = await newProcessor();
  for (let day = 80; day >= 0; day -= 1)
    await processor.apply(recordsOf(dayOf('C1', NOW - day * DAY - 7 * 3_600_000), 'a1'));
  for (let day = 0; day < 7; day += 1)
    await processor.apply(recordsOf(dayOf('C3', Date.UTC(1999, 0, 4 + day, 8)), 'a3'));
}

test('runRetention deletes old legs and timelines, keeps rollups, and verify still passes for the rest', async () => {
  await fill();
  const rollups = await count('rollup_quarter');
  const before = await check();
  expect(before).toMatchObject({ ok: true, recomputation: { legs: 81 * 2 + 14, differences: 0 } });

  const result = await runRetention(network.database, { keepDays: KEEP_DAYS, now: NOW });

  // The day of the boundary keeps both its legs when it began after the boundary's hour; at least the days after it are
  // whole.
  expect(result.legs).toBeGreaterThanOrEqual(40 * 2);
  expect(result.timelines).toBe(40 * 2);
  expect(await count('leg')).toBe(81 * 2 + 14 - result.legs);
  expect(await count('rollup_quarter')).toBe(rollups);
  const after = await check();
  expect(after).toMatchObject({ ok: true, recomputation: { differences: 0 } });
  expect(after.recomputation?.rows).toBeLessThan(before.recomputation?.rows ?? 0);
  expect(after.recomputation?.rows).toBeGreaterThan(40 * 10);
});

test('runRetention deletes appointments by their slots, and their sums stay', async () => {
  await fill();
  const booked = (appointmentId: string, daysAgo: number, slotDaysAgo: number): EventInit => ({
    centreId: 'C1',
    serviceId: 'S1',
    occurredAtMs: BigInt(NOW - daysAgo * DAY),
    fact: { case: 'appointmentBooked', value: { appointmentId, slotStartMs: BigInt(NOW - slotDaysAgo * DAY) } },
  });
  await (await newProcessor()).apply(recordsOf([booked('old', 75, 70), booked('kept', 70, 10)], 'bookings'));
  expect(await runRetention(network.database, { keepDays: KEEP_DAYS, now: NOW })).toMatchObject({ appointments: 1 });
  const { rows } = await network.database.query('SELECT appointment_id, state FROM mnara.appointment');
  expect(rows).toEqual([{ appointment_id: 'kept', state: 'no_show' }]);
  const sums = await network.database.query('SELECT sum(bookings) AS n FROM mnara.rollup_quarter');
  expect(sums.rows).toEqual([{ n: 2 }]);
  expect(await check()).toMatchObject({ ok: true });
});

test('control: verify finds a changed rollup after the boundary, but not before it', async () => {
  await fill();
  await runRetention(network.database, { keepDays: KEEP_DAYS, now: NOW });
  const tamper = (from: number, to: number) =>
    network.database.query(
      `UPDATE mnara.rollup_quarter SET served = served + 1 WHERE centre_key = (SELECT centre_key FROM mnara.centre
        WHERE centre_id = 'C1') AND bucket BETWEEN to_timestamp($1) AND to_timestamp($2)`,
      [from / 1000, to / 1000],
    );
  await tamper(NOW - 60 * DAY, NOW - 50 * DAY);
  expect(await check()).toMatchObject({ ok: true });
  await tamper(NOW - 30 * DAY, NOW - 29 * DAY);
  expect(await check()).toMatchObject({ ok: false });
});

test('runRetention counts the days of imported history from its own newest day', async () => {
  await fill();
  await runRetention(network.database, { keepDays: KEEP_DAYS, now: NOW });
  const { rows } = await network.database.query(
    'SELECT centre_id, count(*) AS n FROM mnara.leg JOIN mnara.centre USING (centre_key) WHERE centre_id = $1 GROUP BY 1',
    ['C3'],
  );
  expect(rows).toEqual([{ centre_id: 'C3', n: 14 }]);
  expect((await newProcessor()).dimensions.centre('C3')?.keptFrom).toBe(0);
});

test('a second copy of a deleted day is rejected and counted, never added again', async () => {
  await fill();
  let isCalled = false;
  await runRetention(network.database, { keepDays: KEEP_DAYS, now: NOW, onBoundary: () => (isCalled = true) });
  expect(isCalled).toBe(true);
  const visits = async () => (await network.database.query('SELECT sum(visits) AS n FROM mnara.rollup_quarter')).rows;
  const before = await visits();
  await (await newProcessor()).apply(recordsOf(dayOf('C1', NOW - 70 * DAY), 'replayed'));
  expect(await visits()).toEqual(before);
  expect(await check()).toMatchObject({ ok: true, deadLetters: { counted: 9, stored: 9 } });
  const { rows } = await network.database.query<{ code: string; reason: string }>(
    'SELECT DISTINCT code, left(reason, 10) AS reason FROM mnara.dead_letter',
  );
  expect(rows[0]).toMatchObject({ code: 'past_retention' });
});

test('runRetention deletes dead letters, and the reconciliation stays exact', async () => {
  const processor = await newProcessor();
  seqs.clear();
  await processor.apply(
    recordsOf(dayOf('C9-unknown', NOW), 'a9').map((record) => ({ ...record, receivedAtMs: NOW - 41 * DAY })),
  );
  expect(await count('dead_letter')).toBe(9);
  expect(await runRetention(network.database, { keepDays: KEEP_DAYS, now: NOW })).toMatchObject({ deadLetters: 9 });
  expect(await count('dead_letter')).toBe(0);
  expect(await check()).toMatchObject({ ok: true, deadLetters: { counted: 9, stored: 9 } });
});

test('runRetention deletes nothing in a second run, and more days do not move the boundary back', async () => {
  await fill();
  await runRetention(network.database, { keepDays: KEEP_DAYS, now: NOW });
  const nothing = { legs: 0, appointments: 0, timelines: 0, deadLetters: 0 };
  expect(await runRetention(network.database, { keepDays: KEEP_DAYS, now: NOW })).toEqual(nothing);
  expect(await runRetention(network.database, { keepDays: 70, now: NOW })).toEqual(nothing);
  expect(await check()).toMatchObject({ ok: true });
});

test('a figure that needs deleted legs has a note; rollups, later periods and other centres have none', async () => {
  await fill();
  await runRetention(network.database, { keepDays: KEEP_DAYS, now: NOW });
  const api = await startApi(network.database);
  try {
    const token = await api.token({ kind: 'network' });
    const notes = async (request: object): Promise<string[]> => {
      const answer = await api.ask(
        token,
        'query($request: KpiRequest!) { kpis(request: $request) { notes { text } } }',
        {
          request: { ids: ['wait_p90'], from: '2026-09-01', to: '2026-11-24', by: [], ...request },
        },
      );
      expect(answer.errors).toBeUndefined();
      return answer.data.kpis.notes.map(({ text }: { text: string }) => text);
    };
    const note = expect.arrayContaining([expect.stringContaining('older legs have been deleted')]);
    expect(await notes({ exact: true })).toEqual(note);
    expect(await notes({ exact: false })).not.toEqual(note);
    expect(await notes({ exact: true, from: '2026-10-20' })).not.toEqual(note);
    expect(await notes({ exact: true, where: [{ key: 'centre', value: 'C3' }] })).not.toEqual(note);
  } finally {
    await api.stop();
  }
});

test('the minute figures of regions are deleted row by row without chunks; coarser figures stay and verify passes', async () => {
  await fill();
  const [minutes, quarters] = [await count('rollup_region_minute'), await count('rollup_quarter')];
  const { chunks, rows } = await dropOldMinutes(network.database, KEEP_DAYS, NOW);
  expect(chunks).toBe(0);
  expect(rows).toBeGreaterThan(0);
  expect(await count('rollup_region_minute')).toBe(minutes - rows);
  expect(await count('rollup_quarter')).toBe(quarters);
  expect(await check()).toMatchObject({ ok: true });
  expect(await dropOldMinutes(network.database, KEEP_DAYS + 10, NOW)).toEqual({ chunks: 0, rows: 0 });
  // A late event leaves part of a minute before the boundary: it is not compared, and the next run deletes it.
  await (await newProcessor()).apply(recordsOf(dayOf('C1', NOW - 70 * DAY), 'late'));
  expect(await check()).toMatchObject({ ok: true });
  await network.database.query(
    'UPDATE mnara.rollup_region_minute SET served = served + 1 WHERE bucket > to_timestamp($1)',
    [(NOW - 30 * DAY) / 1000],
  );
  expect(await check()).toMatchObject({ ok: false });
});

test('the host runs retention only when days are set', async () => {
  seqs.clear();
  const now = Date.now();
  const processor = await newProcessor();
  for (const day of [80, 60, 1]) await processor.apply(recordsOf(dayOf('C1', now - day * DAY), 'a1', now));
  const hosting = (retentionDays: number | undefined) =>
    NestFactory.createApplicationContext(
      StreamProcessorModule.forRoot({
        database: network.database,
        log: new DirectEventLog(),
        statuses: new DirectLatestFeed(),
        retentionDays,
        boundaryNoticeMs: 10,
        retentionRhythm: { everyMs: 10 },
      }),
      { logger: false },
    );
  const keeping = await hosting(undefined);
  await sleep(200);
  await keeping.close();
  expect(await count('leg')).toBe(6);

  const deleting = await hosting(KEEP_DAYS);
  while ((await count('leg')) > 2) await sleep(20);
  await deleting.close();
  expect(await check()).toMatchObject({ ok: true });
});
