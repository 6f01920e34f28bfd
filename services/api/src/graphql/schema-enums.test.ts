import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { PERIOD_NAMES } from '#domain/calendar/period-names.js';
import { KPI_SPLITS } from '#domain/kpi/kpi-splits.js';
import { COMPARISONS } from '#domain/kpi/question.js';
import { FRESHNESS_KINDS } from '#domain/status/freshness.js';

function enumValues(file: string, name: string): readonly string[] {
  const { definitions } = parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
  for (const definition of definitions)
    if (definition.kind === 'EnumTypeDefinition' && definition.name.value === name)
      return (definition.values ?? []).map((value) => value.name.value);
  return [];
}

test.each([
  ['../kpi/kpi.graphql', 'KpiSplit', KPI_SPLITS],
  ['../kpi/kpi.graphql', 'KpiPeriodName', PERIOD_NAMES],
  ['../kpi/kpi.graphql', 'KpiComparison', COMPARISONS],
  ['../live/live.graphql', 'Freshness', FRESHNESS_KINDS],
])('the schema %s has the same values in %s as the domain', (file, name, values) => {
  expect(enumValues(file, name).toSorted()).toEqual([...values].sort());
});
