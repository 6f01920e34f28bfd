import { expect, test } from 'vitest';
import { type FreshnessInput, freshnessKind, freshnessOf, isSilentAt, silentAfterMs } from './freshness.js';

const NOW = Date.UTC(2026, 10, 24, 7);
const fresh: FreshnessInput = { lastContactAt: NOW, lastEventAt: NOW, watermark: NOW, heartbeatSeconds: 30 };

test.each<[name: string, kind: string, since: number | null, more: Partial<FreshnessInput>]>([
  ['it was in contact just now', 'fresh', NOW, {}],
  ['three heartbeats are missing', 'fresh', NOW - 90_000, { lastContactAt: NOW - 90_000, watermark: NOW - 90_000 }],
  ['more than three heartbeats are missing', 'silent', NOW - 90_001, { lastContactAt: NOW - 90_001 }],
  [
    'the agent is offline and its events were late',
    'silent',
    NOW - 90_001,
    { lastContactAt: NOW - 90_001, watermark: NOW - 9_000_000 },
  ],
  [
    'the agent is offline and its events were ahead',
    'silent',
    NOW - 90_001,
    { lastContactAt: NOW - 90_001, watermark: NOW + 9_000_000 },
  ],
  ['its events are two minutes behind', 'fresh', NOW, { watermark: NOW - 120_000 }],
  ['its events are more than two minutes behind', 'late', NOW - 120_001, { watermark: NOW - 120_001 }],
  ['heartbeats are rare', 'fresh', NOW, { heartbeatSeconds: 60, watermark: NOW - 180_000 }],
  [
    'heartbeats are rare, and events are older',
    'late',
    NOW - 180_001,
    { heartbeatSeconds: 60, watermark: NOW - 180_001 },
  ],
  [
    'only the newest event is known, and is old',
    'late',
    NOW - 3_600_000,
    { watermark: null, lastEventAt: NOW - 3_600_000 },
  ],
  ['only the newest event is known, and is of now', 'fresh', NOW, { watermark: null }],
  ['there was contact but no event', 'late', null, { watermark: null, lastEventAt: null }],
  [
    'a source without heartbeats is quiet for less than 15 minutes',
    'fresh',
    NOW - 800_000,
    { heartbeatSeconds: 0, lastContactAt: NOW - 800_000, watermark: NOW - 800_000 },
  ],
  [
    'a source without heartbeats is quiet for longer',
    'late',
    NOW - 900_001,
    { heartbeatSeconds: 0, lastContactAt: NOW - 900_001, watermark: NOW - 900_001 },
  ],
  ['its events are ten minutes ahead', 'fresh', NOW, { watermark: NOW + 600_000 }],
  ['its events are more than ten minutes ahead', 'future', NOW + 600_001, { watermark: NOW + 600_001 }],
  ['no agent of it has ever connected', 'never_connected', null, { lastContactAt: null }],
])('a centre is judged by one rule when %s', (_name, kind, since, more) => {
  const status = { ...fresh, ...more };
  expect(freshnessOf(status, NOW)).toEqual({ kind, since });
  expect(freshnessKind(status, NOW)).toBe(kind);
});

test('a centre without a status has never connected', () => {
  expect(freshnessOf(undefined, NOW)).toEqual({ kind: 'never_connected', since: null });
});

test('a source without heartbeats is never silent', () => {
  expect(silentAfterMs(0)).toBe(Number.POSITIVE_INFINITY);
  expect(isSilentAt(0, 0, NOW)).toBe(false);
  expect(isSilentAt(NOW - 90_001, 30, NOW)).toBe(true);
});
