import type { Answer, AskedKpi, Definition, Figure, Row } from './answer';
import type { Question } from './question';

/** A KPI's meaning for unit tests. */
const aDefinition = (id: string, given: Partial<Definition> = {}): Definition => ({
  id,
  version: 1,
  unit: 'count',
  clock: 'ended',
  name: id,
  definition: id,
  group: 'flow',
  direction: 'neutral',
  target: null,
  ...given,
});

/** A figure for unit tests; null is "no data". */
export const aFigure = (id: string, value: number | null, given: Partial<Figure> = {}): Figure => ({
  id,
  value,
  n: value,
  d: null,
  complete: 1,
  errorBound: 0,
  noData: value === null,
  suppressed: false,
  distribution: null,
  bins: null,
  interval: null,
  compared: null,
  ...given,
});

/** A row for unit tests: its groups and its figures. */
export const aRow = (groups: Readonly<Record<string, string>>, ...values: readonly Figure[]): Row => ({
  group: Object.entries(groups).map(([key, value]) => ({ key, value, label: `the ${value}` })),
  values,
});

/** An answer for unit tests. */
export const anAnswer = (rows: readonly Row[], totals: readonly Row[] = []): Answer => ({
  kpis: [],
  rows,
  totals,
  notes: [],
  from: '2026-10-01T00:00:00',
  to: '2026-11-01T00:00:00',
  comparedFrom: null,
  comparedTo: null,
  timeZone: 'Africa/Nairobi',
  asOf: 0,
  questionHash: '',
});

/** A question for unit tests. */
export const aQuestion = (given: Partial<Question> = {}): Question => ({
  ids: ['served'],
  from: '2026-10-01',
  to: '2026-11-01',
  by: [],
  where: [],
  split: null,
  compare: null,
  exact: false,
  totals: true,
  withEmpty: true,
  intervals: false,
  ...given,
});

/** A KPI of a question for unit tests. */
export const anAskedKpi = (id: string, given: Partial<Definition> = {}): AskedKpi => ({
  id,
  name: id,
  definition: aDefinition(id, given),
});
