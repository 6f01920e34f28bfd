import type { AnswerKind, DirectiveKind } from './directive.js';

/** Limits of a directive and its answers. */
export const DIRECTIVE_LIMITS = {
  textChars: 2000,
  noteChars: 1000,
  nameChars: 128,
  quantity: 500,
  /** Maximum time until it must be completed, minutes. */
  dueMinutes: 31 * 24 * 60,
} as const;

/** What is wrong with one field, and how to fix it. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** A directive to be sent. */
export interface NewDirective {
  readonly kind: DirectiveKind;
  readonly quantity: number | undefined;
  readonly text: string;
  readonly acknowledgeMinutes: number;
  readonly dueMinutes: number;
}

// Control characters except tab and line feed, halves of surrogate pairs, and marks that change the direction of
// writing: they hide what a text says.
const HIDDEN = /[^\P{Cc}\t\n]|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u;

/** What is wrong with a text that people wrote; empty when nothing is. */
export function checkText(field: string, text: string, maxChars: number): readonly FieldFault[] {
  if (text.length > maxChars)
    return [{ field, message: `The text has ${text.length} characters; write at most ${maxChars}.` }];
  if (HIDDEN.test(text)) return [{ field, message: 'The text has invisible characters; write it again without them.' }];
  return [];
}

const NEEDS_QUANTITY: ReadonlySet<DirectiveKind> = new Set(['open_desks', 'move_staff']);

function checkQuantity({ kind, quantity }: NewDirective): readonly FieldFault[] {
  const { quantity: most } = DIRECTIVE_LIMITS;
  if (!NEEDS_QUANTITY.has(kind))
    return quantity === undefined
      ? []
      : [
          {
            field: 'quantity',
            message: 'This kind of directive has no number; leave it out, or write it in the text.',
          },
        ];
  return quantity !== undefined && Number.isInteger(quantity) && quantity >= 1 && quantity <= most
    ? []
    : [{ field: 'quantity', message: `Give the number, as a whole number from 1 to ${most}.` }];
}

function checkMinutes({ acknowledgeMinutes, dueMinutes }: NewDirective): readonly FieldFault[] {
  const { dueMinutes: most } = DIRECTIVE_LIMITS;
  const isTime = (minutes: number): boolean => Number.isInteger(minutes) && minutes >= 1 && minutes <= most;
  const faults: FieldFault[] = [];
  if (!isTime(dueMinutes))
    faults.push({ field: 'dueMinutes', message: `Give from 1 to ${most} minutes to complete it.` });
  if (!isTime(acknowledgeMinutes) || acknowledgeMinutes > dueMinutes)
    faults.push({
      field: 'acknowledgeMinutes',
      message: 'Give at least 1 minute to acknowledge it, and at most the time to complete it.',
    });
  return faults;
}

/** Everything that is wrong with a new directive; empty when it can be sent. */
export function checkNewDirective(order: NewDirective): readonly FieldFault[] {
  const text = checkText('text', order.text, DIRECTIVE_LIMITS.textChars);
  const isEmpty = order.kind === 'free_text' && order.text.trim() === '';
  return [
    ...checkQuantity(order),
    ...(isEmpty ? [{ field: 'text', message: 'Write what the centre should do.' }] : text),
    ...checkMinutes(order),
  ];
}

/** What is wrong with an answer; empty when it is valid. A refusal needs a reason. */
export function checkAnswer(kind: AnswerKind, note: string): readonly FieldFault[] {
  if (kind === 'refused' && note.trim() === '')
    return [{ field: 'reason', message: 'Give the reason for the refusal.' }];
  return checkText(kind === 'refused' ? 'reason' : 'note', note, DIRECTIVE_LIMITS.noteChars);
}
