import { expect, test } from 'vitest';
import { type AgentProgress, coverageOf, isWorthWaiting, missingCentres } from './completeness.js';

const END = Date.UTC(2026, 10, 29, 21);
const HOUR = 3_600_000;
const agent = (more: Partial<AgentProgress>): AgentProgress => ({
  centreId: 'C1',
  hasHeartbeats: true,
  lastReceivedAt: END + 60_000,
  lastEventAt: END - 6 * HOUR,
  inFlight: 0,
  ...more,
});
const missing = (...agents: AgentProgress[]) => missingCentres(new Map([['C1', END]]), agents);

test.each([
  ['in contact after the end with nothing kept back', agent({}), []],
  ['in contact after the end, but with events in flight', agent({ inFlight: 3 }), ['behind', END - 6 * HOUR]],
  ['a newer event was applied, the rest still comes', agent({ inFlight: 3, lastEventAt: END + 1 }), []],
  ['silent since before the end', agent({ lastReceivedAt: END - HOUR }), ['silent', END - HOUR]],
  ['silent, with events in flight', agent({ lastReceivedAt: END - HOUR, inFlight: 1 }), ['silent', END - 6 * HOUR]],
  ['no heartbeats, events before the end only', agent({ hasHeartbeats: false }), ['behind', END - 6 * HOUR]],
  ['no heartbeats, an event after the end', agent({ hasHeartbeats: false, lastEventAt: END }), []],
  ['an import that is over', agent({ hasHeartbeats: false, lastReceivedAt: END - 8 * 24 * HOUR }), []],
  ['enrolled and never in contact', agent({ lastReceivedAt: null, lastEventAt: null }), ['silent', null]],
] as const)('a centre whose agent is %s', (_, progress, expected) => {
  expect(missing(progress).flatMap(({ why, upTo }) => [why, upTo])).toEqual(expected);
});

test('every agent of a centre counts, and each centre has its own end', () => {
  expect(missing(agent({}), agent({ lastReceivedAt: END - HOUR }))).toHaveLength(1);
  const ends = new Map([
    ['C1', END],
    ['C2', END - 2.5 * HOUR],
  ]);
  const both = [agent({ lastReceivedAt: END - HOUR }), agent({ centreId: 'C2', lastReceivedAt: END - HOUR })];
  expect(missingCentres(ends, both).map(({ centreId }) => centreId)).toEqual(['C1']);
});

test('no run waits for a centre that never was connected, but it is named', () => {
  expect(missing()).toEqual([{ centreId: 'C1', why: 'never_connected', upTo: null }]);
  expect(isWorthWaiting(missing())).toBe(false);
  expect(isWorthWaiting(missing(agent({ inFlight: 1 })))).toBe(true);
});

test('E8: no data because silent, no data because closed and zero are told apart', () => {
  expect(coverageOf({ isMissing: true, hasFigures: false, wasOpen: true })).toBe('missing');
  expect(coverageOf({ isMissing: false, hasFigures: false, wasOpen: false })).toBe('closed');
  expect(coverageOf({ isMissing: false, hasFigures: false, wasOpen: true })).toBe('zero');
  expect(coverageOf({ isMissing: false, hasFigures: true, wasOpen: false })).toBe('complete');
});
