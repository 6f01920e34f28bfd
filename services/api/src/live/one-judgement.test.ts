import fc from 'fast-check';
import { expect, test } from 'vitest';
import { World } from '#domain/alert/evaluation/world.js';
import { type CentreStatus, NEVER_CONNECTED } from '#domain/status/centre-status.js';
import type { CentreRecord, Directory } from '#store/network/directory.js';
import { shownSeverity } from './attention.js';
import { centreView, clockSignature } from './centre-view.js';

const NOW = Date.UTC(2026, 10, 24, 7);
const calendar = { timeZone: 'UTC', hours: undefined, holidays: new Set<string>() };
const record = { id: 'C1', regionId: 'R1', calendar, desks: [] } as unknown as CentreRecord;
const visible = { serviceById: new Map(), centres: [record] } as unknown as Directory;

const moment = fc.option(
  fc.oneof(
    fc.integer({ min: -3_600_000, max: 1_200_000 }).map((ms) => NOW + ms),
    fc
      .constantFrom(-900_000, -180_000, -120_000, -90_000, 0, 600_000)
      .chain((edge) => fc.integer({ min: -1, max: 1 }).map((ms) => NOW + edge + ms)),
  ),
);
const anyStatus: fc.Arbitrary<CentreStatus> = fc
  .record({
    lastContactAt: moment,
    lastEventAt: moment,
    watermark: moment,
    heartbeatSeconds: fc.constantFrom(0, 15, 30, 60),
    isOpen: fc.boolean(),
    powerDown: fc.boolean(),
  })
  .map((given) => ({ ...NEVER_CONNECTED, centreId: 'C1', ...given }));

function alertingJudges(status: CentreStatus | undefined) {
  const world = new World({
    timeZone: 'UTC',
    serviceLevelTarget: 0.8,
    satisfactionTarget: 0.8,
    centres: [{ centreId: 'C1', regionId: 'R1', calendar, desksPlanned: 1, servicesOfDesk: new Map() }],
    services: new Map(),
  });
  if (status !== undefined) world.apply([status]);
  world.look(NOW);
  return world.centre('C1')?.freshness;
}

test('the wall and alerting judge every status of a centre in the same way', () => {
  const found = new Set<string>();
  fc.assert(
    fc.property(fc.option(anyStatus, { nil: undefined, freq: 50 }), (status) => {
      const view = centreView(status, record, visible, undefined, NOW);
      found.add(view.freshness);
      expect(view.freshness).toBe(alertingJudges(status));
      expect(view.isSilent).toBe(view.freshness === 'silent');
      expect(shownSeverity(view) === 'unknown').toBe(view.freshness !== 'fresh');
      expect(clockSignature(status, record, visible, NOW).split(' ')[0]).toBe(view.freshness);
    }),
    { numRuns: 2_000 },
  );
  expect([...found].sort()).toEqual(['fresh', 'future', 'late', 'never_connected', 'silent']);
});
