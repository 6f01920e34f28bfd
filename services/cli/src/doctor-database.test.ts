import { expect, test } from 'vitest';
import { keptFindings, tierFindings } from './doctor-database.js';

test('tierFindings names the tier and its features', () => {
  const [plain] = tierFindings({ tier: 'plain', version: undefined, telemetry: undefined });
  expect(plain).toMatchObject({ ok: true, message: expect.stringMatching(/^plain \(plain PostgreSQL/) });
  const [apache] = tierFindings({ tier: 'apache', version: '2.19.3', telemetry: undefined });
  expect(apache).toMatchObject({
    ok: true,
    message: expect.stringMatching(/apache edition.*no compression.*2\.19\.3/),
  });
});

test('tierFindings says how to switch telemetry off when it is on', () => {
  expect(tierFindings({ tier: 'community', version: '2.22.0', telemetry: 'basic' })).toMatchObject([
    { ok: true },
    { check: 'telemetry', ok: false, message: expect.stringContaining('ALTER SYSTEM SET timescaledb.telemetry_level') },
  ]);
  expect(tierFindings({ tier: 'community', version: '2.22.0', telemetry: 'off' })).toHaveLength(1);
});

test('keptFindings says what is kept how long and how large it is', () => {
  const kept = [
    { kind: 'single legs and timelines', bytes: 3.2 * 1024 ** 3, since: '2026-01-05', setting: 'MNARA_RETENTION_DAYS' },
    { kind: 'alerts', bytes: 4096, since: null, setting: null },
  ];
  expect(keptFindings(kept).map(({ message }) => message)).toEqual([
    'single legs and timelines: 3.2 GiB, since 2026-01-05; how long is set by MNARA_RETENTION_DAYS',
    'alerts: 0.0 MiB, none yet; kept forever',
  ]);
});
