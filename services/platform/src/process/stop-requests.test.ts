import { expect, test } from 'vitest';
import { StopRequests } from './stop-requests.js';

test('StopRequests stops at the first request, ignores its echoes, and ends at once at a later one', () => {
  const requests = new StopRequests();
  expect([0, 0, 3, 1_999, 2_000, 60_000].map((afterMs) => requests.receive(5_000 + afterMs))).toEqual([
    'stop',
    'echo',
    'echo',
    'echo',
    'end-at-once',
    'end-at-once',
  ]);
});
