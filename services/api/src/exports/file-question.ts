import { z } from 'zod';
import { RequestError } from '#domain/access/request-error.js';
import { PERIOD_NAMES } from '#domain/calendar/period-names.js';
import { KPI_GROUPS } from '#domain/kpi/kpi-groups.js';
import { KPI_SPLITS } from '#domain/kpi/kpi-splits.js';
import { COMPARISONS, KPI_ZONES, type KpiQuestion } from '#domain/kpi/question.js';
import { LEG_CLOCKS, type LegClock } from '#store/visits/leg-page.js';
import { FILE_PARAMETERS, type FileParameters } from './file-options.js';

/** What files are made of; the names are those of the addresses. */
export const FILE_KINDS = ['kpis', 'legs', 'alerts', 'directives', 'quality', 'desk-states'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const isOn = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');
/** `a,b` and several parameters of one name are the same. */
const list = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => (typeof given === 'string' ? [given] : given).flatMap((text) => text.split(',')))
  .transform((names) => names.map((name) => name.trim()).filter((name) => name !== ''));
const pairs = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => (typeof given === 'string' ? [given] : given))
  .pipe(z.array(z.string().regex(/^[^=]+=/, 'write KEY=VALUE, for example where=centre=AA01')));

const PERIOD = { from: z.string().optional(), to: z.string().optional(), period: z.enum(PERIOD_NAMES).optional() };
const everyKind = z.object({ ...PERIOD, where: pairs.optional() });
const ofLegs = everyKind.extend({ clock: z.enum(LEG_CLOCKS).default('issued') });
const ofKpis = everyKind.extend({
  ids: list,
  by: list.pipe(z.array(z.enum(KPI_GROUPS))).optional(),
  split: z.enum(KPI_SPLITS).optional(),
  compare: z.enum(COMPARISONS).optional(),
  exact: isOn.optional(),
  totals: isOn.optional(),
  withEmpty: isOn.optional(),
  zone: z.enum(KPI_ZONES).optional(),
});

function filtersOf(given: readonly string[]): KpiQuestion['where'] {
  const values = new Map<string, string[]>();
  for (const pair of given) {
    const place = pair.indexOf('=');
    const key = pair.slice(0, place);
    values.set(key, [...(values.get(key) ?? []), pair.slice(place + 1)]);
  }
  return [...values].map(([key, all]) => ({ key, values: all }));
}

/** What a file is asked for. */
export interface FileQuestion {
  readonly question: KpiQuestion;
  /** Of legs: which moment puts one into the period. */
  readonly clock: LegClock;
}

/** A misspelt parameter would be a filter that is not applied. */
function refuseUnknown(parameters: FileParameters, known: readonly string[]): void {
  const unknown = Object.keys(parameters).filter((name) => !known.includes(name) && !FILE_PARAMETERS.includes(name));
  if (unknown.length === 0) return;
  throw new RequestError(
    'BAD_VALUE',
    `There is no parameter "${unknown[0]?.slice(0, 40)}" here; use ${[...known, ...FILE_PARAMETERS].join(', ')}.`,
  );
}

/**
 * The question of an address's parameters: of KPIs, or which rows a file has.
 * @throws RequestError BAD_VALUE with every fault
 */
export function readFileQuestion(kind: FileKind, parameters: FileParameters): FileQuestion {
  const schema = kind === 'kpis' ? ofKpis : kind === 'legs' ? ofLegs : everyKind;
  refuseUnknown(parameters, Object.keys(schema.shape));
  const read = schema.safeParse(parameters);
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new RequestError('BAD_VALUE', `The question cannot be read. ${faults.join('; ')}.`);
  }
  const { from, to, period, where } = read.data;
  const { ids, by, split, compare, exact, totals, withEmpty, zone } = { ids: [], ...read.data } as z.output<
    typeof ofKpis
  >;
  const asked: KpiQuestion = {
    ids,
    from,
    to,
    period,
    by: by ?? [],
    where: filtersOf(where ?? []),
    split,
    compare,
    exact: exact ?? false,
    totals: totals ?? false,
    withEmpty,
    zone,
  };
  return { question: asked, clock: 'clock' in read.data ? (read.data.clock as LegClock) : 'issued' };
}
