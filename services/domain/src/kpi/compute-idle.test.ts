import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TimelineFact } from '../status/timeline.js';
import { common, idleWhileWaiting, joined, readySpans, type Span, without } from './compute-idle.js';

const span = (from: number, to: number): Span => ({ from, to });

test('ready is logged in and not on a break or in the back office', () => {
  const facts: TimelineFact[] = [
    { kind: 'opened', at: 0 },
    { kind: 'login', at: 10, staff: 'anna' },
    { kind: 'state', at: 20, state: 'serving' },
    { kind: 'state', at: 30, state: 'break' },
    { kind: 'state', at: 40, state: 'available' },
    { kind: 'logout', at: 50 },
    { kind: 'login', at: 60 },
  ];
  expect(readySpans(facts)).toEqual([span(10, 30), span(40, 50)]);
});

test('a desk is idle while it is ready, serves no one, and a person waits whom it could serve', () => {
  const desks = [
    { ready: [span(0, 100)], serving: [span(20, 40)], serviceIds: ['S1'] },
    { ready: [span(0, 100)], serving: [], serviceIds: ['S2'] },
    { ready: [span(50, 100)], serving: [], serviceIds: [] },
  ];
  const waiting = [
    { serviceId: 'S1', ...span(10, 30) },
    { serviceId: 'S1', ...span(25, 60) },
    { serviceId: 'S3', ...span(90, 200) },
  ];
  expect(idleWhileWaiting(desks, waiting)).toEqual([[span(10, 20), span(40, 60)], [], [span(50, 60), span(90, 100)]]);
});

const spans = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 10 }))
    .map(([from, length]) => span(from, from + length)),
  { maxLength: 12 },
);
const moments = (list: readonly Span[]): number[] =>
  Array.from({ length: 60 }, (_, at) => at).filter((at) => list.some(({ from, to }) => from <= at && at < to));

test('spans behave as sets of moments', () => {
  fc.assert(
    fc.property(spans, spans, (a, b) => {
      const [left, right] = [joined(a), joined(b)];
      expect(moments(left)).toEqual(moments(a));
      expect(moments(common(left, right))).toEqual(moments(a).filter((at) => moments(b).includes(at)));
      expect(moments(without(left, right))).toEqual(moments(a).filter((at) => !moments(b).includes(at)));
    }),
  );
});
