import type { Segment } from '#domain/visit/customer-attributes.js';
import type { ExpressionCompiler } from '../../mapping/compile-expressions.js';
import type { Text } from '../../mapping/compiled.js';
import type { EventRule, Mapping } from '../../mapping/mapping-schema.js';
import { EmptyCellError, type RowContext } from '../../mapping/row-context.js';
import type { SourceEvent } from '../connector.js';
import { factReader } from './fact-reader.js';

/**
 * Compiles an event rule into a function that reads the event from a row; the function returns undefined when the
 * rule's `when` is false, or where the event is optional and a cell that its time needs is empty.
 */
export function eventReader(
  rule: EventRule,
  mapping: Mapping,
  compiler: ExpressionCompiler,
): (row: RowContext) => SourceEvent | undefined {
  const fields = { ...mapping.every, ...withoutUndefined(rule) };
  const text = (name: 'centre' | 'visit' | 'ticket' | 'service' | 'desk' | 'staff' | 'channel'): Text => {
    const expr = fields[name];
    return expr === undefined ? () => undefined : compiler.text(expr);
  };
  const test = rule.when === undefined ? () => true : compiler.condition(rule.when);
  const at = compiler.moment(rule.at);
  const leg = fields.leg === undefined ? () => undefined : compiler.number(fields.leg);
  const [centre, visit, ticket, service, desk, staff, channel] = [
    text('centre'),
    text('visit'),
    text('ticket'),
    text('service'),
    text('desk'),
    text('staff'),
    text('channel'),
  ];
  const segment = segmentReader(fields.segment ?? {}, compiler);
  const fact = factReader(rule, fields.appointment, compiler);
  const { clock } = mapping.input;
  const read = (row: RowContext): SourceEvent | undefined =>
    test(row)
      ? {
          occurredAtMs: Math.round(at(row)),
          clock,
          centreId: centre(row),
          visitId: visit(row),
          legNo: leg(row),
          ticketNo: ticket(row),
          serviceId: service(row),
          deskId: desk(row),
          staff: staff(row),
          channel: channel(row),
          segment: segment(row),
          fact: fact(row),
        }
      : undefined;
  return rule.optional === true ? (row) => whereFilled(read, row) : read;
}

/** Undefined where a cell that the event's time needs is empty. */
function whereFilled<Read>(read: (row: RowContext) => Read, row: RowContext): Read | undefined {
  try {
    return read(row);
  } catch (error) {
    if (error instanceof EmptyCellError) return undefined;
    throw error;
  }
}

function withoutUndefined<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function segmentReader(
  segment: NonNullable<Mapping['every']['segment']>,
  compiler: ExpressionCompiler,
): (row: RowContext) => Segment | undefined {
  const readers = Object.entries(segment).flatMap(([name, expr]) =>
    expr === undefined ? [] : [[name, compiler.text(expr)] as const],
  );
  if (readers.length === 0) return () => undefined;
  return (row) => {
    const known = readers.flatMap(([name, read]) => {
      const value = read(row);
      return value === undefined ? [] : [[name, value] as const];
    });
    return known.length === 0 ? undefined : (Object.fromEntries(known) as Segment);
  };
}
