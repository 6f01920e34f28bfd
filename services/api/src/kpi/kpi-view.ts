import type { KpiDefinition, Words } from '#domain/kpi/catalogue-entry.js';
import type { Directory, Names } from '#store/network/directory.js';
import type { KpiDefinitionView, KpiTableView } from '../gql/schema-types.js';
import { type InLanguage, nameIn } from '../network/network-view.js';
import type { KpiTable } from './kpi-table.js';

const wordsIn =
  (words: Words) =>
  ({ language }: InLanguage): string =>
    words[language ?? 'en'] ?? words.en;

/** A KPI's meaning as the API gives it. */
export const definitionView = ({ id, version, unit, clock, names, definition }: KpiDefinition): KpiDefinitionView => ({
  id,
  version,
  unit,
  clock,
  name: wordsIn(names),
  definition: wordsIn(definition),
});

function namesOf(key: string, id: string, visible: Directory): Names | undefined {
  switch (key) {
    case 'network':
      return visible.network.names;
    case 'region':
      return visible.regionById.get(id)?.names;
    case 'centre':
      return visible.centreById.get(id)?.names;
    case 'service':
      return visible.serviceById.get(id)?.names;
    case 'agency':
      return visible.agencyById.get(id)?.names;
    default:
      return undefined;
  }
}

/** A desk's name, where its row says which centre it is in. */
function deskNames(id: string, group: KpiTable['rows'][number]['group'], visible: Directory): Names | undefined {
  const [centreId, deskId] = id.includes('/')
    ? id.split('/', 2)
    : [group.find(({ key }) => key === 'centre')?.value, id];
  return visible.centreById.get(centreId ?? '')?.desks.find((desk) => desk.id === deskId)?.names;
}

/** A table as the API gives it, with names for people. */
export function tableView({ kpis, rows, notes }: KpiTable, visible: Directory): KpiTableView {
  return {
    kpis: [...new Map(kpis.map(({ definition }) => [definition.id, definitionView(definition)])).values()],
    rows: rows.map(({ group, values }) => ({
      group: group.map(({ key, value }) => ({
        key,
        value,
        label: nameIn((key === 'desk' ? deskNames(value, group, visible) : namesOf(key, value, visible)) ?? {}, value),
      })),
      values: values.map((value) => ({ ...value, distribution: value.distribution ?? null })),
    })),
    notes,
  };
}
