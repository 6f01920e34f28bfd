import { z } from 'zod';
import { KPI_CATALOGUE } from '#domain/kpi/catalogue.js';
import type { KpiDefinition } from '#domain/kpi/catalogue-entry.js';
import { directionOf, type NetworkTargets, partOf, targetOf } from '#domain/kpi/kpi-meaning.js';
import { wordsIn } from '../kpi/kpi-view.js';
import { COMPONENTS } from './components.js';
import { language } from './query-parameters.js';
import { restRoute } from './rest-route.js';

export const definitionSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    unit: z.enum(['seconds', 'count', 'share', 'per_hour', 'stars']),
    clock: z.enum(['issued', 'left_queue', 'ended', 'state', 'slot']),
    group: z.enum(['flow', 'wait', 'service', 'quality', 'booking']),
    direction: z.enum(['higher_is_better', 'lower_is_better', 'neutral']),
    target: z.number().nullable(),
    name: z.string(),
    definition: z.string(),
  })
  .register(COMPONENTS, { id: 'KpiDefinition' });

/** A KPI's meaning in one language. */
export function definitionBody(
  kpi: KpiDefinition,
  targets: NetworkTargets,
  wanted: z.output<typeof language>,
): z.input<typeof definitionSchema> {
  const words = { language: wanted };
  const { id, version, unit, clock } = kpi;
  return {
    id,
    version,
    unit,
    clock,
    group: partOf(kpi),
    direction: directionOf(kpi),
    target: targetOf(kpi, undefined, targets),
    name: wordsIn(kpi.names)(words),
    definition: wordsIn(kpi.definition)(words),
  };
}

/** The catalogue of KPIs. */
export const catalogueRoute = restRoute({
  name: 'catalogue',
  summary: 'The catalogue of KPIs',
  description: 'Every KPI with its unit, its clock, its direction, its target in this network and its definition.',
  query: z.object({ language }),
  answer: z.object({ kpis: z.array(definitionSchema) }).register(COMPONENTS, { id: 'Catalogue' }),
  isList: false,
  respond: ({ language: wanted }, { visible }) =>
    Promise.resolve({ body: { kpis: KPI_CATALOGUE.map((kpi) => definitionBody(kpi, visible.network, wanted)) } }),
});
