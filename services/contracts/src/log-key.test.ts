import { expect, test } from 'vitest';
import { logKey, speaksFor } from './log-key.js';

test("logKey is the centre's id when the agent sends for one centre only", () => {
  expect(logKey({ agentId: 'A', centreId: 'C1' })).toBe('C1');
  expect(speaksFor('C1', 'A', 'C1')).toBe(true);
  expect(speaksFor('C1', 'A', 'C2')).toBe(false);
});

test('logKey is unique to an agent of many centres, even when a centre has the same name', () => {
  const key = logKey({ agentId: 'A' });
  expect(key).not.toBe('A');
  expect(speaksFor(key, 'A', 'C2')).toBe(true);
  expect(speaksFor('A', 'A', 'C2')).toBe(false);
  expect(speaksFor(key, 'B', 'C2')).toBe(false);
});
