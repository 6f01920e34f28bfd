import { expect, test } from 'vitest';
import { type CentrePicture, type QueuePicture, severityOf, troublesOf } from './trouble.js';

const NOW = Date.UTC(2026, 10, 24, 9);
const ago = (seconds: number): number => NOW - seconds * 1000;
const calm: CentrePicture = {
  now: NOW,
  dataAsOf: ago(10),
  heartbeatSeconds: 30,
  isOpen: true,
  expectedOpenSince: ago(3600),
  powerDown: false,
  upstreamDownAgencyIds: [],
  desksOpen: 2,
  queues: [],
};
const queue = (changes: Partial<QueuePicture> = {}): QueuePicture => ({
  serviceId: 'S1',
  agencyId: 'NRB',
  targetSeconds: 600,
  waiting: 1,
  serving: 0,
  longestWaitSince: ago(60),
  ...changes,
});

test.each<[string, Partial<CentrePicture>, string, string[]]>([
  ['all is well', {}, 'normal', []],
  ['never heard of', { dataAsOf: undefined }, 'unknown', []],
  ['heard within three heartbeats', { dataAsOf: ago(90) }, 'normal', []],
  ['silent', { dataAsOf: ago(91) }, 'unknown', ['agent_silent unknown']],
  [
    'silent hides the rest',
    { dataAsOf: ago(91), powerDown: true, queues: [queue({ longestWaitSince: ago(9999) })] },
    'unknown',
    ['agent_silent unknown'],
  ],
  ['off after closing', { dataAsOf: ago(9999), isOpen: false, expectedOpenSince: undefined }, 'normal', []],
  ['a source without heartbeats is never silent', { dataAsOf: ago(9999), heartbeatSeconds: 0 }, 'normal', []],
  ['power down', { powerDown: true }, 'critical', ['power_down critical']],
  [
    'power down at night',
    { powerDown: true, isOpen: false, expectedOpenSince: undefined },
    'warning',
    ['power_down warning'],
  ],
  [
    'a system down, nobody waits for it',
    { upstreamDownAgencyIds: ['KRA'], queues: [queue()] },
    'warning',
    ['upstream_down warning'],
  ],
  [
    'a system down, people wait for it',
    { upstreamDownAgencyIds: ['NRB'], queues: [queue()] },
    'critical',
    ['upstream_down critical'],
  ],
  ['people wait and no desk is open', { desksOpen: 0, queues: [queue()] }, 'critical', ['no_desk_open critical']],
  ['no desk is open, but somebody serves', { desksOpen: 0, queues: [queue({ serving: 1 })] }, 'normal', []],
  ['a wait of three targets', { queues: [queue({ longestWaitSince: ago(1800) })] }, 'normal', []],
  [
    'a wait above three targets',
    { queues: [queue({ longestWaitSince: ago(1801) })] },
    'warning',
    ['long_wait warning'],
  ],
  [
    'a wait above six targets',
    { queues: [queue({ longestWaitSince: ago(3601) })] },
    'critical',
    ['long_wait critical'],
  ],
  [
    'no target, no long wait',
    { queues: [queue({ targetSeconds: undefined, longestWaitSince: ago(99_999) })] },
    'normal',
    [],
  ],
  ['closed in its first quarter hour', { isOpen: false, desksOpen: 0, expectedOpenSince: ago(900) }, 'normal', []],
  [
    'closed and should be open',
    { isOpen: false, desksOpen: 0, expectedOpenSince: ago(901) },
    'warning',
    ['closed_but_should_be_open warning'],
  ],
  [
    'closed, and people wait',
    { isOpen: false, desksOpen: 0, queues: [queue()] },
    'critical',
    ['no_desk_open critical', 'closed_but_should_be_open critical'],
  ],
  ['desks work although nobody said that it opened', { isOpen: false }, 'normal', []],
  [
    'worst first',
    { upstreamDownAgencyIds: ['KRA'], queues: [queue({ longestWaitSince: ago(3601) })] },
    'critical',
    ['long_wait critical', 'upstream_down warning'],
  ],
])('%s', (_name, changes, severity, expected) => {
  const picture = { ...calm, ...changes };
  const troubles = troublesOf(picture);
  expect(troubles.map((trouble) => `${trouble.kind} ${trouble.severity}`)).toEqual(expected);
  expect(severityOf(picture, troubles)).toBe(severity);
});

test('the worst wait comes first and says what it broke', () => {
  const troubles = troublesOf({
    ...calm,
    queues: [
      queue({ longestWaitSince: ago(2000) }),
      queue({ serviceId: 'S2', targetSeconds: 300, longestWaitSince: ago(1500) }),
    ],
  });
  expect(troubles).toEqual([
    { kind: 'long_wait', severity: 'warning', subjectId: 'S2', since: ago(1500), value: 1500, limit: 900 },
    { kind: 'long_wait', severity: 'warning', subjectId: 'S1', since: ago(2000), value: 2000, limit: 1800 },
  ]);
});
