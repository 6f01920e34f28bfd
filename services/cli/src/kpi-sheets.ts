import type { KpiUnit } from '#domain/kpi/catalogue-entry.js';
import type { HistogramBin, KpiResult } from '#domain/kpi/compute.js';
import type { KpiInterval } from '#domain/kpi/interval.js';
import { roundFigure, roundQuality } from '#domain/kpi/precision.js';
import type { KpiZone } from '#domain/kpi/question.js';
import type { CellValue } from './output.js';

interface Figure extends Omit<KpiResult, 'distribution' | 'bins'> {
  readonly suppressed: boolean;
}

interface Value extends Figure {
  readonly id: string;
  readonly distribution: readonly number[] | null;
  readonly bins: readonly HistogramBin[] | null;
  readonly interval: KpiInterval | null;
  /** Null where the question compares with nothing. */
  readonly compared: (Figure & { readonly difference: number | null }) | null;
}

interface Row {
  readonly group: readonly { readonly key: string; readonly value: string; readonly label: string }[];
  readonly values: readonly Value[];
}

/** What the API answers to a question for KPIs. */
export interface KpiAnswer {
  readonly network: { readonly timeZone: string };
  readonly centres: readonly { readonly id: string; readonly timeZone: string }[];
  readonly kpis: {
    readonly kpis: readonly { id: string; version: number; unit: KpiUnit; clock: string; definition: string }[];
    readonly rows: readonly Row[];
    /** The whole, then each leading group; empty unless asked for. */
    readonly totals: readonly Row[];
    readonly notes: readonly { readonly code: string; readonly text: string }[];
    readonly zone: KpiZone;
    /** By the clock that `zone` says: 2026-11-01T00:00:00. */
    readonly from: string;
    readonly to: string;
    readonly comparedFrom: string | null;
    readonly comparedTo: string | null;
    readonly timeZone: string;
    /** Unix milliseconds. */
    readonly asOf: number;
    readonly questionHash: string;
  };
}

/** The order of commands.md. */
const jsonFigure = ({ value, n, d, complete, errorBound, noData, suppressed }: Figure): object => ({
  value,
  n,
  d,
  complete,
  errorBound,
  noData,
  ...(suppressed ? { suppressed } : {}),
});

const jsonRow = ({ group, values }: Row): object => ({
  group: Object.fromEntries(group.map(({ key, value }) => [key, value])),
  values: Object.fromEntries(
    values.map(({ id, distribution, bins, interval, compared, ...figure }) => [
      id,
      {
        ...jsonFigure(figure),
        ...(distribution === null ? {} : { distribution }),
        ...(bins === null ? {} : { bins }),
        ...(interval === null ? {} : { interval }),
        ...(compared === null ? {} : { compared: { ...jsonFigure(compared), difference: compared.difference } }),
      },
    ]),
  ),
});

/** The answer without the intervals of its figures, as it is shown unless they were asked for. */
export function withoutIntervals(answer: KpiAnswer): KpiAnswer {
  const { rows, totals } = answer.kpis;
  const plain = (row: Row): Row => ({ ...row, values: row.values.map((value) => ({ ...value, interval: null })) });
  return { ...answer, kpis: { ...answer.kpis, rows: rows.map(plain), totals: totals.map(plain) } };
}

/** The answer in the JSON shape of commands.md: values by id, a group by key. */
export function kpiJson({ kpis }: KpiAnswer): unknown {
  const { from, to, comparedFrom, comparedTo, zone, timeZone } = kpis;
  return {
    kpis: kpis.kpis,
    rows: kpis.rows.map(jsonRow),
    ...(kpis.totals.length === 0 ? {} : { totals: kpis.totals.map(jsonRow) }),
    ...(kpis.notes.length === 0 ? {} : { notes: kpis.notes.map(({ text }) => text) }),
    period: { from, to, zone, timeZone },
    ...(comparedFrom === null ? {} : { comparedPeriod: { from: comparedFrom, to: comparedTo, zone, timeZone } }),
    asOf: new Date(kpis.asOf).toISOString(),
    questionHash: kpis.questionHash,
  };
}

/** Rows of text and numbers under a header. */
export interface Sheet {
  readonly header: readonly string[];
  readonly rows: readonly (readonly CellValue[])[];
}

/** In the place of a figure that may not be shown: an empty cell would be no data. */
const HIDDEN = 'suppressed';

/** The unit of a figure's own id: that of its KPI, without the parameter. */
function unitsOf({ kpis }: KpiAnswer): (id: string) => KpiUnit {
  const units = new Map(kpis.kpis.map(({ id, unit }) => [id, unit]));
  return (id) => units.get(id.split(':')[0] ?? id) ?? 'count';
}

/** Rows and, below them, totals as rows that say `total` for each group that they are not of. */
function withTotals({ kpis: { rows, totals } }: KpiAnswer): readonly (Row & { readonly isTotal: boolean })[] {
  const groups = rows[0]?.group ?? [];
  const filled = ({ group, values }: Row): Row => ({
    values,
    group: groups.map(({ key }) => group.find((own) => own.key === key) ?? { key, value: 'total', label: 'total' }),
  });
  return [
    ...rows.map((row) => ({ ...row, isTotal: false })),
    ...totals.map((total) => ({ ...filled(total), isTotal: true })),
  ];
}

/** The table for a terminal: ids with names, figures rounded by their unit. */
export function kpiTable(answer: KpiAnswer): Sheet {
  const { rows } = answer.kpis;
  const unitOf = unitsOf(answer);
  const shown = (id: string, { value, noData, suppressed }: Figure): CellValue => {
    if (suppressed) return HIDDEN;
    return noData || value === null ? 'no data' : roundFigure(value, unitOf(id));
  };
  const cells = (figure: Value): CellValue[] => {
    const { id, compared } = figure;
    if (compared === null) return [shown(id, figure)];
    const difference = compared.difference === null ? null : roundFigure(compared.difference, unitOf(id));
    return [shown(id, figure), shown(id, compared), difference];
  };
  const names = ({ id, compared }: Value): string[] =>
    compared === null ? [id] : [id, `${id}_compared`, `${id}_difference`];
  return {
    header: [...(rows[0]?.group.map(({ key }) => key) ?? []), ...(rows[0]?.values.flatMap(names) ?? [])],
    rows: withTotals(answer).map(({ group, values }) => [
      ...group.map(({ value, label }) => (label === value ? value : `${value} ${label}`)),
      ...values.flatMap(cells),
    ]),
  };
}

/** Groups whose ids have names. */
const NAMED: ReadonlySet<string> = new Set(['network', 'region', 'centre', 'desk', 'service', 'agency']);

const PARTS = ['', '_n', '_d', '_complete', '_error_bound', '_no_data'] as const;

/** A figure with what it is made of, in the order of PARTS. */
function figureCells(figure: Figure, unit: KpiUnit): CellValue[] {
  if (figure.suppressed) return [HIDDEN, null, null, null, null, 'false'];
  const value = figure.value === null ? null : roundFigure(figure.value, unit);
  const quality = (share: number | null): number | null => (share === null ? null : roundQuality(share));
  const [n, d] = [figure.n, figure.d].map((part) => (part === null ? null : roundFigure(part, 'seconds')));
  return [value, n, d, quality(figure.complete), quality(figure.errorBound), String(figure.noData)];
}

/**
 * The table as a file: names beside ids, the time zone by whose clock the row's periods are (`local` where its centres
 * have several), and each figure with what it is made of. With totals each row says whether it is one.
 */
export function kpiCsv(answer: KpiAnswer): Sheet {
  const { kpis } = answer;
  const { rows, totals } = kpis;
  const hasIntervals = [...rows, ...totals].some(({ values }) => values.some(({ interval }) => interval !== null));
  const unitOf = unitsOf(answer);
  const zones = new Map(answer.centres.map(({ id, timeZone }) => [id, timeZone]));
  const several = new Set(zones.values()).size > 1;
  const zoneOf = ({ group }: Row): string => {
    if (kpis.zone === 'network') return answer.network.timeZone;
    const centre = group.find(({ key }) => key === 'centre')?.value;
    const desk = group.find(({ key }) => key === 'desk')?.value.split('/')[0];
    return zones.get(centre ?? desk ?? '') ?? (several ? 'local' : (answer.centres[0]?.timeZone ?? kpis.timeZone));
  };
  const cells = (figure: Value): CellValue[] => {
    const { id, compared, interval } = figure;
    const end = (value: number | undefined): CellValue => (value === undefined ? null : roundFigure(value, unitOf(id)));
    const ends = hasIntervals ? [end(interval?.low), end(interval?.high)] : [];
    const own = [...figureCells(figure, unitOf(id)), ...ends];
    if (compared === null) return own;
    const difference = compared.difference === null ? null : roundFigure(compared.difference, unitOf(id));
    return [...own, ...figureCells(compared, unitOf(id)), difference];
  };
  const names = ({ id, compared }: Value): string[] => [
    ...[...PARTS, ...(hasIntervals ? ['_low', '_high'] : [])].map((part) => `${id}${part}`),
    ...(compared === null ? [] : [...PARTS.map((part) => `${id}_compared${part}`), `${id}_difference`]),
  ];
  const groups = rows[0]?.group.map(({ key }) => key) ?? [];
  const hasTotals = totals.length > 0;
  return {
    header: [
      ...(hasTotals ? ['row'] : []),
      ...groups.flatMap((key) => (NAMED.has(key) ? [key, `${key}_name`] : [key])),
      'timezone',
      ...(rows[0]?.values.flatMap(names) ?? []),
    ],
    rows: withTotals(answer).map((row) => [
      ...(hasTotals ? [row.isTotal ? 'total' : 'row'] : []),
      ...row.group.flatMap(({ key, value, label }) => (NAMED.has(key) ? [value, label] : [value])),
      zoneOf(row),
      ...row.values.flatMap(cells),
    ]),
  };
}
