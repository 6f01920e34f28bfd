import { expect, test } from 'vitest';
import { checkAnswer, checkNewDirective, DIRECTIVE_LIMITS, type NewDirective } from './check-directive.js';

const VALID: NewDirective = { kind: 'open_desks', quantity: 2, text: '', acknowledgeMinutes: 5, dueMinutes: 30 };
const faultsOf = (changes: Partial<NewDirective>): string[] =>
  checkNewDirective({ ...VALID, ...changes }).map(({ field, message }) => `${field}: ${message}`);

test('a valid directive has no faults', () => {
  expect(faultsOf({})).toEqual([]);
  expect(faultsOf({ kind: 'free_text', quantity: undefined, text: 'Open\tthe gate.\nNow: сейчас, 现在 😀' })).toEqual(
    [],
  );
  expect(faultsOf({ kind: 'call_back', quantity: undefined })).toEqual([]);
});

test.each([
  ['no number', { quantity: undefined }, 'quantity: Give the number'],
  ['a broken number', { quantity: 1.5 }, 'quantity: Give the number'],
  ['too many', { quantity: DIRECTIVE_LIMITS.quantity + 1 }, 'quantity: Give the number'],
  [
    'a number for a kind without a number',
    { kind: 'call_back' as const },
    'quantity: This kind of directive has no number',
  ],
  ['no text', { kind: 'free_text' as const, quantity: undefined, text: ' \n' }, 'text: Write what'],
  [
    'a text that is too long',
    { text: 'x'.repeat(DIRECTIVE_LIMITS.textChars + 1) },
    'text: The text has 2001 characters',
  ],
  ['a zero byte', { text: 'a\u0000b' }, 'text: The text has invisible characters'],
  ['half a character', { text: 'a\ud800b' }, 'text: The text has invisible characters'],
  ['reversed writing direction', { text: 'open \u202e2 desks' }, 'text: The text has invisible characters'],
  ['no time', { dueMinutes: 0 }, 'dueMinutes: Give from 1'],
  ['a year', { dueMinutes: 600_000 }, 'dueMinutes: Give from 1'],
  ['longer to acknowledge than to complete', { acknowledgeMinutes: 31 }, 'acknowledgeMinutes: Give at least 1'],
])('%s is rejected, and the message says how to fix it', (_name, changes, said) => {
  expect(faultsOf(changes).join('\n')).toContain(said);
});

test('a refusal needs a reason, other answers need no text', () => {
  expect(checkAnswer('refused', ' ')).toEqual([{ field: 'reason', message: 'Give the reason for the refusal.' }]);
  expect(checkAnswer('refused', 'no one is available')).toEqual([]);
  expect(checkAnswer('done', '')).toEqual([]);
  expect(checkAnswer('done', 'x'.repeat(2000))[0]?.field).toBe('note');
});
