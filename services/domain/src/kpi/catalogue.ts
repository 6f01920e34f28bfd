import { type Remark, remark } from '../remark/remark.js';
import { BOOKING_KPIS } from './catalogue-booking.js';
import type { KpiDefinition } from './catalogue-entry.js';
import { FLOW_KPIS } from './catalogue-flow.js';
import { QUALITY_KPIS } from './catalogue-quality.js';
import { SERVICE_KPIS } from './catalogue-service.js';
import { WAIT_KPIS } from './catalogue-wait.js';
import { KAZAKH } from './catalogue-words-kk.js';
import { RUSSIAN } from './catalogue-words-ru.js';

/** A KPI with its words in the languages that are kept apart from it; one without them is in English there. */
function translated(kpi: KpiDefinition): KpiDefinition {
  const [kkName, kkMeaning] = KAZAKH[kpi.id] ?? [];
  const [ruName, ruMeaning] = RUSSIAN[kpi.id] ?? [];
  return {
    ...kpi,
    names: { ...kpi.names, ...(kkName && { kk: kkName }), ...(ruName && { ru: ruName }) },
    definition: { ...kpi.definition, ...(kkMeaning && { kk: kkMeaning }), ...(ruMeaning && { ru: ruMeaning }) },
  };
}

/** Every KPI, in display order. */
export const KPI_CATALOGUE: readonly KpiDefinition[] = [
  ...FLOW_KPIS,
  ...WAIT_KPIS,
  ...SERVICE_KPIS,
  ...QUALITY_KPIS,
  ...BOOKING_KPIS,
].map(translated);

const BY_ID = new Map(KPI_CATALOGUE.map((definition) => [definition.id, definition]));

/** A KPI with its parameter, as requested: `service_level:60`. */
export interface AskedKpi {
  readonly asked: string;
  readonly definition: KpiDefinition;
  readonly parameter: number | undefined;
}

const MAX_PARAMETER = 86_400;

/** Reads `ID` or `ID:SECONDS`. A fault says how to fix it. */
export function parseKpi(asked: string): AskedKpi | { readonly fault: Remark } {
  const [id = '', text, ...rest] = asked.trim().split(':');
  const definition = BY_ID.get(id);
  if (definition === undefined) return { fault: unknownKpi(id) };
  if (text === undefined) return { asked: id, definition, parameter: undefined };
  if (!definition.takesSeconds) return { fault: remark('kpi_no_parameter', { id }) };
  const parameter = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (rest.length > 0 || !(parameter <= MAX_PARAMETER)) {
    return { fault: remark('kpi_bad_parameter', { asked, id, limit: String(MAX_PARAMETER) }) };
  }
  return { asked: `${id}:${text}`, definition, parameter };
}

function unknownKpi(id: string): Remark {
  const stem = id.split('_')[0] ?? '';
  const alike = KPI_CATALOGUE.filter((entry) => stem.length > 2 && entry.id.includes(stem)).map((entry) => entry.id);
  return alike.length > 0
    ? remark('kpi_unknown_alike', { id, alike: alike.slice(0, 6).join(', ') })
    : remark('kpi_unknown', { id });
}
