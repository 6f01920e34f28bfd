import { expect, test } from 'vitest';
import { type CentreStatus, NEVER_CONNECTED } from '../../status/centre-status.js';
import { figuresOf } from './centre-figures.js';
import { HoursBook } from './hours-book.js';

const NOW = Date.UTC(2026, 10, 24, 7);
const connected: CentreStatus = {
  ...NEVER_CONNECTED,
  centreId: 'C1',
  lastContactAt: NOW,
  lastEventAt: NOW,
  watermark: NOW,
  heartbeatSeconds: 30,
};

test('an officer is idle only while a person waits whom the desk can serve', () => {
  const desk = {
    deskId: 'D1',
    isOpen: true,
    isLoggedIn: true,
    state: 'available',
    since: NOW,
    serviceId: null,
    ticketNo: null,
  };
  const queue = (serviceId: string, waiting: number) => ({
    serviceId,
    waiting,
    longestSince: NOW,
    issuedSum: 0,
    serving: 0,
  });
  const place = {
    centreId: 'C1',
    regionId: 'R1',
    calendar: { timeZone: 'UTC', hours: undefined, holidays: new Set<string>() },
    desksPlanned: 2,
    servicesOfDesk: new Map([['D1', ['S1']]]),
  };
  const idle = (queues: CentreStatus['queues'], more = {}) =>
    figuresOf({ ...connected, queues, desks: [{ ...desk, ...more }] }, place).idleWhileWaiting;
  expect(idle([queue('S1', 1)])).toBe(1);
  expect(idle([queue('S2', 9)])).toBe(0);
  expect(idle([queue('S2', 9)], { deskId: 'D2' })).toBe(1);
  expect(idle([queue('S1', 1)], { state: 'break' })).toBe(0);
  expect(idle([queue('S1', 1)], { isOpen: false })).toBe(0);
});

test('remembered hours are correct at their borders', () => {
  const calendar = {
    timeZone: 'Africa/Nairobi',
    hours: { tue: [['10:00', '11:00']] as const },
    holidays: new Set<string>(),
  };
  const book = new HoursBook();
  const at = (minutes: number) => book.isWithin('open', calendar, NOW + minutes * 60_000);
  expect([at(-1), at(0), at(59.99), at(60), at(0), at(-1)]).toEqual([false, true, true, false, true, false]);
  expect(book.isWithin({ tue: [['09:00', '10:00']] }, calendar, NOW - 60_000)).toBe(true);
  expect(
    book.isWithin({ tue: [['09:00', '10:00']] }, { ...calendar, holidays: new Set(['2026-11-24']) }, NOW - 60_000),
  ).toBe(false);
});
