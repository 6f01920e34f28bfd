import { expect, test } from 'vitest';
import { makeLog } from './log.js';
import { rateLimitedLog } from './rate-limited-log.js';

test('rateLimitedLog logs the same message once in ten seconds, with how often it was suppressed', () => {
  const lines: string[] = [];
  let now = 0;
  const warn = rateLimitedLog(
    makeLog({ service: 's', level: 'info', shape: 'json', write: (line) => lines.push(line) }),
    () => now,
  );
  for (now = 0; now < 10_000; now += 1000) warn('away', new Error('refused'));
  warn('another', undefined);
  warn('away', undefined);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { message: 'away', error: { message: 'refused' } },
    { message: 'another' },
    { message: 'away', timesNotTold: 9 },
  ]);
});
