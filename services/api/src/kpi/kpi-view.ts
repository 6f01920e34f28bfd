import type { KpiDefinition, Words } from '#domain/kpi/catalogue-entry.js';
import { directionOf, type NetworkTargets, partOf, targetOf } from '#domain/kpi/kpi-meaning.js';
import type { Remark } from '#domain/remark/remark.js';
import { remarkText } from '#domain/remark/remark-text.js';
import { Pace } from '#platform/timing/pace.js';
import type { Directory, Names } from '#store/network/directory.js';
import type { KpiDefinitionView, KpiNoteView, KpiRowView, KpiTableView } from '../gql/schema-types.js';
import { type InLanguage, nameIn } from '../network/network-view.js';
import type { AnsweredTable } from './answer-question.js';
import type { AnsweredRow } from './compared-rows.js';

/** A text in the asked language, in English where it is not translated. */
export const wordsIn =
  (words: Words) =>
  ({ language }: InLanguage): string =>
    words[language ?? 'en'] ?? words.en;

/** A KPI's meaning as the API gives it, with the network's target for it. */
export const definitionView = (kpi: KpiDefinition, targets: NetworkTargets): KpiDefinitionView => ({
  id: kpi.id,
  version: kpi.version,
  unit: kpi.unit,
  clock: kpi.clock,
  group: partOf(kpi),
  direction: directionOf(kpi),
  target: targetOf(kpi, undefined, targets),
  name: wordsIn(kpi.names),
  definition: wordsIn(kpi.definition),
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
function deskNames(id: string, group: AnsweredRow['group'], visible: Directory): Names | undefined {
  const [centreId, deskId] = id.includes('/')
    ? id.split('/', 2)
    : [group.find(({ key }) => key === 'centre')?.value, id];
  return visible.centreById.get(centreId ?? '')?.desks.find((desk) => desk.id === deskId)?.names;
}

/** What people call the value of a group: a place's or service's name, otherwise the value. */
export const labelOf = (
  { key, value }: AnsweredRow['group'][number],
  group: AnsweredRow['group'],
  visible: Directory,
): ReturnType<typeof nameIn> =>
  nameIn((key === 'desk' ? deskNames(value, group, visible) : namesOf(key, value, visible)) ?? {}, value);

const rowView = ({ group, values }: AnsweredRow, visible: Directory): KpiRowView => ({
  group: group.map(({ key, value }) => ({
    key,
    value,
    label: labelOf({ key, value }, group, visible),
  })),
  values: values.map((value) => ({
    ...value,
    distribution: value.distribution ?? null,
    bins: value.bins ?? null,
    interval: value.interval ?? null,
  })),
});

const noteView = (note: Remark): KpiNoteView => ({
  code: note.code,
  parameters: JSON.stringify(note.parameters),
  text: ({ language }: InLanguage): string => remarkText(note, language ?? 'en'),
});

/** A table whose rows are promised. */
export interface PromisedTableView extends Omit<KpiTableView, 'rows' | 'totals'> {
  readonly totals: readonly Promise<KpiRowView>[];
  readonly rows: readonly Promise<KpiRowView>[];
}

/** Fields of a figure, each of which is a step of the answer's execution. */
const STEPS_OF_A_FIGURE = 17;

/**
 * A promise of each row, kept one after the other: GraphQL executes a row when its promise is kept, and the event loop
 * turns in between.
 */
function rowViews(
  { rows, kpis }: Pick<AnsweredTable, 'rows' | 'kpis'>,
  visible: Directory,
): readonly Promise<KpiRowView>[] {
  const promised = rows.map(() => Promise.withResolvers<KpiRowView>());
  const keep = async (): Promise<void> => {
    const pace = new Pace();
    // By then GraphQL waits for every row.
    await pace.rest();
    for (const [place, { promise, resolve }] of promised.entries()) {
      const row = rows[place];
      if (row !== undefined) resolve(rowView(row, visible));
      await promise;
      if (pace.isDue(kpis.length * STEPS_OF_A_FIGURE)) await pace.rest();
    }
  };
  void keep();
  return promised.map(({ promise }) => promise);
}

/** A table as the API gives it, with names for people. */
export function tableView(table: AnsweredTable, visible: Directory): PromisedTableView {
  const { kpis, rows, totals, notes, period, comparedPeriod, zone, timeZone, asOf } = table;
  const definitions = new Map(
    kpis.map(({ definition }) => [definition.id, definitionView(definition, visible.network)]),
  );
  return {
    kpis: [...definitions.values()],
    rows: rowViews({ rows, kpis }, visible),
    totals: rowViews({ rows: totals, kpis }, visible),
    notes: notes.map(noteView),
    ...period,
    comparedFrom: comparedPeriod?.from ?? null,
    comparedTo: comparedPeriod?.to ?? null,
    zone,
    timeZone,
    asOf,
    questionHash: table.questionHash,
  };
}
