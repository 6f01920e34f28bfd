import { z } from 'zod';
import { INTERVAL_METHODS } from '#domain/kpi/interval.js';
import { KPI_ZONES } from '#domain/kpi/question.js';
import { remarkText } from '#domain/remark/remark-text.js';
import { type AnsweredTable, answerQuestion } from '../kpi/answer-question.js';
import type { AnsweredRow, AnsweredValue } from '../kpi/compared-rows.js';
import { labelOf } from '../kpi/kpi-view.js';
import { definitionBody, definitionSchema } from './catalogue-route.js';
import { COMPONENTS } from './components.js';
import { language } from './query-parameters.js';
import { KPI_PARAMETERS, questionOf } from './question-parameters.js';
import { type RestContext, restRoute } from './rest-route.js';

/** The parameters of a question for KPIs, and the language of its names. */
const query = KPI_PARAMETERS.extend({ language });

const figure = {
  value: z.number().nullable(),
  n: z.number().nullable().describe('Numerator; of a percentile the number of values'),
  d: z.number().nullable().describe('Denominator; null for counts and times'),
  complete: z.number().nullable().describe('Share of the legs in d that have all facts'),
  errorBound: z.number().describe('Relative for percentiles, absolute for shares; 0: exact'),
  noData: z.boolean(),
  suppressed: z.boolean().describe('Too small to be shown, or it would tell of one that is'),
};
const comparedSchema = z
  .object({ ...figure, difference: z.number().nullable().describe('value less the compared value') })
  .register(COMPONENTS, { id: 'ComparedFigure' });
const intervalSchema = z
  .object({
    low: z.number(),
    high: z.number(),
    method: z
      .enum(INTERVAL_METHODS)
      .describe('Of shares, of the mean rating, of means and percentiles of durations, of counts'),
  })
  .describe('Where the figure would lie with very many more legs, with 95 % confidence')
  .register(COMPONENTS, { id: 'Interval' });
const binSchema = z
  .object({ from: z.number(), to: z.number().describe('Exclusive; 0 where the durations are 0'), n: z.number() })
  .describe('A bin of a histogram of durations, seconds')
  .register(COMPONENTS, { id: 'Bin' });
const figureSchema = z
  .object({
    ...figure,
    interval: intervalSchema.optional().describe('Where something is known of the noise'),
    distribution: z.array(z.number()).optional().describe('Answers by value 1 to 5'),
    bins: z.array(binSchema).optional().describe('Of distributions of durations, ascending, without empty ones'),
    compared: comparedSchema.optional().describe('With compare'),
  })
  .register(COMPONENTS, { id: 'Figure' });
const rowSchema = z
  .object({
    group: z.record(z.string(), z.string()).describe('Values of the groups, then of the split'),
    labels: z.record(z.string(), z.string()).describe('Their names for people'),
    values: z.record(z.string(), figureSchema).describe('Figures by the id that was asked for'),
  })
  .register(COMPONENTS, { id: 'KpiRow' });
const periodSchema = z
  .object({ from: z.string(), to: z.string().describe('Exclusive') })
  .describe('By the clock that zone says')
  .register(COMPONENTS, { id: 'Period' });

const noteSchema = z
  .object({
    code: z.string().describe('Never changes its meaning'),
    parameters: z.record(z.string(), z.unknown()).describe('The values in the text'),
    text: z.string(),
  })
  .describe('What a reader must know')
  .register(COMPONENTS, { id: 'Note' });

const answer = z
  .object({
    questionHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('The same question has the same hash everywhere'),
    period: periodSchema,
    comparedPeriod: periodSchema.nullable(),
    zone: z.enum(KPI_ZONES),
    timeZone: z.string().describe("The network's"),
    kpis: z.array(definitionSchema),
    rows: z.array(rowSchema),
    totals: z.array(rowSchema),
    notes: z.array(noteSchema),
  })
  .register(COMPONENTS, { id: 'KpiTable' });

function figureBody({
  id: _,
  distribution,
  bins,
  compared,
  interval,
  ...own
}: AnsweredValue): z.input<typeof figureSchema> {
  return {
    ...own,
    ...(interval === undefined ? {} : { interval }),
    ...(distribution === undefined ? {} : { distribution: [...distribution] }),
    ...(bins === undefined ? {} : { bins: [...bins] }),
    ...(compared === null ? {} : { compared }),
  };
}

function tableBody(
  table: AnsweredTable,
  { visible }: RestContext,
  wanted: z.output<typeof language>,
): z.input<typeof answer> {
  const row = ({ group, values }: AnsweredRow): z.input<typeof rowSchema> => ({
    group: Object.fromEntries(group.map(({ key, value }) => [key, value])),
    labels: Object.fromEntries(group.map((part) => [part.key, labelOf(part, group, visible)({ language: wanted })])),
    values: Object.fromEntries(values.map((value) => [value.id, figureBody(value)])),
  });
  const definitions = new Map(table.kpis.map(({ definition }) => [definition.id, definition]));
  return {
    questionHash: table.questionHash,
    period: table.period,
    comparedPeriod: table.comparedPeriod ?? null,
    zone: table.zone,
    timeZone: table.timeZone,
    kpis: [...definitions.values()].map((kpi) => definitionBody(kpi, visible.network, wanted)),
    rows: table.rows.map(row),
    totals: table.totals.map(row),
    notes: table.notes.map((note) => ({ ...note, text: remarkText(note, wanted) })),
  };
}

/** KPI tables. */
export const kpisRoute = restRoute({
  name: 'kpis',
  summary: 'A table of KPIs',
  description:
    'Figures of any period, with numerator, denominator, completeness and error bound. Computed and refused like ' +
    'every question of this server, in turns of the viewers. Figures have their full precision.',
  query,
  answer,
  isList: false,
  respond: async ({ language: wanted, ...asked }, context) => {
    const table = await answerQuestion(questionOf(asked), context.viewer, context);
    return { body: tableBody(table, context, wanted) };
  },
});
