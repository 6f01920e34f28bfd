import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { KPI_CATALOGUE, parseKpi } from './catalogue.js';
import type { KpiInputs, Spread } from './compute.js';
import { NO_INPUTS } from './compute.js';
import { COUNTS, isMeasure, type Measure } from './counts.js';
import { BIN_STARTS_MS, binOf, binStartMs } from './histogram.js';
import { addNeededBins, type Bins } from './needed-bins.js';

const duration = fc.oneof(fc.integer({ min: 0, max: 5_000_000 }), fc.constantFrom(0, 1, 124, 125, 1000, 2 ** 40));
const ASKED = [...KPI_CATALOGUE.map(({ id }) => id), 'service_level:60', 'service_level:600', 'service_level:0']
  .map((id) => parseKpi(id))
  .filter((asked) => 'definition' in asked)
  .filter(({ definition, parameter }) => definition.needs(parameter).some(isMeasure));

const counted = (values: readonly number[]): [number, number][] => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => one - other);
};

function inputsOf(durations: Readonly<Record<string, readonly number[]>>, kind: Spread['kind']): KpiInputs {
  const spreads = Object.entries(durations)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]): [string, Spread] => [
      name,
      { kind, cells: counted(kind === 'exact' ? values : values.map((value) => binOf(value))) },
    ]);
  return { ...NO_INPUTS, counts: new Array<number>(COUNTS.length).fill(50), spreads: Object.fromEntries(spreads) };
}

/** What is left of exact spreads when only needed bins have their values. */
function reduced({ spreads, ...rest }: KpiInputs, needed: Bins): KpiInputs {
  const left = Object.entries(spreads).map(([name, { kind, cells }]): [string, Spread] => [
    name,
    {
      kind,
      cells: cells.map(([value, n]) =>
        needed.get(name as Measure)?.has(binOf(value)) === true ? [value, n] : [binStartMs(binOf(value)), n],
      ),
    },
  ]);
  return { ...rest, spreads: Object.fromEntries(left) };
}

test('every KPI of durations is exact with the values of the needed bins alone', () => {
  const some = fc.array(duration, { maxLength: 60 });
  const durations = fc.record({ wait_called: some, wait_abandoned: some, service_time: some, visit_time: some });
  fc.assert(
    fc.property(durations, fc.constantFrom(...ASKED), (values, asked) => {
      const [exact, bins] = [inputsOf(values, 'exact'), inputsOf(values, 'bins')];
      const needed: Bins = new Map();
      addNeededBins(needed, [asked], bins);
      const { definition, parameter } = asked;
      expect(definition.compute(reduced(exact, needed), parameter)).toEqual(definition.compute(exact, parameter));
    }),
    { numRuns: 2_000 },
  );
});

test('few bins are needed, and without them a figure is not exact', () => {
  const values = Array.from({ length: 1_000 }, (_, index) => index * 1_234);
  const [exact, bins] = [inputsOf({ service_time: values }, 'exact'), inputsOf({ service_time: values }, 'bins')];
  const [asked] = ASKED.filter(({ definition }) => definition.id === 'service_time_p50');
  if (asked === undefined) throw new Error('service_time_p50 is not in the catalogue');
  const needed: Bins = new Map();
  addNeededBins(needed, [asked], bins);
  expect(needed.get('service_time')?.size).toBeLessThanOrEqual(2);
  const value = (inputs: KpiInputs) => asked.definition.compute(inputs, undefined).value;
  expect(value(reduced(exact, needed))).toBe(value(exact));
  expect(value(reduced(exact, new Map()))).not.toBe(value(exact));
});

test('the number of bin starts that are not above a duration is its bin', () => {
  fc.assert(
    fc.property(duration, (milliseconds) => {
      expect(BIN_STARTS_MS.filter((start) => start <= milliseconds)).toHaveLength(binOf(milliseconds));
    }),
  );
});
