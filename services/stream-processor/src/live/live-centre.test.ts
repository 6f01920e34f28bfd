import { expect, test } from 'vitest';
import { zoneOf } from '#domain/calendar/zone.js';
import { keyedTimelineFact, type TimelineFact } from '#domain/status/timeline.js';
import { LiveCentre } from './live-centre.js';

const zone = zoneOf('Africa/Nairobi');
const centre = { centreKey: 1, centreId: 'C1', regionKey: 1, zone, keptFrom: 0, keepsQueue: false };
const NOW = Date.UTC(2026, 2, 10, 9);
const YESTERDAY = NOW - 24 * 3_600_000;
const MORNING = NOW - 3_600_000;

const timeline = (subject: string, ...facts: readonly TimelineFact[]) => ({
  centreKey: 1,
  subject,
  day: zone.dateOf(facts[0]?.at ?? 0),
  facts: facts.map(keyedTimelineFact),
});

test('LiveCentre shows the newest known state of desks, centre and agencies of today', () => {
  const live = new LiveCentre(centre);
  live.timeline(
    timeline('desk:D1', { kind: 'opened', at: MORNING }, { kind: 'login', at: MORNING + 1, staff: 'amina' }),
  );
  live.timeline(timeline('desk:D2', { kind: 'opened', at: MORNING }, { kind: 'closed', at: MORNING + 5 }));
  live.timeline(timeline('centre', { kind: 'opened', at: MORNING }, { kind: 'power_down', at: MORNING + 9 }));
  live.timeline(timeline('agency:KRA', { kind: 'upstream_down', at: MORNING }));
  live.timeline(timeline('row:7', { kind: 'row_noted', at: MORNING, notes: ['x'] }));
  expect(live.status(NOW)).toMatchObject({
    isOpen: true,
    powerDown: true,
    upstreamDownAgencyIds: ['KRA'],
    staffLoggedIn: 1,
    desks: [
      { deskId: 'D1', isOpen: true, isLoggedIn: true, since: MORNING + 1 },
      { deskId: 'D2', isOpen: false, isLoggedIn: false, since: MORNING + 5 },
    ],
  });
});

test('LiveCentre replaces the state of the same day, ignores an older day, and hides yesterday', () => {
  const live = new LiveCentre(centre);
  live.timeline(timeline('desk:D1', { kind: 'opened', at: MORNING }));
  live.timeline(timeline('desk:D1', { kind: 'opened', at: MORNING }, { kind: 'closed', at: MORNING + 5 }));
  expect(live.status(NOW).desks).toMatchObject([{ isOpen: false }]);
  live.timeline(timeline('desk:D1', { kind: 'opened', at: YESTERDAY }));
  live.timeline(timeline('desk:D2', { kind: 'opened', at: YESTERDAY }));
  live.timeline(timeline('centre', { kind: 'opened', at: YESTERDAY }));
  live.timeline(timeline('agency:KRA', { kind: 'upstream_down', at: YESTERDAY }));
  const { desks, isOpen, upstreamDownAgencyIds } = live.status(NOW);
  expect(desks).toMatchObject([{ deskId: 'D1', isOpen: false }]);
  expect({ isOpen, upstreamDownAgencyIds }).toEqual({ isOpen: false, upstreamDownAgencyIds: [] });
});
