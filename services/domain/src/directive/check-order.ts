import type { AnswerKind, DirectiveKind } from './directive.js';

/** What an order and its answers may be at most. */
export const DIRECTIVE_LIMITS = {
  textChars: 2000,
  noteChars: 1000,
  nameChars: 128,
  quantity: 500,
  /** Longest time until it has to be done, minutes. */
  dueMinutes: 31 * 24 * 60,
} as const;

/** What is wrong with one field, in words that say the mend. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** What somebody wants to order. */
export interface Order {
  readonly kind: DirectiveKind;
  readonly quantity: number | undefined;
  readonly text: string;
  readonly acknowledgeMinutes: number;
  readonly dueMinutes: number;
}

// Controls but tab and line feed, halves of surrogate pairs, and marks that turn the direction of writing: they hide what a text says.
const HIDDEN = /[^\P{Cc}\t\n]|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u;

/** What is wrong with a text that people wrote; empty when nothing is. */
export function checkText(field: string, text: string, mostChars: number): readonly FieldFault[] {
  if (text.length > mostChars)
    return [{ field, message: `The text has ${text.length} characters; write at most ${mostChars}.` }];
  if (HIDDEN.test(text))
    return [{ field, message: 'The text has characters that cannot be seen; write it anew without them.' }];
  return [];
}

const NEEDS_QUANTITY: ReadonlySet<DirectiveKind> = new Set(['open_desks', 'move_staff']);

function checkQuantity({ kind, quantity }: Order): readonly FieldFault[] {
  const { quantity: most } = DIRECTIVE_LIMITS;
  if (!NEEDS_QUANTITY.has(kind))
    return quantity === undefined
      ? []
      : [{ field: 'quantity', message: 'This kind of directive has no number; leave it out, or say it in the text.' }];
  return quantity !== undefined && Number.isInteger(quantity) && quantity >= 1 && quantity <= most
    ? []
    : [{ field: 'quantity', message: `Say how many, as a whole number from 1 to ${most}.` }];
}

function checkMinutes({ acknowledgeMinutes, dueMinutes }: Order): readonly FieldFault[] {
  const { dueMinutes: most } = DIRECTIVE_LIMITS;
  const isTime = (minutes: number): boolean => Number.isInteger(minutes) && minutes >= 1 && minutes <= most;
  const faults: FieldFault[] = [];
  if (!isTime(dueMinutes))
    faults.push({ field: 'dueMinutes', message: `Give from 1 to ${most} minutes to have it done.` });
  if (!isTime(acknowledgeMinutes) || acknowledgeMinutes > dueMinutes)
    faults.push({
      field: 'acknowledgeMinutes',
      message: 'Give from 1 minute to acknowledge it, and not more than there are to have it done.',
    });
  return faults;
}

/** Everything that is wrong with an order; empty when it can be sent. */
export function checkOrder(order: Order): readonly FieldFault[] {
  const text = checkText('text', order.text, DIRECTIVE_LIMITS.textChars);
  const isEmpty = order.kind === 'free_text' && order.text.trim() === '';
  return [
    ...checkQuantity(order),
    ...(isEmpty ? [{ field: 'text', message: 'Write what the centre should do.' }] : text),
    ...checkMinutes(order),
  ];
}

/** What is wrong with an answer; empty when it can be taken. A refusal needs its reason. */
export function checkAnswer(kind: AnswerKind, note: string): readonly FieldFault[] {
  if (kind === 'refused' && note.trim() === '') return [{ field: 'reason', message: 'Say why it is refused.' }];
  return checkText(kind === 'refused' ? 'reason' : 'note', note, DIRECTIVE_LIMITS.noteChars);
}
