import { ServiceOutcome } from '#contracts/gen/mnara/v1/event_pb.js';
import type { ExpressionCompiler } from '../../mapping/compile-expressions.js';
import type { Text } from '../../mapping/compiled.js';
import { MappingError, RowError } from '../../mapping/mapping-errors.js';
import type { EventRule } from '../../mapping/mapping-schema.js';
import type { RowContext } from '../../mapping/row-context.js';
import type { SourceFact } from '../connector.js';

const OUTCOMES = {
  served: ServiceOutcome.SERVED,
  not_completed: ServiceOutcome.NOT_COMPLETED,
  transferred: ServiceOutcome.TRANSFERRED,
} as const;
const ISSUED: SourceFact = { case: 'ticketIssued', value: {} };

/** Converts a kind such as `ticket_issued` into the proto case `ticketIssued`. */
const caseOf = (kind: string): string => kind.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** Compiles what an event rule says of its fact. @throws MappingError when the kind needs something that is missing */
export function factReader(
  rule: EventRule,
  appointment: EventRule['appointment'],
  compiler: ExpressionCompiler,
): (row: RowContext) => SourceFact {
  if (rule.kind.startsWith('appointment_') || rule.kind === 'slots_offered')
    return appointmentReader(rule, appointment, compiler);
  const text = (expr: EventRule['reason']): Text => (expr === undefined ? () => undefined : compiler.text(expr));
  const reason = text(rule.reason);
  const quantity = rule.quantity === undefined ? () => 1 : compiler.number(rule.quantity);
  switch (rule.kind) {
    case 'ticket_issued': {
      if (appointment === undefined) return () => ISSUED;
      const id = text(appointment);
      return (row) => {
        const appointmentId = id(row);
        return appointmentId === undefined ? ISSUED : { case: 'ticketIssued', value: { appointmentId } };
      };
    }
    case 'ticket_cancelled':
      return (row) => ({ case: 'ticketCancelled', value: { reason: reason(row) ?? '' } });
    case 'ticket_voided':
      return (row) => ({ case: 'ticketVoided', value: { reason: reason(row) ?? '' } });
    case 'service_held':
      return (row) => ({ case: 'serviceHeld', value: { reason: reason(row) ?? '' } });
    case 'service_ended': {
      const outcome = OUTCOMES[rule.outcome ?? 'served'];
      return (row) => ({ case: 'serviceEnded', value: { outcome, quantity: whole(quantity(row), 'quantity') } });
    }
    case 'rating_given': {
      if (rule.rating === undefined)
        throw new MappingError('An event of kind rating_given needs "rating", for example rating: { column: stars }.');
      const rating = compiler.number(rule.rating);
      return (row) => ({ case: 'ratingGiven', value: { value: whole(rating(row), 'rating') } });
    }
    case 'ticket_transferred': {
      const to = text(rule.toService);
      return (row) => ({ case: 'ticketTransferred', value: { toServiceId: to(row) ?? '' } });
    }
    default: {
      const made = { case: caseOf(rule.kind), value: {} } as SourceFact;
      return () => made;
    }
  }
}

function whole(value: number, name: string): number {
  if (!Number.isInteger(value) || value < 0 || value > 2 ** 31)
    throw new RowError('not_a_number', `${name} is ${value}; it must be a whole number, 0 or greater.`);
  return value;
}

/** What a rule has, or the error that says what to add. */
function needed<Part>(part: Part | undefined, kind: string, example: string): Part {
  if (part === undefined) throw new MappingError(`An event of kind ${kind} needs ${example}.`);
  return part;
}

function appointmentReader(
  rule: EventRule,
  appointment: EventRule['appointment'],
  compiler: ExpressionCompiler,
): (row: RowContext) => SourceFact {
  const { kind } = rule;
  const slot = (): ((row: RowContext) => bigint) => {
    const read = compiler.moment(needed(rule.slot, kind, '"slot", for example slot: { column: starts, format: iso }'));
    return (row) => BigInt(Math.round(read(row)));
  };
  if (kind === 'slots_offered') {
    const [start, slots] = [
      slot(),
      compiler.number(needed(rule.slots, kind, '"slots", for example slots: { column: places }')),
    ];
    return (row) => ({ case: 'slotsOffered', value: { slotStartMs: start(row), slots: whole(slots(row), 'slots') } });
  }
  const read = compiler.text(needed(appointment, kind, '"appointment", for example appointment: { column: booking }'));
  const id = (row: RowContext): string => {
    const appointmentId = read(row);
    if (appointmentId === undefined)
      throw new RowError('no_appointment', `The row has no appointment; a ${kind} needs it.`);
    return appointmentId;
  };
  if (kind === 'appointment_booked' || kind === 'appointment_rebooked') {
    const start = slot();
    const length = rule.slotSeconds === undefined ? () => 0 : compiler.number(rule.slotSeconds);
    const slotIsOffered = rule.isOffered ?? false;
    return (row) => {
      const value = {
        appointmentId: id(row),
        slotStartMs: start(row),
        slotSeconds: whole(length(row), 'slotSeconds'),
        slotIsOffered,
      };
      return kind === 'appointment_booked'
        ? { case: 'appointmentBooked', value }
        : { case: 'appointmentRebooked', value };
    };
  }
  const name = caseOf(kind);
  const reason = rule.reason === undefined ? undefined : compiler.text(rule.reason);
  return (row) =>
    ({
      case: name,
      value: { appointmentId: id(row), ...(reason === undefined ? {} : { reason: reason(row) ?? '' }) },
    }) as SourceFact;
}
