import { expect, test } from 'vitest';
import { REPORT_WORDS } from '../words/report-words.js';
import { coverageSection } from './coverage.js';
import type { TemplateParts } from './report-parts.js';

const centre = (id: string, hours?: object) => ({
  id,
  names: { en: `Centre ${id}` },
  calendar: { timeZone: 'Africa/Nairobi', hours, holidays: new Set<string>() },
});

/** A week of four centres: one with customers, one whose agent is silent, a closed one, one where nobody came. */
const centres = [centre('busy'), centre('silent'), centre('closed', {}), centre('empty')];
const parts = {
  request: {
    missing: [{ centreId: 'silent', why: 'silent', upTo: Date.UTC(2026, 10, 27, 9) }],
    run: { fromDay: '2026-11-23', toDay: '2026-11-30' },
  },
  questions: {
    ask: async () => ({ rows: [{ group: [{ key: 'centre', value: 'busy' }], values: [{ value: 12 }] }] }),
  },
  visible: { centres, centreById: new Map(centres.map((one) => [one.id, one])) },
} as unknown as TemplateParts;

test.each([
  ['en', 'data missing: 1; closed in the whole period: 1; open without a customer: 1.'],
  ['sw', ': 1'],
  ['kk', ': 1'],
  ['ru', ': 1'],
] as const)('E8: a report in %s tells apart data that is missing, closed centres and zero', async (language, line) => {
  const words = REPORT_WORDS[language];
  const { parts: shown } = await coverageSection({ ...parts, words, language });
  const lines = shown.flatMap((part) => (part.kind === 'list' ? part.lines : []));
  expect(lines[0]).toContain(line);
  expect(lines).toContain(words.closed('Centre closed'));
  expect(lines).toContain(words.zero('Centre empty'));
  expect(lines.filter((text) => text.startsWith('Centre silent'))).toEqual([
    `Centre silent: ${words.why.silent}, ${words.upTo('2026-11-27 12:00')}`,
  ]);
  expect(lines.join(' ')).not.toContain('Centre busy');
});
