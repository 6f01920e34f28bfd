import type { AskedKpi } from '#domain/kpi/catalogue.js';
import type { Words } from '#domain/kpi/catalogue-entry.js';
import { mayHaveInterval } from '#domain/kpi/interval.js';
import type { KpiGroup } from '#domain/kpi/kpi-groups.js';
import type { KpiSplit } from '#domain/kpi/kpi-splits.js';
import type { KpiQuestion } from '#domain/kpi/question.js';
import type { Directory } from '#store/network/directory.js';
import type { AnsweredTable } from '../../kpi/answer-question.js';
import type { AnsweredRow, AnsweredValue } from '../../kpi/compared-rows.js';
import { zonesOf } from '../../kpi/kpi-plan.js';
import { labelOf } from '../../kpi/kpi-view.js';
import type { Cell, Column, ColumnKind } from '../export-table.js';
import { type FileLanguage, wordIn } from '../words/file-words.js';
import { FIGURE_WORDS, GROUP_WORDS } from '../words/kpi-words.js';

/** A row of figures, or a total of several. */
export interface FigureRow {
  readonly row: AnsweredRow;
  readonly isTotal: boolean;
}

/** A column and its cell of a row. */
export interface FigureColumn extends Column {
  readonly cell: (row: FigureRow) => Cell;
}

const KINDS: Readonly<Partial<Record<KpiGroup | KpiSplit, ColumnKind>>> = {
  day: 'date',
  hour: 'local',
  quarter_hour: 'local',
};
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const groupValue = ({ row }: FigureRow, key: string): string | null =>
  row.group.find((group) => group.key === key)?.value ?? null;

/** Groups whose values are ids, with names beside them. */
const NAMED: ReadonlySet<string> = new Set(['region', 'centre', 'desk', 'service', 'agency']);

/** Columns of one group or split: its value, and its name where the value is an id. */
function groupColumns(key: KpiGroup | KpiSplit, visible: Directory, language: FileLanguage): readonly FigureColumn[] {
  const label = wordIn(GROUP_WORDS[key], language);
  const kind = KINDS[key] ?? 'text';
  const isNamed = NAMED.has(key);
  const value: FigureColumn = {
    key,
    kind,
    label,
    isDetail: isNamed,
    // Only a day of the calendar is a date.
    cell: (row) => {
      const text = groupValue(row, key);
      return kind === 'date' && text !== null && !DAY.test(text) ? null : text;
    },
  };
  if (!isNamed) return [value];
  const name = (row: FigureRow): Cell => {
    const id = groupValue(row, key);
    return id === null ? null : labelOf({ key, value: id }, row.row.group, visible)({ language });
  };
  const nameLabel = wordIn(FIGURE_WORDS.name, language).replace('{of}', label);
  return [value, { key: `${key}_name`, kind: 'text', label: nameLabel, cell: name }];
}

/**
 * The zone by whose clock a row's periods are: its centre's, where centres are grouped by; `local` where its centres may
 * have several; the network's where the question says so.
 */
function zoneColumn({ timeZone, zone }: AnsweredTable, visible: Directory, language: FileLanguage): FigureColumn {
  const common = zonesOf(visible).length > 1 ? 'local' : timeZone;
  return {
    key: 'timezone',
    kind: 'text',
    label: wordIn(FIGURE_WORDS.timezone, language),
    isDetail: true,
    cell: (row) => {
      const centre = groupValue(row, 'centre') ?? groupValue(row, 'desk')?.split('/')[0];
      const own = visible.centreById.get(centre ?? '')?.calendar.timeZone;
      return zone === 'network' ? timeZone : (own ?? common);
    },
  };
}

const statusOf = ({ noData, suppressed }: AnsweredValue): string =>
  suppressed ? 'suppressed' : noData ? 'no_data' : 'ok';

/** Bins of a histogram as JSON, each with its borders in seconds and its number. */
const binsText = ({ bins }: AnsweredValue): string | null =>
  bins === undefined ? null : JSON.stringify(bins.map(({ from, to, n }) => [from, to, n]));

/** How many answers of each value there are. */
const answerColumns = (
  asked: string,
  figure: (key: string, words: Words, read: (value: AnsweredValue) => Cell) => FigureColumn,
): readonly FigureColumn[] =>
  [1, 2, 3, 4, 5].map((stars) => {
    const column = figure(
      `${asked}_${stars}`,
      FIGURE_WORDS.answers,
      (value) => value.distribution?.[stars - 1] ?? null,
    );
    return { ...column, label: column.label.replace('{n}', String(stars)) };
  });

/** Columns of one KPI: the figure, what it is compared with, and what it is made of. */
function kpiColumns(
  kpi: AskedKpi,
  place: number,
  { compare, intervals = false }: KpiQuestion,
  language: FileLanguage,
): readonly FigureColumn[] {
  const { asked, definition, parameter } = kpi;
  const { unit, names } = definition;
  const name = parameter === undefined ? wordIn(names, language) : `${wordIn(names, language)} (${parameter} s)`;
  const figure = (key: string, words: Words | undefined, read: (value: AnsweredValue) => Cell): FigureColumn => ({
    key,
    kind: 'number',
    label: words === undefined ? name : wordIn(words, language).replace('{of}', name),
    cell: ({ row }) => {
      const value = row.values[place];
      return value === undefined ? null : read(value);
    },
  });
  const { compared, difference, n, d, complete, error_bound, low, high, bins, status } = FIGURE_WORDS;
  const detail = (key: string, words: Words, read: (value: AnsweredValue) => Cell): FigureColumn => ({
    ...figure(`${asked}_${key}`, words, read),
    isDetail: true,
  });
  return [
    { ...figure(asked, undefined, ({ value }) => value), unit, statusKey: `${asked}_status` },
    ...(compare !== undefined
      ? [
          { ...figure(`${asked}_compared`, compared, (value) => value.compared?.value ?? null), unit },
          { ...figure(`${asked}_difference`, difference, (value) => value.compared?.difference ?? null), unit },
        ]
      : []),
    ...(definition.id === 'rating_distribution' ? answerColumns(asked, figure) : []),
    detail('n', n, (value) => value.n),
    detail('d', d, (value) => value.d),
    { ...detail('complete', complete, (value) => value.complete), kind: 'share' },
    detail('error_bound', error_bound, (value) => value.errorBound),
    ...(mayHaveInterval(definition, intervals)
      ? [
          detail('low', low, (value) => value.interval?.low ?? null),
          detail('high', high, (value) => value.interval?.high ?? null),
        ]
      : []),
    ...(definition.isDistribution === true ? [{ ...detail('bins', bins, binsText), kind: 'text' as const }] : []),
    { ...detail('status', status, statusOf), kind: 'text' },
  ];
}

/** All columns of a table of figures. */
export function figureColumns(
  answer: AnsweredTable,
  visible: Directory,
  language: FileLanguage,
): readonly FigureColumn[] {
  const { question, kpis } = answer;
  const keys = [...question.by, ...(question.split === undefined ? [] : [question.split])];
  const word = ({ isTotal }: FigureRow): Cell => wordIn(isTotal ? FIGURE_WORDS.total : FIGURE_WORDS.row, language);
  const level: FigureColumn = { key: 'level', kind: 'text', label: wordIn(FIGURE_WORDS.level, language), cell: word };
  return [
    ...(question.totals ? [level] : []),
    ...keys.flatMap((key) => groupColumns(key, visible, language)),
    zoneColumn(answer, visible, language),
    ...kpis.flatMap((kpi, place) => kpiColumns(kpi, place, question, language)),
  ];
}
