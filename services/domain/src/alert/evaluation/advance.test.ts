import { expect, test } from 'vitest';
import { NO_ALERT } from '../alert-state.js';
import type { Rule } from '../rule.js';
import { advance, closeAll, type RoundContext } from './advance.js';
import type { Sighting } from './observe.js';
import { observationOf } from './observe.js';
import { type AlertChange, type OpenAlert, OpenAlerts } from './open-alert.js';

const rule: Rule = {
  id: 'power',
  names: { en: 'P' },
  advice: { en: 'P' },
  severity: 'critical',
  watch: 'power_down',
  windowSeconds: undefined,
  each: 'centre',
  where: {},
  fire: { op: 'above', amount: 0, of: 'absolute' },
  clear: { op: 'below', amount: 0, of: 'absolute' },
  forSeconds: 0,
  keepFiringForSeconds: 0,
  hours: 'always',
  least: 0,
  cap: 2,
  policy: 'default',
  inhibits: false,
};
const watching = { rule, version: 1 };
const sighting = (centreId: string, value: number): Sighting => ({
  identity: `centre=${centreId}`,
  labels: { centreId },
  observation: observationOf(rule, value, Number.NaN, 'silent'),
  centre: undefined,
});
const context = (now: number, more: Partial<RoundContext> = {}): RoundContext => ({
  now,
  silences: [],
  inhibitedCentres: new Set(),
  isWithinHours: () => true,
  isWhole: true,
  ...more,
});
const open = new OpenAlerts();
let nextId = 1;

/** A round whose changes are stored, as 'identity condition'. */
function round(now: number, values: Readonly<Record<string, number>>, more: Partial<RoundContext> = {}): string[] {
  const sightings = Object.entries(values).map(([id, value]) => sighting(id, value));
  const changes = advance(watching, sightings, open.of('power'), context(now, more));
  for (const { after } of changes) {
    const isOver =
      after.state.closedAt !== undefined || (after.state.condition === 'normal' && after.state.episode === 0);
    if (isOver) open.delete(after);
    else open.set(after.alertId === 0 ? { ...after, alertId: nextId++ } : after);
  }
  return changes.map(({ after }) => `${after.identity} ${after.state.condition}`);
}

test('the cap: a third alert waits, a storm is raised once, and ends when there is room', () => {
  expect(round(1, { A: 1, B: 1, C: 1 })).toEqual([
    'centre=A firing',
    'centre=B firing',
    'centre=C pending',
    'storm firing',
  ]);
  expect(round(2, { A: 1, B: 1, C: 1 })).toEqual([]);
  // A round of only some centres cannot decide that the storm has ended.
  expect(round(3, { A: 0 }, { isWhole: false })).toEqual(['centre=A normal']);
  expect(round(4, { A: 0, B: 1, C: 1 })).toEqual(['centre=C firing', 'storm firing']);
  expect(round(5, { A: 0, B: 1, C: 0 })).toEqual(['centre=C normal', 'storm normal']);
});

const alert = (identity: string, episode: number): OpenAlert => ({
  alertId: 9,
  ruleId: 'power',
  ruleVersion: 1,
  identity,
  labels: {},
  severity: 'critical',
  state: { ...NO_ALERT, condition: episode === 0 ? 'pending' : 'firing', episode, since: 5 },
  version: 3,
});
const kindsOf = (changes: readonly AlertChange[]) =>
  changes.map(({ after, happenings }) => [
    after.state.condition,
    after.state.closedAt,
    happenings.map(({ kind }) => kind),
  ]);

test('an alert that its rule no longer covers is closed; one that never fired is removed without an entry', () => {
  const gone = new OpenAlerts([alert('centre=X', 1), alert('centre=Y', 0)]);
  expect(kindsOf(advance(watching, [], gone.of('power'), context(7)))).toEqual([
    ['normal', 7, ['closed']],
    ['normal', 7, []],
  ]);
  expect(kindsOf(closeAll(gone, 8))).toEqual([
    ['normal', 8, ['closed']],
    ['normal', 8, []],
  ]);
  expect(advance(watching, [], gone.of('power'), context(7, { isWhole: false }))).toEqual([]);
});

test('a small change of a figure is not written; a change of more than a tenth is', () => {
  const firing = new OpenAlerts([
    { ...alert('centre=X', 1), state: { ...alert('centre=X', 1).state, value: 100, threshold: 0 } },
  ]);
  const written = (value: number) => advance(watching, [sighting('X', value)], firing.of('power'), context(7)).length;
  expect([written(105), written(112), written(80)]).toEqual([0, 1, 1]);
});
