import { expect, test } from 'vitest';
import { type AlertState, NO_ALERT } from './alert-state.js';
import { beginEscalation, type Escalation, type EscalationPolicy, escalate, skipToNextStep } from './escalation.js';
import { acknowledge, MAX_ACKNOWLEDGEMENT_MS } from './respond.js';

const policy: EscalationPolicy = {
  steps: [
    { delaySeconds: 0, targets: ['centre_manager'] },
    { delaySeconds: 600, targets: ['county_commissioner', 'agency_head'] },
  ],
  repeats: 1,
  repeatSeconds: 1800,
};
const firing: AlertState = { ...NO_ALERT, condition: 'firing', episode: 1, firedAt: 0 };
const MINUTE = 60_000;

/** Every action up to a time, as 'minute: action'. */
function run(begun: AlertState, minutes: number, from: Escalation = beginEscalation('default', policy, 0)): string[] {
  let escalation = from;
  let alert = begun;
  const said: string[] = [];
  for (let minute = 0; minute <= minutes; minute += 1) {
    const move = escalate(escalation, alert, minute * MINUTE);
    ({ escalation, alert } = move);
    for (const action of move.actions)
      said.push(
        `${minute}: ${action.kind === 'page' ? `page ${action.page} round ${action.round} to ${action.targets.join(' and ')}` : action.kind}`,
      );
  }
  return said;
}

test('steps, then repeats, then nothing', () => {
  expect(run(firing, 300)).toEqual([
    '0: page 1 round 0 to centre_manager',
    '10: page 1 round 0 to county_commissioner and agency_head',
    '40: page 1 round 1 to centre_manager',
    '50: page 1 round 1 to county_commissioner and agency_head',
  ]);
});

test('an acknowledgement stops it; when it expires, it begins again as another page', () => {
  const taken = { ...firing, acknowledgement: { by: 'ann', at: 0, until: 30 * MINUTE } };
  expect(run(taken, 45)).toEqual([
    '30: acknowledgement_expired',
    '30: page 2 round 0 to centre_manager',
    '40: page 2 round 0 to county_commissioner and agency_head',
  ]);
});

test('no one is notified while the alert recovers; when it fires again they are', () => {
  const first = escalate(beginEscalation('default', policy, 0), { ...firing, condition: 'recovering' }, 0);
  expect(first).toMatchObject({ actions: [], escalation: { step: 0, dueAt: 30_000 } });
  expect(escalate(first.escalation, firing, 30_000).actions).toMatchObject([{ kind: 'page', step: 0 }]);
});

test('a suppressed alert records once why no one was notified; a cleared one ends', () => {
  expect(run({ ...firing, suppressedBy: ['silence'] }, 300)).toEqual(['0: withheld']);
  expect(run({ ...firing, condition: 'normal' }, 300)).toEqual([]);
  expect(run(firing, 300, beginEscalation('none', { ...policy, steps: [] }, 0))).toEqual([]);
});

test.each([
  ['a firing alert', firing, 'ann', MINUTE, true],
  ['a cleared alert, which this closes', { ...firing, condition: 'normal' as const }, 'ann', MINUTE, true],
  ['a closed alert', { ...firing, closedAt: 5 }, 'ann', MINUTE, 'closed'],
  ['an alert that never fired', NO_ALERT, 'ann', MINUTE, 'not_fired'],
  ['until a time that has passed', firing, 'ann', 0, 'bad_time'],
  ['for too long', firing, 'ann', MAX_ACKNOWLEDGEMENT_MS + 1, 'bad_time'],
  [
    'an alert that another person acknowledged',
    { ...firing, acknowledgement: { by: 'bob', at: 0, until: MINUTE } },
    'ann',
    2 * MINUTE,
    'taken',
  ],
  [
    'an alert that the same person acknowledged',
    { ...firing, acknowledgement: { by: 'ann', at: 0, until: MINUTE } },
    'ann',
    2 * MINUTE,
    true,
  ],
  [
    'an alert whose acknowledgement by another person expired',
    { ...firing, acknowledgement: { by: 'bob', at: 0, until: 0 } },
    'ann',
    MINUTE,
    true,
  ],
])('acknowledging %s', (_, state, by, until, expected) => {
  const done = acknowledge(state, by, until, 0);
  expect(done.ok ? true : done.why).toBe(expected);
  if (done.ok) expect(done.state.closedAt).toBe(state.condition === 'normal' ? 0 : undefined);
});

test('a step that reached no one is followed at once by the next step of its round; after the last step by none', () => {
  const begun = beginEscalation('default', policy, 0);
  const first = escalate(begun, firing, 0).escalation;
  const passed = skipToNextStep(first, { page: 1, round: 0, step: 0 }, 5);
  expect(passed).toEqual({ ...first, dueAt: 5 });
  const second = escalate(passed ?? begun, firing, 5).escalation;
  expect(skipToNextStep(second, { page: 1, round: 0, step: 1 }, 5)).toBeUndefined();
  // The escalation has changed since.
  expect(skipToNextStep({ ...first, page: 2 }, { page: 1, round: 0, step: 0 }, 5)).toBeUndefined();
});

test('a step may address the deputies', () => {
  const toDeputies = {
    ...policy,
    steps: [{ delaySeconds: 0, targets: ['centre_manager'] as const, toDeputies: true }],
  };
  expect(escalate(beginEscalation('x', toDeputies, 0), firing, 0).actions).toMatchObject([{ toDeputies: true }]);
});
