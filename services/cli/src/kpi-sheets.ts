import type { KpiUnit } from '#domain/kpi/catalogue-entry.js';
import { roundFigure, roundQuality } from '#domain/kpi/precision.js';
import type { CellValue } from './output.js';

/** What the API answers to a question for KPIs. */
export interface KpiAnswer {
  readonly network: { readonly timeZone: string };
  readonly centres: readonly { readonly id: string; readonly timeZone: string }[];
  readonly kpis: {
    readonly kpis: readonly { id: string; version: number; unit: KpiUnit; clock: string; definition: string }[];
    readonly rows: readonly {
      readonly group: readonly { key: string; value: string; label: string }[];
      readonly values: readonly {
        id: string;
        value: number | null;
        n: number | null;
        d: number | null;
        complete: number | null;
        errorBound: number;
        noData: boolean;
        suppressed: boolean;
        distribution: number[] | null;
      }[];
    }[];
    readonly notes: readonly string[];
  };
}

/** The answer in the JSON shape of commands.md: values by id, a group by key. */
export function kpiJson({ kpis }: KpiAnswer): unknown {
  return {
    kpis: kpis.kpis,
    rows: kpis.rows.map(({ group, values }) => ({
      group: Object.fromEntries(group.map(({ key, value }) => [key, value])),
      values: Object.fromEntries(
        values.map(({ id, value, n, d, complete, errorBound, noData, suppressed, distribution }) => [
          id,
          {
            value,
            n,
            d,
            complete,
            errorBound,
            noData,
            ...(suppressed ? { suppressed } : {}),
            ...(distribution === null ? {} : { distribution }),
          },
        ]),
      ),
    })),
    ...(kpis.notes.length === 0 ? {} : { notes: kpis.notes }),
  };
}

/** Rows of text and numbers under a header. */
export interface Sheet {
  readonly header: readonly string[];
  readonly rows: readonly (readonly CellValue[])[];
}

type Row = KpiAnswer['kpis']['rows'][number];
type Value = Row['values'][number];

/** In the place of a figure that may not be shown: an empty cell would be no data. */
const HIDDEN = 'suppressed';

/** The unit of a figure's own id: that of its KPI, without the parameter. */
function unitsOf({ kpis }: KpiAnswer): (id: string) => KpiUnit {
  const units = new Map(kpis.kpis.map(({ id, unit }) => [id, unit]));
  return (id) => units.get(id.split(':')[0] ?? id) ?? 'count';
}

/** The table for a terminal: ids with names, figures rounded by their unit. */
export function kpiTable(answer: KpiAnswer): Sheet {
  const { rows } = answer.kpis;
  const unitOf = unitsOf(answer);
  const shown = ({ id, value, noData, suppressed }: Value): CellValue => {
    if (suppressed) return HIDDEN;
    return noData || value === null ? 'no data' : roundFigure(value, unitOf(id));
  };
  return {
    header: [...(rows[0]?.group.map(({ key }) => key) ?? []), ...(rows[0]?.values.map(({ id }) => id) ?? [])],
    rows: rows.map(({ group, values }) => [
      ...group.map(({ value, label }) => (label === value ? value : `${value} ${label}`)),
      ...values.map(shown),
    ]),
  };
}

/** Groups whose ids have names. */
const NAMED: ReadonlySet<string> = new Set(['network', 'region', 'centre', 'desk', 'service', 'agency']);

/**
 * The table as a file: names beside ids, the time zone by whose clock the row's periods are, and each figure with what
 * it
 * is made of. Where a centre is grouped by, its own clock counts.
 */
export function kpiCsv(answer: KpiAnswer): Sheet {
  const { rows } = answer.kpis;
  const unitOf = unitsOf(answer);
  const zones = new Map(answer.centres.map(({ id, timeZone }) => [id, timeZone]));
  const zoneOf = ({ group }: Row): string => {
    const centre = group.find(({ key }) => key === 'centre')?.value;
    const desk = group.find(({ key }) => key === 'desk')?.value.split('/')[0];
    return zones.get(centre ?? desk ?? '') ?? answer.network.timeZone;
  };
  const figure = (cell: Value): CellValue[] => {
    if (cell.suppressed) return [HIDDEN, null, null, null, null, 'false'];
    const rounded = (value: number | null): number | null =>
      value === null ? null : roundFigure(value, unitOf(cell.id));
    const quality = (value: number | null): number | null => (value === null ? null : roundQuality(value));
    const [n, d] = [cell.n, cell.d].map((part) => (part === null ? null : roundFigure(part, 'seconds')));
    return [rounded(cell.value), n, d, quality(cell.complete), quality(cell.errorBound), String(cell.noData)];
  };
  const groups = rows[0]?.group.map(({ key }) => key) ?? [];
  const ids = rows[0]?.values.map(({ id }) => id) ?? [];
  return {
    header: [
      ...groups.flatMap((key) => (NAMED.has(key) ? [key, `${key}_name`] : [key])),
      'timezone',
      ...ids.flatMap((id) => [id, `${id}_n`, `${id}_d`, `${id}_complete`, `${id}_error_bound`, `${id}_no_data`]),
    ],
    rows: rows.map((row) => [
      ...row.group.flatMap(({ key, value, label }) => (NAMED.has(key) ? [value, label] : [value])),
      zoneOf(row),
      ...row.values.flatMap(figure),
    ]),
  };
}
