import { TIME_GROUPS, type TimeGroup } from '../calendar/period.js';
import { KPI_SPLITS, type KpiSplit } from './kpi-splits.js';

/** Places and people that figures are grouped by, beside the network. */
const PLACE_KEYS = ['region', 'centre', 'desk', 'staff', 'agency', 'service', 'channel'] as const;
export type PlaceGroup = 'network' | (typeof PLACE_KEYS)[number];
export type KpiGroup = PlaceGroup | TimeGroup;
export type FilterKey = Exclude<PlaceGroup, 'network'> | KpiSplit;
/** By what figures may be grouped. */
export const KPI_GROUPS: readonly KpiGroup[] = ['network', ...PLACE_KEYS, ...TIME_GROUPS];
/** By what figures may be filtered. */
export const FILTER_KEYS: readonly FilterKey[] = [...new Set<FilterKey>([...PLACE_KEYS, ...KPI_SPLITS])];
