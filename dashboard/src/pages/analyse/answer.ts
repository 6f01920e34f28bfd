/** A figure's second one: of another period or place, or the target. */
export interface Compared {
  readonly value: number | null;
  readonly n: number | null;
  readonly d: number | null;
  readonly noData: boolean;
  readonly suppressed: boolean;
  /** In the KPI's unit; null where one of the two is missing. */
  readonly difference: number | null;
}

/** One figure as the API gives it. Hidden, no data and zero are three things. */
export interface Figure {
  readonly id: string;
  readonly value: number | null;
  readonly n: number | null;
  readonly d: number | null;
  readonly complete: number | null;
  readonly errorBound: number;
  readonly noData: boolean;
  readonly suppressed: boolean;
  readonly distribution: readonly number[] | null;
  /** Of distributions of durations, ascending: seconds, `to` exclusive, and how many durations. */
  readonly bins: readonly { readonly from: number; readonly to: number; readonly n: number }[] | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly compared: Compared | null;
}

/** What a row is of, one entry for each group and one for the split. */
export interface GroupValue {
  readonly key: string;
  readonly value: string;
  readonly label: string;
}

export interface Row {
  readonly group: readonly GroupValue[];
  readonly values: readonly Figure[];
}

/** A KPI's meaning, in the reader's language. */
export interface Definition {
  readonly id: string;
  readonly version: number;
  /** seconds, count, share, per_hour, stars */
  readonly unit: string;
  readonly clock: string;
  readonly name: string;
  readonly definition: string;
  readonly group: string;
  readonly direction: string;
  readonly target: number | null;
}

/** What a reader must know, in the reader's language. */
export interface Note {
  readonly code: string;
  readonly text: string;
}

/** The API's answer to a question. */
export interface Answer {
  readonly kpis: readonly Definition[];
  readonly rows: readonly Row[];
  readonly totals: readonly Row[];
  readonly notes: readonly Note[];
  readonly from: string;
  readonly to: string;
  readonly comparedFrom: string | null;
  readonly comparedTo: string | null;
  readonly timeZone: string;
  readonly asOf: number;
  readonly questionHash: string;
}

/** A KPI as it was asked: its parameter is part of its name and of its figures' id. */
export interface AskedKpi {
  /** service_level:60 */
  readonly id: string;
  readonly name: string;
  readonly definition: Definition;
}

/** The KPIs of a question with their definitions; those without one are left out. */
export function askedKpis(ids: readonly string[], definitions: readonly Definition[]): readonly AskedKpi[] {
  return ids.flatMap((id) => {
    const [bare, parameter] = id.split(':');
    const definition = definitions.find((each) => each.id === bare);
    if (definition === undefined) return [];
    if (parameter === undefined) return [{ id, name: definition.name, definition }];
    // The network's target is of the KPI as it is, not of a limit that somebody chose.
    return [{ id, name: `${definition.name}, ${parameter} s`, definition: { ...definition, target: null } }];
  });
}

/** The figure of a row; null where the row has none. */
export const figureOf = (row: Row, id: string): Figure | null => row.values.find((figure) => figure.id === id) ?? null;

/** A figure's number; null where it is hidden or there is no data. */
export const numberOf = (figure: Figure | null): number | null =>
  figure === null || figure.noData || figure.suppressed ? null : figure.value;
