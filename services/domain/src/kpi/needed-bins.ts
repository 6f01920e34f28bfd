import type { AskedKpi } from './catalogue.js';
import type { KpiInputs, Spread } from './compute.js';
import { isMeasure, type Measure } from './counts.js';
import { binStartMs } from './histogram.js';

/** Bins of measures. */
export type Bins = Map<Measure, Set<number>>;

/** The histograms as exact spreads: the values of a bin are its lowest, or its highest where it is raised. */
function edges(inputs: KpiInputs, raised: ReadonlySet<number>): KpiInputs {
  const spreads = Object.entries(inputs.spreads).map(([name, { cells }]): [string, Spread] => [
    name,
    {
      kind: 'exact',
      cells: cells.map(([bin, n]) => [
        raised.has(bin) ? Math.max(binStartMs(bin), binStartMs(bin + 1) - 1) : binStartMs(bin),
        n,
      ]),
    },
  ]);
  return { ...inputs, spreads: Object.fromEntries(spreads) };
}

/**
 * Adds to `found` the bins on whose single values the figures of a cell depend: those around a percentile's rank, the
 * highest for a maximum, the one in which a limit lies. With their values, and any value of a bin for the others, a
 * figure is exact. Found by asking the KPIs' own definitions: a figure that stays the same when all values of some bins
 * go from one edge to the other depends on none of them.
 * @param inputs the cell, with spreads in bins
 */
export function addNeededBins(found: Bins, kpis: readonly AskedKpi[], inputs: KpiInputs): void {
  for (const { definition, parameter } of kpis) {
    const measures = definition.needs(parameter).filter((need) => isMeasure(need));
    const figure = (raised: ReadonlySet<number>): string => {
      const { value, n } = definition.compute(edges(inputs, raised), parameter);
      return `${value} ${n}`;
    };
    const lowest = figure(new Set());
    const search = (bins: readonly number[]): void => {
      if (bins.length === 0 || figure(new Set(bins)) === lowest) return;
      const half = bins.length >> 1;
      if (half === 0) addAll(found, measures, bins);
      else for (const part of [bins.slice(0, half), bins.slice(half)]) search(part);
    };
    // A KPI may put several measures together: a rank then lies in the same bin of each.
    const bins = new Set(measures.flatMap((measure) => inputs.spreads[measure]?.cells.map(([bin]) => bin) ?? []));
    const isKnown = (bin: number): boolean => measures.every((measure) => found.get(measure)?.has(bin) === true);
    search([...bins].filter((bin) => !isKnown(bin)));
  }
}

function addAll(found: Bins, measures: readonly Measure[], bins: readonly number[]): void {
  for (const measure of measures) {
    const known = found.get(measure) ?? new Set();
    found.set(measure, known);
    for (const bin of bins) known.add(bin);
  }
}
