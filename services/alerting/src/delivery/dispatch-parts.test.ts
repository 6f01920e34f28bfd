import { expect, test } from 'vitest';
import { faultOfAddress, isMailAddress, phoneDigits } from '#config-files/people/contact-address.js';
import type { Settled } from '#store/messages/outbox.js';
import { later, refused } from './channel.js';
import { ChannelPace } from './channel-pace.js';
import { isGivenUp, RETRY_POLICY, retryPauseMs } from './retry-pause.js';
import { settle } from './settle.js';
import { Settling } from './settling.js';

test('pauses double up to the maximum, half of each is random, and none is shorter than the receiver asked for', () => {
  const pauses = [1, 2, 3, 20, 5000].map((attempts) => retryPauseMs(RETRY_POLICY, attempts, 1));
  expect(pauses).toEqual([2000, 4000, 8000, 600_000, 600_000]);
  expect(retryPauseMs(RETRY_POLICY, 3, 0)).toBe(4000);
  expect(retryPauseMs(RETRY_POLICY, 1, 0.5, 60_000)).toBe(60_000);
});

test('a message is given up when the next attempt would come too late, but never before its third attempt', () => {
  expect(isGivenUp(RETRY_POLICY, 12, 7_000_000, 600_000)).toBe(true);
  expect(isGivenUp(RETRY_POLICY, 12, 6_000_000, 600_000)).toBe(false);
  expect(isGivenUp(RETRY_POLICY, 2, 9_000_000, 4000)).toBe(false);
});

test.each([
  [
    { kind: 'handed_over', providerId: 'p', receiptIds: ['r'] } as const,
    1,
    { kind: 'handed_over', providerId: 'p', receiptIds: ['r'] },
  ],
  [refused('rejected', 'No.', 'Fix it.'), 1, { kind: 'refused', reason: 'rejected', says: 'No.', fix: 'Fix it.' }],
  [
    later('timed_out', 'Slow.', 'Check.'),
    1,
    { kind: 'retried', reason: 'timed_out', says: 'Slow.', fix: 'Check.', dueAt: 11_500 },
  ],
  [
    later('timed_out', 'Slow.', 'Check.', { retryAfterMs: 7_300_000 }),
    3,
    { kind: 'given_up', reason: 'timed_out', says: 'Slow.', fix: 'Check.' },
  ],
])('the outcome of an attempt decides what follows (%#)', (outcome, attempts, expected) => {
  const message = { attempts, createdAt: 0, facts: { kind: 'page' } } as const;
  expect(settle(outcome, message, RETRY_POLICY, { now: 10_000, chance: 0.5 })).toEqual(expected);
});

test('E10: a report is still tried after two days, when an alert would have been given up', () => {
  const outcome = later('unreachable', 'Down.', 'Check.', { isWholeChannel: true });
  const clock = { now: 48 * 3_600_000, chance: 0.5 };
  const after = (kind: 'page' | 'report') =>
    settle(outcome, { attempts: 200, createdAt: 0, facts: { kind } }, RETRY_POLICY, clock).kind;
  expect([after('page'), after('report')]).toEqual(['given_up', 'retried']);
  const late = settle(
    outcome,
    { attempts: 400, createdAt: -48 * 3_600_000, facts: { kind: 'report' } },
    RETRY_POLICY,
    clock,
  );
  expect(late.kind).toBe('given_up');
});

test('a channel sends as fast as its tokens and its limit of concurrent messages allow', () => {
  const pace = new ChannelPace({ perSecond: 10, atOnce: 4 }, 0);
  expect(pace.allowance(0)).toBe(4);
  for (let n = 0; n < 4; n += 1) pace.begin();
  expect([pace.allowance(0), pace.waitMs(0)]).toEqual([0, 1000]);
  for (let n = 0; n < 4; n += 1) pace.end();
  for (let n = 0; n < 6; n += 1) pace.begin();
  for (let n = 0; n < 6; n += 1) pace.end();
  expect([pace.allowance(0), pace.waitMs(0), pace.allowance(100), pace.allowance(10_000)]).toEqual([0, 100, 1, 4]);
});

test('a channel that fails as a whole pauses longer each time, and is then tested with one message', () => {
  const pace = new ChannelPace({ perSecond: 100, atOnce: 10 }, 0);
  pace.failed(0);
  pace.failed(10);
  expect([pace.allowance(999), pace.waitMs(400), pace.allowance(1000)]).toEqual([0, 600, 1]);
  pace.failed(1000);
  expect([pace.allowance(2999), pace.allowance(3000)]).toEqual([0, 1]);
  pace.failed(3000, 60_000);
  expect([pace.allowance(62_999), pace.allowance(63_000)]).toEqual([0, 1]);
  pace.answered();
  expect(pace.allowance(63_000)).toBe(10);
});

const settled = (key: string): Settled => ({
  channel: 'email',
  message: { key } as Settled['message'],
  settlement: { kind: 'refused', reason: 'rejected', says: '', fix: '' },
  at: 0,
});
const keys = (batch: readonly Settled[]): string => batch.map(({ message }) => message.key).join('');

test('outcomes that arrive during a write are written together; a write that failed temporarily is retried', async () => {
  const writes: string[] = [];
  let isAway = true;
  const outbox = {
    settle: async (batch: readonly Settled[]) => {
      writes.push(keys(batch));
      await Promise.resolve();
      if (isAway) throw new Error('away');
    },
  };
  const failures: unknown[] = [];
  const sleep = async () => {
    isAway = false;
  };
  const settling = new Settling(outbox, {
    sleep,
    onFailure: (_, error) => failures.push(error),
    isTransient: () => true,
  });
  for (const key of ['a', 'b', 'c']) settling.add(settled(key));
  await settling.written();
  expect([writes, failures.length, settling.pending]).toEqual([['a', 'abc'], 1, 0]);
});

test('after the end a failed write is not retried: the process that claims the message next sends it again', async () => {
  const settling = new Settling(
    { settle: () => Promise.reject(new Error('away')) },
    { sleep: async () => {}, onFailure: () => {}, isTransient: () => true },
  );
  settling.add(settled('a'));
  await settling.end();
  expect(settling.pending).toBe(1);
});

test('addresses', () => {
  expect(['ann@county.example', "o'neil+x@a-b.example", 'ann@localhost'].every(isMailAddress)).toBe(true);
  expect(
    [
      'ann',
      'ann@',
      '@x.y',
      'a b@x.y',
      'a@x.y,b@x.y',
      'a@x..y',
      '.a@x.y',
      'a@-x.y',
      'a@x.y\n',
      `${'a'.repeat(65)}@x.y`,
    ].some(isMailAddress),
  ).toBe(false);
  expect(['+254 700-000 001', '254700000001', '0700000001', '+1', 'x', '+25470000000a'].map(phoneDigits)).toEqual([
    '254700000001',
    '254700000001',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(faultOfAddress('webhook', 'https://desk.example/a')).toBeUndefined();
  for (const bad of ['desk', 'https://u:p@desk.example', 'ftp://x'])
    expect(faultOfAddress('webhook', bad)).toContain('not an address');
});
