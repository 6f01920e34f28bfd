import { CUSTOMER_ATTRIBUTES } from '../visit/customer-attributes.js';

/** What the legs of a KPI may be split by: attributes of customers, the visit channel, and the outcome. */
export const KPI_SPLITS = [...CUSTOMER_ATTRIBUTES, 'channel', 'outcome'] as const;
export type KpiSplit = (typeof KPI_SPLITS)[number];
