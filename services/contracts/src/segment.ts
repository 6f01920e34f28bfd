import { CUSTOMER_ATTRIBUTES, type CustomerAttribute, type Segment } from '#domain/visit/customer-attributes.js';
import type { Segment as ProtoSegment } from './gen/mnara/v1/event_pb.js';

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** Generated code names fields in camel case. The compiler rejects an attribute that the proto does not have. */
type ProtoField = CamelCase<CustomerAttribute> & keyof ProtoSegment;
type ProtoFields = Readonly<Record<CamelCase<CustomerAttribute>, string>>;

const FIELDS = CUSTOMER_ATTRIBUTES.map(
  (attribute) =>
    [attribute, attribute.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as ProtoField] as const,
);

/**
 * Reads the customer attributes of a message. An empty text in proto means that the attribute is unknown; it is left
 * out.
 * @param check rejects a value by throwing; its result is used as the value
 */
export function readSegment(
  message: ProtoFields,
  check: (value: string, attribute: CustomerAttribute) => string = (value) => value,
): Segment {
  const known: Partial<Record<CustomerAttribute, string>> = {};
  for (const [attribute, field] of FIELDS)
    if (message[field] !== '') known[attribute] = check(message[field], attribute);
  return known;
}

/** Converts the known attributes of a customer into the fields of a message. */
export const segmentFields = (segment: Segment): ProtoFields =>
  Object.fromEntries(FIELDS.map(([attribute, field]) => [field, segment[attribute] ?? ''])) as ProtoFields;
