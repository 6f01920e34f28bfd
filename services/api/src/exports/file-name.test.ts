import { expect, test } from 'vitest';
import { contentDisposition, fileName } from './file-name.js';

test.each([
  ['2026-11-01T00:00:00', '2026-12-01T00:00:00', 'mnara-legs-2026-11-01--2026-11-30.csv'],
  ['2026-11-30', '2026-12-01', 'mnara-legs-2026-11-30.csv'],
  ['2026-11-30T08:00:00', '2026-11-30T09:15:00', 'mnara-legs-2026-11-30T08-00--2026-11-30T09-15.csv'],
])('a file name holds the period %s to %s by the local clock (E14)', (from, to, name) => {
  expect(fileName('legs', { from, to }, 'csv')).toBe(name);
});

test('a name of any letters is sent whole, and as ASCII for old clients', () => {
  expect(contentDisposition('Қызылорда "x".csv')).toBe(
    `attachment; filename="_________ _x_.csv"; filename*=UTF-8''%D2%9A%D1%8B%D0%B7%D1%8B%D0%BB%D0%BE%D1%80%D0%B4%D0%B0%20%22x%22.csv`,
  );
});
