import type { AskedKpi } from '#domain/kpi/catalogue.js';
import type { KpiResult } from '#domain/kpi/compute.js';
import { type NetworkTargets, targetOf } from '#domain/kpi/kpi-meaning.js';
import { HIDDEN, type KpiRow, type KpiValue } from './kpi-table.js';

/** The second figure beside a figure. */
export interface ComparedFigure extends Omit<KpiResult, 'distribution' | 'bins'> {
  readonly suppressed: boolean;
  /** Value less compared value; null where one of them is missing. */
  readonly difference: number | null;
}

export interface AnsweredValue extends KpiValue {
  /** Null where the question compares with nothing. */
  readonly compared: ComparedFigure | null;
}

export interface AnsweredRow extends Omit<KpiRow, 'values'> {
  readonly values: readonly AnsweredValue[];
}

const NOTHING: ComparedFigure = {
  value: null,
  n: null,
  d: null,
  complete: null,
  errorBound: 0,
  noData: true,
  suppressed: false,
  difference: null,
};
const NOT_SHOWN: ComparedFigure = { ...HIDDEN, difference: null };

const lessOf = (own: number | null, other: number | null): number | null =>
  own === null || other === null ? null : own - other;

/** Beside a hidden figure nothing is shown: both together could tell it. */
function compared(own: KpiValue, other: KpiValue | undefined): ComparedFigure {
  if (own.suppressed || other?.suppressed === true) return NOT_SHOWN;
  if (other === undefined) return NOTHING;
  const { value, n, d, complete, errorBound, noData } = other;
  const difference = lessOf(own.value, value);
  return { value, n, d, complete, errorBound, noData, suppressed: false, difference };
}

/** Rows that are compared with nothing. */
export const notCompared = (row: KpiRow): AnsweredRow => ({
  ...row,
  values: row.values.map((value) => ({ ...value, compared: null })),
});

/** A row with the figures of its counterpart; no data where it has none. */
export const besideRow = (row: KpiRow, counterpart: KpiRow | undefined): AnsweredRow => ({
  ...row,
  values: row.values.map((value, place) => ({ ...value, compared: compared(value, counterpart?.values[place]) })),
});

/** A row with the targets of its KPIs. */
export function besideTargets(kpis: readonly AskedKpi[], targets: NetworkTargets): (row: KpiRow) => AnsweredRow {
  const figures = kpis.map(({ definition, parameter }): ComparedFigure => {
    const value = targetOf(definition, parameter, targets);
    return value === null ? NOTHING : { ...NOTHING, value, noData: false };
  });
  return (row) => ({
    ...row,
    values: row.values.map((own, place) => {
      const target = figures[place] ?? NOTHING;
      if (own.suppressed) return { ...own, compared: NOT_SHOWN };
      return { ...own, compared: { ...target, difference: lessOf(own.value, target.value) } };
    }),
  });
}
