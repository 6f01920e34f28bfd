import { expect, test } from 'vitest';
import { logKey, speaksFor } from './log-key.js';

test('an agent of one centre speaks for it alone, under its id', () => {
  expect(logKey({ agentId: 'A', centreId: 'C1' })).toBe('C1');
  expect(speaksFor('C1', 'A', 'C1')).toBe(true);
  expect(speaksFor('C1', 'A', 'C2')).toBe(false);
});

test('an agent of many centres has one key of its own, even if a centre has its name', () => {
  const key = logKey({ agentId: 'A' });
  expect(key).not.toBe('A');
  expect(speaksFor(key, 'A', 'C2')).toBe(true);
  expect(speaksFor('A', 'A', 'C2')).toBe(false);
  expect(speaksFor(key, 'B', 'C2')).toBe(false);
});
