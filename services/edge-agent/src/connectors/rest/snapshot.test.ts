import { expect, test } from 'vitest';
import { listFollower } from './followers.js';
import type { ListRecord } from './list-reader.js';
import { compareSnapshot, restoreSnapshot, type Snapshot, type SnapshotOptions, storeSnapshot } from './snapshot.js';

const START = Date.UTC(2026, 10, 30, 8);
const OPTIONS: SnapshotOptions = {
  columns: new Set(['status', 'desk']),
  missingReads: 2,
  maxGapMs: 120_000,
  numbers: 'number',
  day: '2026-11-30',
};

/** Tickets such as "A1:waiting"; the number is the id. */
const list = (text: string): ListRecord[] =>
  text.split(' ').flatMap((one) => {
    const [number = '', status = '', waited = ''] = one.split(':');
    return number === '' ? [] : [{ id: number, cells: new Map(Object.entries({ number, status, waited })) }];
  });

/** Reads lists one after another, 10 s apart; the changes of each. */
function changesOf(
  readings: readonly string[],
  options: Partial<SnapshotOptions> = {},
  gaps: Record<number, number> = {},
) {
  let before: Snapshot | undefined;
  let at = START;
  return readings.map((text, index) => {
    at += (gaps[index] ?? 10) * 1000;
    // What is known goes through the checkpoint each time, as after a restart.
    const known = before === undefined ? undefined : restoreSnapshot(storeSnapshot(before));
    const { changes, after } = compareSnapshot(known, list(text), at, { ...OPTIONS, ...options });
    before = after;
    return changes.map(({ id, cells }) => `${id} ${cells.get('@change')}`).join(', ');
  });
}

test('tickets appear, change in what the mapping reads, and are gone when two readings miss them', () => {
  expect(
    changesOf([
      'A1:waiting:10',
      'A1:waiting:20 A2:waiting',
      'A1:called A2:waiting',
      'A2:waiting',
      'A2:waiting',
      'A2:waiting',
    ]),
  ).toEqual(['A1 appeared', 'A2 appeared', 'A1 changed', '', 'A1 gone', '']);
});

test('a ticket that one reading passes over is not gone, and not new afterwards', () => {
  expect(changesOf(['A1:waiting A2:waiting', 'A2:waiting', 'A1:waiting A2:waiting', 'A1:waiting A2:waiting'])).toEqual([
    'A1 appeared, A2 appeared',
    '',
    '',
    '',
  ]);
});

test('control: with one reading it would be gone and come back', () => {
  expect(changesOf(['A1:waiting', '', 'A1:waiting'], { missingReads: 1 })).toEqual([
    'A1 appeared',
    'A1 gone',
    'A1 appeared',
  ]);
});

test('after a long time without a reading, a ticket that left is lost: nobody knows when', () => {
  expect(changesOf(['A1:waiting A2:waiting', 'A2:waiting'], {}, { 1: 3600 })).toEqual([
    'A1 appeared, A2 appeared',
    'A1 lost',
  ]);
});

test('a change has its time, the reading before, what it was, and the last that was known', () => {
  const first = compareSnapshot(undefined, list('A1:waiting'), START, OPTIONS);
  const second = compareSnapshot(first.after, list('A1:called'), START + 10_000, OPTIONS);
  expect(Object.fromEntries(second.changes[0]?.cells ?? [])).toMatchObject({
    status: 'called',
    '@before.status': 'waiting',
    '@seen': '2026-11-30T08:00:10.000Z',
    '@last_seen': '2026-11-30T08:00:00.000Z',
    '@gap_seconds': '10',
  });
  expect(first.changes[0]?.cells.get('@gap_seconds')).toBe('');
  const third = compareSnapshot(second.after, [], START + 20_000, OPTIONS);
  const fourth = compareSnapshot(third.after, [], START + 30_000, OPTIONS);
  // Gone since the first reading that missed it.
  expect(Object.fromEntries(fourth.changes[0]?.cells ?? [])).toMatchObject({
    status: 'called',
    '@change': 'gone',
    '@seen': '2026-11-30T08:00:20.000Z',
  });
});

test('numbers that were passed over are missed tickets, of their own letters and day', () => {
  expect(changesOf(['A7: B001:', 'A7: A8: B001:', 'A8: A11: B003:', 'A11: A9: B003:'])).toEqual([
    'A7 appeared, B001 appeared',
    'A8 appeared',
    'A11 appeared, B003 appeared, A9 missed, A10 missed, B002 missed',
    'A9 appeared, A7 gone, B001 gone',
  ]);
  expect(changesOf(['A7:', 'A7: A900:'])[1]).toBe('A900 appeared');
  let before = compareSnapshot(undefined, list('A7:'), START, OPTIONS).after;
  before = compareSnapshot(before, list('A7: A12:'), START + 10_000, { ...OPTIONS, day: '2026-12-01' }).after;
  expect(compareSnapshot(before, list('A14:'), START + 20_000, { ...OPTIONS, day: '2026-12-01' })).toMatchObject({
    missed: 1,
  });
});

test('a list gives what is new or changed in what is read, once, also after a restart', () => {
  const follower = listFollower(new Set(['status']), () => 'v1');
  const ids = (state: string | undefined, text: string, at: number) => {
    const followed = follower.follow(state, list(text), at);
    return {
      state: followed.state,
      ids: followed.records.map(({ id, cells }) => `${id} ${cells.get('@gap_seconds')}`),
    };
  };
  const first = ids(undefined, 'A1:new:1 A2:new:1', START);
  expect(first.ids).toEqual(['A1 ', 'A2 ']);
  const second = ids(first.state, 'A1:new:2 A2:served:2 A3:new', START + 10_000);
  expect(second.ids).toEqual(['A2 10', 'A3 10']);
  expect(follower.lastReadMs(second.state)).toBe(START + 10_000);
  expect(
    listFollower(new Set(['status']), () => 'v2').follow(second.state, list('A1:new'), START).records,
  ).toHaveLength(1);
});
