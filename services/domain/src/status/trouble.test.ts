import { expect, test } from 'vitest';
import { type CentreStatus, type DeskStatus, NEVER_CONNECTED, type QueueStatus } from './centre-status.js';
import { severityOf, type TroubleContext, troublesOf } from './trouble.js';

const NOW = Date.UTC(2026, 10, 24, 9);
const ago = (seconds: number): number => NOW - seconds * 1000;
const desk = (deskId: string): DeskStatus => ({
  deskId,
  isOpen: true,
  isLoggedIn: true,
  state: 'available',
  since: null,
  serviceId: null,
  ticketNo: null,
});

/** A status, and what else is known. */
interface Case extends CentreStatus {
  readonly expectedOpenSince: number | undefined;
  readonly targets: Readonly<Record<string, number>>;
}

const calm: Case = {
  ...NEVER_CONNECTED,
  centreId: 'C1',
  lastContactAt: ago(10),
  watermark: ago(10),
  heartbeatSeconds: 30,
  isOpen: true,
  desks: [desk('D1'), desk('D2')],
  expectedOpenSince: ago(3600),
  targets: { S1: 600, S2: 300 },
};
const contextOf = ({ expectedOpenSince, targets }: Case): TroubleContext => ({
  now: NOW,
  expectedOpenSince,
  service: (serviceId) => ({ agencyId: 'NRB', targetSeconds: targets[serviceId] }),
});
const queue = (changes: Partial<QueueStatus> = {}): QueueStatus => ({
  serviceId: 'S1',
  waiting: 1,
  serving: 0,
  issuedSum: 0,
  longestSince: ago(60),
  ...changes,
});

test.each<[string, Partial<Case>, string, string[]]>([
  ['everything is normal', {}, 'normal', []],
  ['never connected', { lastContactAt: null }, 'unknown', []],
  ['in contact within three heartbeats', { lastContactAt: ago(90) }, 'normal', []],
  ['silent', { lastContactAt: ago(91) }, 'unknown', ['agent_silent unknown']],
  [
    'offline hides the rest',
    { lastContactAt: ago(91), powerDown: true, queues: [queue({ longestSince: ago(9999) })] },
    'unknown',
    ['agent_silent unknown'],
  ],
  ['off after closing', { lastContactAt: ago(9999), isOpen: false, expectedOpenSince: undefined }, 'normal', []],
  ['a source without heartbeats is never silent', { lastContactAt: ago(899), heartbeatSeconds: 0 }, 'normal', []],
  ['late', { watermark: ago(121) }, 'unknown', ['data_late unknown']],
  [
    'late hides the rest',
    { watermark: ago(121), powerDown: true, queues: [queue({ longestSince: ago(9999) })] },
    'unknown',
    ['data_late unknown'],
  ],
  ['late after closing', { watermark: ago(121), isOpen: false, expectedOpenSince: undefined }, 'normal', []],
  ['ahead of the clock', { watermark: ago(-601) }, 'unknown', ['data_future unknown']],
  ['power down', { powerDown: true }, 'critical', ['power_down critical']],
  [
    'power down at night',
    { powerDown: true, isOpen: false, expectedOpenSince: undefined },
    'warning',
    ['power_down warning'],
  ],
  [
    'a system down, no one waits for it',
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
  ['people wait and no desk is open', { desks: [], queues: [queue()] }, 'critical', ['no_desk_open critical']],
  ['no desk is open, but a desk serves', { desks: [], queues: [queue({ serving: 1 })] }, 'normal', []],
  ['a wait of three targets', { queues: [queue({ longestSince: ago(1800) })] }, 'normal', []],
  ['a wait above three targets', { queues: [queue({ longestSince: ago(1801) })] }, 'warning', ['long_wait warning']],
  ['a wait above six targets', { queues: [queue({ longestSince: ago(3601) })] }, 'critical', ['long_wait critical']],
  ['no target, no long wait', { targets: {}, queues: [queue({ longestSince: ago(99_999) })] }, 'normal', []],
  ['closed in its first quarter hour', { isOpen: false, desks: [], expectedOpenSince: ago(900) }, 'normal', []],
  [
    'closed and should be open',
    { isOpen: false, desks: [], expectedOpenSince: ago(901) },
    'warning',
    ['closed_but_should_be_open warning'],
  ],
  [
    'closed, and people wait',
    { isOpen: false, desks: [], queues: [queue()] },
    'critical',
    ['no_desk_open critical', 'closed_but_should_be_open critical'],
  ],
  ['desks work although no opening was reported', { isOpen: false }, 'normal', []],
  [
    'worst first',
    { upstreamDownAgencyIds: ['KRA'], queues: [queue({ longestSince: ago(3601) })] },
    'critical',
    ['long_wait critical', 'upstream_down warning'],
  ],
])('%s', (_name, changes, severity, expected) => {
  const status = { ...calm, ...changes };
  const troubles = troublesOf(status, contextOf(status));
  expect(troubles.map((trouble) => `${trouble.kind} ${trouble.severity}`)).toEqual(expected);
  expect(severityOf(status, troubles)).toBe(severity);
});

test('the worst wait comes first, with the limit that it exceeded', () => {
  const status = {
    ...calm,
    queues: [queue({ longestSince: ago(2000) }), queue({ serviceId: 'S2', longestSince: ago(1500) })],
  };
  const troubles = troublesOf(status, contextOf(status));
  expect(troubles).toEqual([
    { kind: 'long_wait', severity: 'warning', subjectId: 'S2', since: ago(1500), value: 1500, limit: 900 },
    { kind: 'long_wait', severity: 'warning', subjectId: 'S1', since: ago(2000), value: 2000, limit: 1800 },
  ]);
});
