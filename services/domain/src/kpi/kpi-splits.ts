import { CUSTOMER_ATTRIBUTES } from '../visit/customer-attributes.js';

/** By what the legs of a KPI may be split: what customers are, how they came, and how it ended. */
export const KPI_SPLITS = [...CUSTOMER_ATTRIBUTES, 'channel', 'outcome'] as const;
export type KpiSplit = (typeof KPI_SPLITS)[number];
