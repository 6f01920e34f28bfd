import { z } from 'zod';
import { RequestError } from '#domain/access/request-error.js';
import type { KpiQuestion } from '#domain/kpi/question.js';
import { LEG_CLOCKS, type LegClock } from '#store/visits/leg-record.js';
import { filtersOf, PERIOD, readParameters, where } from '../rest/query-parameters.js';
import { KPI_PARAMETERS, questionOf } from '../rest/question-parameters.js';
import { FILE_PARAMETERS } from './file-options.js';

/** What files are made of; the names are those of the addresses. */
export const FILE_KINDS = ['kpis', 'legs', 'alerts', 'directives', 'quality', 'desk-states'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const OF_ROWS = z.object({ ...PERIOD, where });
const OF_LEGS = OF_ROWS.extend({ clock: z.enum(LEG_CLOCKS).default('issued') });

/** What a file is asked for. */
export interface FileQuestion {
  readonly question: KpiQuestion;
  /** Of legs: which moment puts one into the period. */
  readonly clock: LegClock;
}

/** A misspelt parameter would be a filter that is not applied. */
function refuseUnknown(parameters: URLSearchParams, known: readonly string[]): void {
  const unknown = [...parameters.keys()].find((name) => !known.includes(name) && !FILE_PARAMETERS.includes(name));
  if (unknown === undefined) return;
  throw new RequestError(
    'BAD_VALUE',
    `There is no parameter "${unknown.slice(0, 40)}" here; use ${[...known, ...FILE_PARAMETERS].join(', ')}.`,
  );
}

/** Rows of a kind that is no table of KPIs: which period and places. */
const rowQuestion = ({ where: pairs, ...period }: z.output<typeof OF_ROWS>): KpiQuestion => ({
  ...period,
  ids: [],
  by: [],
  where: filtersOf(pairs),
  exact: false,
  totals: false,
});

/**
 * The question of an address's parameters: of KPIs, or which rows a file has.
 * @throws RequestError BAD_VALUE that names the parameter
 */
export function readFileQuestion(kind: FileKind, parameters: URLSearchParams): FileQuestion {
  const schema = kind === 'kpis' ? KPI_PARAMETERS : kind === 'legs' ? OF_LEGS : OF_ROWS;
  refuseUnknown(parameters, Object.keys(schema.shape));
  if (kind === 'kpis') return { question: questionOf(readParameters(KPI_PARAMETERS, parameters)), clock: 'issued' };
  const { clock, ...asked } = readParameters(OF_LEGS, parameters);
  return { question: rowQuestion(asked), clock };
}
