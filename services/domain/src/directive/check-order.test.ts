import { expect, test } from 'vitest';
import { checkAnswer, checkOrder, DIRECTIVE_LIMITS, type Order } from './check-order.js';

const ORDER: Order = { kind: 'open_desks', quantity: 2, text: '', acknowledgeMinutes: 5, dueMinutes: 30 };
const faultsOf = (changes: Partial<Order>): string[] =>
  checkOrder({ ...ORDER, ...changes }).map(({ field, message }) => `${field}: ${message}`);

test('what can be sent has no faults', () => {
  expect(faultsOf({})).toEqual([]);
  expect(faultsOf({ kind: 'free_text', quantity: undefined, text: 'Open\tthe gate.\nNow: сейчас, 现在 😀' })).toEqual(
    [],
  );
  expect(faultsOf({ kind: 'call_back', quantity: undefined })).toEqual([]);
});

test.each([
  ['no number', { quantity: undefined }, 'quantity: Say how many'],
  ['a broken number', { quantity: 1.5 }, 'quantity: Say how many'],
  ['too many', { quantity: DIRECTIVE_LIMITS.quantity + 1 }, 'quantity: Say how many'],
  ['a number without sense', { kind: 'call_back' as const }, 'quantity: This kind of directive has no number'],
  ['no words', { kind: 'free_text' as const, quantity: undefined, text: ' \n' }, 'text: Write what'],
  ['a book', { text: 'x'.repeat(DIRECTIVE_LIMITS.textChars + 1) }, 'text: The text has 2001 characters'],
  ['a zero byte', { text: 'a\u0000b' }, 'text: The text has characters that cannot be seen'],
  ['half a character', { text: 'a\ud800b' }, 'text: The text has characters that cannot be seen'],
  ['writing turned round', { text: 'open \u202e2 desks' }, 'text: The text has characters that cannot be seen'],
  ['no time', { dueMinutes: 0 }, 'dueMinutes: Give from 1'],
  ['a year', { dueMinutes: 600_000 }, 'dueMinutes: Give from 1'],
  ['longer to acknowledge than to do', { acknowledgeMinutes: 31 }, 'acknowledgeMinutes: Give from 1'],
])('%s is told with its mend', (_name, changes, said) => {
  expect(faultsOf(changes).join('\n')).toContain(said);
});

test('a refusal needs a reason, other answers need no words', () => {
  expect(checkAnswer('refused', ' ')).toEqual([{ field: 'reason', message: 'Say why it is refused.' }]);
  expect(checkAnswer('refused', 'nobody is there')).toEqual([]);
  expect(checkAnswer('done', '')).toEqual([]);
  expect(checkAnswer('done', 'x'.repeat(2000))[0]?.field).toBe('note');
});
