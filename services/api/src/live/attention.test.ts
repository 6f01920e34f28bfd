import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRESHNESS_KINDS } from '#domain/status/freshness.js';
import { byNeed, mostUrgent } from './attention.js';
import type { CentreView } from './centre-view.js';
import { regionPicture } from './region-picture.js';

const SEVERITIES = ['normal', 'unknown', 'warning', 'critical'] as const;

const centre = (given: Partial<CentreView>): CentreView =>
  ({
    centreId: 'c',
    dataAsOf: 1,
    freshness: 'fresh',
    isOpen: true,
    expectedOpen: true,
    severity: 'normal',
    troubles: [],
    upstreamDownAgencyIds: [],
    waitingNow: 0,
    issuedSum: 0,
    servingNow: 0,
    desksOpen: 1,
    desksTotal: 1,
    staffLoggedIn: 1,
    heartbeatSeconds: 15,
    longestWaitSince: null,
    lastEventAt: null,
    ...given,
  }) as CentreView;

const anyCentre = fc
  .record({
    severity: fc.constantFrom(...SEVERITIES),
    freshness: fc.constantFrom(...FRESHNESS_KINDS),
    longestWaitSince: fc.option(fc.integer({ min: 1, max: 9 })),
    value: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ value, ...given }) =>
    centre({
      ...given,
      troubles: [{ kind: 'long_wait', severity: 'warning', subjectId: null, since: null, value, limit: 1 }],
    }),
  );
const anyRegions = fc
  .array(fc.array(anyCentre, { maxLength: 8 }), { maxLength: 5 })
  .map((regions) => regions.map((centres, n) => centres.map((one, index) => ({ ...one, centreId: `${n}-${index}` }))));

test('the max urgent centres of all regions are the first ones of a sort of all centres', () => {
  fc.assert(
    fc.property(anyRegions, fc.integer({ min: 0, max: 50 }), (regions, max) => {
      const lists = regions.map((centres) => regionPicture('r', centres).ranked);
      expect(mostUrgent(lists, max)).toEqual(regions.flat().toSorted(byNeed).slice(0, max));
    }),
  );
});

test('a region is as bad as its worst centre, and sums the centres in contact', () => {
  const { status, sums } = regionPicture('r', [
    centre({ centreId: 'a', waitingNow: 3, longestWaitSince: 500 }),
    centre({ centreId: 'b', waitingNow: 4, severity: 'critical', longestWaitSince: 200 }),
    centre({ centreId: 'mute', waitingNow: 9, freshness: 'silent', longestWaitSince: 100 }),
  ]);
  expect(status).toEqual({
    regionId: 'r',
    severity: 'critical',
    waitingNow: 7,
    desksOpen: 2,
    longestWaitSince: 200,
    centresOpen: 3,
    centresTotal: 3,
    centresInTrouble: 2,
    isClosed: false,
  });
  // The network's own sums keep the last known values.
  expect(sums).toMatchObject({ waitingNow: 16, agentsSilent: 1, longestWaitSince: 100, longestWaitCentreId: 'mute' });
});

test('without contact a region has no number waiting, and it is closed only when its centres may be closed', () => {
  expect(regionPicture('r', [centre({ waitingNow: 9, freshness: 'silent' })]).status).toMatchObject({
    severity: 'unknown',
    waitingNow: null,
  });
  expect(regionPicture('r', [centre({ freshness: 'never_connected' })]).status).toMatchObject({ severity: 'unknown' });
  const closed = centre({ isOpen: false, expectedOpen: false });
  expect(regionPicture('r', [closed]).status.isClosed).toBe(true);
  expect(regionPicture('r', [closed, centre({ isOpen: false })]).status.isClosed).toBe(false);
});
