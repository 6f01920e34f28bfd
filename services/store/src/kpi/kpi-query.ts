import type { IdleDesk, Waiting } from '#domain/kpi/compute-idle.js';
import type { FilterKey, KpiGroup, PlaceGroup } from '#domain/kpi/kpi-groups.js';
import type { KpiSplit } from '#domain/kpi/kpi-splits.js';

export type { FilterKey, KpiGroup, PlaceGroup };

/** Values of one key; any of them will do. */
export interface Filter {
  readonly key: FilterKey;
  readonly values: readonly string[];
}

/** What of the facts a table is made from. */
export interface KpiQuery {
  readonly groups: readonly KpiGroup[];
  readonly split: KpiSplit | undefined;
  readonly filters: readonly Filter[];
  /** By the clock of the zone: 2026-11-24T00:00:00, to is exclusive. */
  readonly from: string;
  readonly to: string;
  readonly networkId: string;
  /** The network's zone, or undefined: each centre's own. */
  readonly zone: string | undefined;
}

/** Where percentiles come from: histograms, stored durations of days, or single legs. */
export type SpreadSource = 'bins' | 'values' | 'legs';

/** Which table counts are summed from. */
export type CountSource = 'quarter' | 'desk_hour' | 'segment_day' | 'legs';

/** One cell: the values of the query's groups, then of its split where it has one. */
export interface Cell<Sums> {
  readonly key: readonly string[];
  readonly sums: Sums;
}

/** A time in which an agent was silent, or (`isSilent` false) could have been: it sends heartbeats and was enrolled. */
export interface Silence {
  readonly isSilent: boolean;
  readonly centreId: string;
  readonly regionId: string;
  readonly timeZone: string;
  readonly from: number;
  readonly to: number;
}

/** What idle while waiting is computed from, of one centre; all spans lie inside the period. */
export interface IdleCentre {
  readonly centreId: string;
  readonly regionId: string;
  readonly timeZone: string;
  readonly desks: readonly (IdleDesk & { readonly deskId: string })[];
  readonly waiting: readonly Waiting[];
}
