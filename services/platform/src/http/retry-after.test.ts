import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.js';

test('Retry-After in seconds, as a date, and invalid', () => {
  const now = Date.UTC(2026, 10, 24, 7);
  expect(
    ['120', 'Tue, 24 Nov 2026 07:00:05 GMT', 'Tue, 24 Nov 2026 06:00:00 GMT', '9999999', 'soon', undefined].map((one) =>
      retryAfterMs(one, now),
    ),
  ).toEqual([120_000, 5000, 0, 3_600_000, undefined, undefined]);
});
