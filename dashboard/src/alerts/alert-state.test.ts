import { describe, expect, it } from 'vitest';
import { type Alert, applyAlertMessage, EMPTY_FEED, inOrder, newAlerts } from './alert-state';

const NOW = 1_000_000;
const alert = (id: string, more: Partial<Alert> = {}): Alert => ({
  id,
  ruleId: 'power',
  name: 'No power',
  severity: 'critical',
  identity: `centre=${id}`,
  regionId: 'R1',
  centreId: id,
  serviceId: null,
  agencyId: null,
  condition: 'firing',
  conditionSince: NOW,
  signal: 'ok',
  signalReason: null,
  value: 1,
  threshold: 0,
  watch: 'power_down',
  episode: 1,
  firedAt: NOW,
  clearedAt: null,
  closedAt: null,
  acknowledgedBy: null,
  acknowledgedAt: null,
  acknowledgedUntil: null,
  assignedTo: null,
  suppressedBy: [],
  ...more,
});
const taken = { acknowledgedBy: 'ann', acknowledgedUntil: NOW + 1 };

describe('the feed', () => {
  const first = { seq: 1, serverTime: NOW, alerts: [alert('a')] };

  it('takes a first list, then messages that follow on; one without alerts leaves them as they are', () => {
    const one = applyAlertMessage(EMPTY_FEED, first);
    const two = one && applyAlertMessage(one, { seq: 2, serverTime: NOW + 5, alerts: null });
    expect(two).toEqual({ alerts: first.alerts, seq: 2, trueAt: NOW + 5 });
  });

  it('refuses a gap, and a first message without a list', () => {
    const one = applyAlertMessage(EMPTY_FEED, first);
    expect(one && applyAlertMessage(one, { seq: 3, serverTime: NOW, alerts: [] })).toBeNull();
    expect(applyAlertMessage(EMPTY_FEED, { seq: 2, serverTime: NOW, alerts: null })).toBeNull();
  });

  it('starts again with a new subscription', () => {
    const one = applyAlertMessage({ ...EMPTY_FEED, seq: 7 }, first);
    expect(one?.seq).toBe(1);
  });
});

describe('new alerts', () => {
  const ids = (before: readonly Alert[] | null, after: readonly Alert[]) =>
    newAlerts(before, after, NOW).map(({ id }) => id);

  it('are unacknowledged and did not fire before', () => {
    expect(ids([alert('a')], [alert('a'), alert('b')])).toEqual(['b']);
    expect(ids([alert('a')], [alert('a', { episode: 2 })])).toEqual(['a']);
  });

  it('are not those of the first list, nor acknowledged, suppressed or resolved ones', () => {
    expect(ids(null, [alert('a')])).toEqual([]);
    const quiet = [alert('b', taken), alert('c', { suppressedBy: ['silence'] }), alert('d', { condition: 'normal' })];
    expect(ids([], quiet)).toEqual([]);
  });
});

it('inOrder puts alerts that need a response first, then acknowledged, suppressed and resolved ones', () => {
  const list = [
    alert('cleared', { condition: 'normal' }),
    alert('silenced', { suppressedBy: ['silence'] }),
    alert('taken', taken),
    alert('warning', { severity: 'warning', firedAt: NOW + 9 }),
    alert('older', { firedAt: NOW - 9 }),
    alert('newer'),
  ];
  expect(inOrder(list, NOW).map(({ id }) => id)).toEqual(['newer', 'older', 'warning', 'taken', 'silenced', 'cleared']);
});
