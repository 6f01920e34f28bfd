/**
 * The attributes of a customer, in the order of the fields of `mnara.v1.Segment`. The one list: types, mappings, SQL,
 * filters and splits of KPIs derive from it; tests compare the proto and the GraphQL schema with it.
 */
export const CUSTOMER_ATTRIBUTES = [
  'gender',
  'age_band',
  'disability',
  'ethnicity',
  'language',
  'rural',
  'priority',
] as const;
export type CustomerAttribute = (typeof CUSTOMER_ATTRIBUTES)[number];

/** What is known of a customer; an absent attribute is unknown. */
export type Segment = Readonly<Partial<Record<CustomerAttribute, string>>>;

const KNOWN: ReadonlySet<string> = new Set(CUSTOMER_ATTRIBUTES);

/** Whether a key of a filter or a split is about customers. */
export const isCustomerAttribute = (key: string): key is CustomerAttribute => KNOWN.has(key);
