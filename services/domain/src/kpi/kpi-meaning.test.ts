import { expect, test } from 'vitest';
import { KPI_CATALOGUE, parseKpi } from './catalogue.js';
import { directionOf, partOf, targetOf } from './kpi-meaning.js';

const TARGETS = { serviceLevelTarget: 0.9, satisfactionTarget: 0.95 };

test('every part of the catalogue has KPIs, and shorter waits are better', () => {
  expect([...new Set(KPI_CATALOGUE.map(partOf))]).toEqual(['flow', 'wait', 'service', 'quality', 'booking']);
  const waits = KPI_CATALOGUE.filter(({ id }) => /wait_(mean|p\d\d|max)$/.test(id));
  expect(waits.length).toBeGreaterThan(8);
  expect(waits.map(directionOf)).toEqual(waits.map(() => 'lower_is_better'));
  expect(KPI_CATALOGUE.filter((kpi) => directionOf(kpi) === 'neutral').map(({ id }) => id)).toContain('visits');
});

test.each([
  ['service_level', 0.9],
  ['service_level:60', null],
  ['satisfaction', 0.95],
  ['visits', null],
])('the target of %s is %s', (id, target) => {
  const asked = parseKpi(id);
  if ('fault' in asked) throw new Error(asked.fault.code);
  expect(targetOf(asked.definition, asked.parameter, TARGETS)).toBe(target);
});
