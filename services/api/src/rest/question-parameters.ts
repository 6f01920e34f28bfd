import { z } from 'zod';
import { KPI_GROUPS } from '#domain/kpi/kpi-groups.js';
import { KPI_SPLITS } from '#domain/kpi/kpi-splits.js';
import { COMPARISONS, KPI_ZONES, type KpiQuestion } from '#domain/kpi/question.js';
import { commaList, filtersOf, flag, isOn, PERIOD, where } from './query-parameters.js';

/** The parameters of a question for KPIs, of pages and of files. */
export const KPI_PARAMETERS = z.object({
  ids: commaList(z.string().max(100), 'Ids of the catalogue, each with an optional parameter: served,service_level:60'),
  ...PERIOD,
  by: commaList(z.enum(KPI_GROUPS), 'Groups, the first one leading').default([]),
  where,
  split: z.enum(KPI_SPLITS).describe('Divides each row').optional(),
  compare: z.enum(COMPARISONS).describe('A second figure beside each one').optional(),
  exact: flag('From single legs instead of histograms'),
  totals: flag('Also the whole and each leading group, calculated again'),
  intervals: flag('Also intervals of means, for which histograms are read'),
  zone: z.enum(KPI_ZONES).describe("By whose clock days are: each centre's own (default), or the network's").optional(),
  withEmpty: flag('Also rows without data; true unless it is set'),
});

/** The question that the parameters ask. */
export const questionOf = (asked: z.output<typeof KPI_PARAMETERS>): KpiQuestion => ({
  ...asked,
  where: filtersOf(asked.where),
  exact: isOn(asked.exact),
  totals: isOn(asked.totals),
  intervals: isOn(asked.intervals),
  withEmpty: isOn(asked.withEmpty, true),
});
