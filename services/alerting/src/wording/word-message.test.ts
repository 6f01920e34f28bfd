import { expect, test } from 'vitest';
import type { Language } from '#domain/people/contact.js';
import { LANGUAGES } from '#domain/people/contact.js';
import type { AlertFacts, MessageFacts } from '#store/messages/message-facts.js';
import type { ClaimedMessage } from '#store/messages/outbox.js';
import { WORDINGS, wordMessage } from './word-message.js';

const alert = (more: Partial<AlertFacts> = {}): AlertFacts => ({
  alertId: 7,
  ruleId: 'long_wait',
  ruleNames: { en: 'A long wait', sw: 'Kungoja kwa muda mrefu', kk: 'Ұзақ күту', ru: 'Долгое ожидание' },
  advice: { en: 'Open a desk.', ru: 'Откройте окно.' },
  unit: 'seconds',
  severity: 'critical',
  isActive: true,
  isKnown: true,
  isStorm: false,
  value: 2520,
  threshold: 1800,
  firedAt: Date.UTC(2026, 10, 24, 7, 5),
  clearedAt: undefined,
  regionId: 'R1',
  centreId: 'C1',
  serviceId: undefined,
  agencyId: undefined,
  regionNames: { en: 'Kisumu county', ru: 'Кисуму' },
  centreNames: { en: 'Kisumu', ru: 'ЦОН Кисуму' },
  serviceNames: undefined,
  agencyNames: undefined,
  ...more,
});

const claimed = (
  language: Language,
  alerts: readonly AlertFacts[],
  more: Partial<MessageFacts> = {},
): ClaimedMessage => ({
  key: 'k',
  attempts: 1,
  createdAt: 0,
  contactId: 1,
  supervisorId: 'ann',
  name: 'Ann',
  address: 'ann@county.example',
  language,
  timeZone: 'Africa/Nairobi',
  facts: { kind: 'page', severity: 'critical', alerts, words: undefined, ...more },
});

const BASE = 'https://mnara.example';

test.each([
  ['en', 'Critical: A long wait, Kisumu', 'Kisumu, 42 min (limit 30 min), since 24 Nov, 10:05'],
  ['sw', 'Hatari: Kungoja kwa muda mrefu, Kisumu', 'Kisumu, dk 42 (kikomo dk 30), tangu 24 Nov, 10:05'],
  ['kk', 'Сыни: Ұзақ күту, Kisumu', 'Kisumu, 42 мин (шегі 30 мин), басталуы 24 қар., 10:05'],
  ['ru', 'Критично: Долгое ожидание, ЦОН Кисуму', 'ЦОН Кисуму, 42 мин (предел 30 мин), с 24 нояб., 10:05'],
] as const)('a page in %s, in the time zone of the supervisor', (language, subject, line) => {
  const message = wordMessage(claimed(language, [alert()]), BASE);
  expect(message.subject).toBe(subject);
  expect(message.paragraphs[1]?.[0]?.replaceAll('\u202f', ' ')).toBe(line);
  expect(message.link).toBe('https://mnara.example/alerts/7');
  expect(message.brief.endsWith(' https://mnara.example/alerts/7')).toBe(true);
});

test('a group is one message: every alert of it is named or counted', () => {
  const alerts = Array.from({ length: 50 }, (_, index) =>
    alert({ alertId: index, centreNames: { en: `Centre ${index}` } }),
  );
  const message = wordMessage(claimed('en', alerts), BASE);
  expect(message.subject).toBe('Critical: A long wait, alerts: 50, Kisumu county');
  expect(message.paragraphs[1]).toHaveLength(21);
  expect(message.paragraphs[1]?.at(-1)).toBe('and 30 more');
  expect(message.paragraphs.flat().filter((line) => line === 'What to do: Open a desk.')).toHaveLength(1);
  expect(message.link).toBe('https://mnara.example/alerts');
  expect(message.brief).toMatch(/and \d+ more https:/);
});

test('several rules keep their names and share the limit', () => {
  const others = Array.from({ length: 15 }, () =>
    alert({ ruleId: 'power', ruleNames: { en: 'No power' }, unit: 'flag', value: 1, threshold: 0 }),
  );
  const { paragraphs, subject } = wordMessage(
    claimed('en', [...Array.from({ length: 15 }, () => alert()), ...others]),
    BASE,
  );
  expect(subject).toBe('Critical: A long wait, No power, alerts: 30, Kisumu county');
  const power = paragraphs.find(([first]) => first === 'No power:');
  expect([power?.length, power?.at(-1), power?.[1]]).toEqual([7, 'and 10 more', 'Kisumu, since 24 Nov, 10:05']);
});

test('changes since the alert fired are included', () => {
  const line = (more: Partial<AlertFacts>) => wordMessage(claimed('en', [alert(more)]), BASE).paragraphs[1]?.[0];
  expect(line({ isKnown: false })).toContain('value currently unknown');
  expect(line({ isActive: false, clearedAt: Date.UTC(2026, 10, 24, 7, 40) })).toContain('resolved since 24 Nov, 10:40');
  expect(line({ isStorm: true, value: 140, threshold: 100 })).toBe(
    'Alert storm: too many alerts of one rule; only some are shown, 140 (limit 100), since 24 Nov, 10:05',
  );
  expect(line({ regionId: undefined, regionNames: undefined, centreId: undefined, centreNames: undefined })).toContain(
    'The whole network',
  );
  const over = wordMessage(
    claimed('en', [alert({ clearedAt: Date.UTC(2026, 10, 24, 7, 40) })], { kind: 'resolved' }),
    BASE,
  );
  expect([over.subject, over.paragraphs[1]?.[0]]).toEqual([
    'Resolved: A long wait, Kisumu',
    'Kisumu, 24 Nov, 10:05 to 24 Nov, 10:40',
  ]);
});

test('a message with its own words, and one without links', () => {
  const words = {
    title: { en: 'A directive is overdue', ru: 'Указание просрочено' },
    text: { en: 'Open desks.' },
    path: '/directives/3',
  };
  const message = wordMessage(claimed('ru', [], { kind: 'directive', severity: 'warning', words }), BASE);
  expect([message.subject, message.paragraphs[1], message.link]).toEqual([
    'Предупреждение: Указание просрочено',
    ['Open desks.'],
    'https://mnara.example/directives/3',
  ]);
  const plain = wordMessage(claimed('en', [alert()]), undefined);
  expect([plain.link, plain.brief.includes('http')]).toEqual([undefined, false]);
});

test.each(LANGUAGES)('hostile names become one plain line, and a short text stays short (%s)', (language) => {
  const hostile = { en: `Kisumu\r\nBcc: x@y\u2028\u202eevil\u0000${'ә'.repeat(400)}` };
  const alerts = Array.from({ length: 3 }, () =>
    alert({ centreNames: hostile, regionNames: hostile, ruleNames: hostile }),
  );
  for (const given of [alerts, alerts.slice(0, 1)]) {
    const { brief, paragraphs, subject } = wordMessage({ ...claimed(language, given), name: 'Ann\r\nX: y' }, BASE);
    for (const text of [brief, subject, ...paragraphs.flat()]) expect(text).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
    expect(subject.length).toBeLessThanOrEqual(150);
    expect(brief.length).toBeLessThanOrEqual(201);
  }
});

test.each([
  ['seconds', 90_061, '1 d 1 h'],
  ['seconds', 3900, '1 h 5 min'],
  ['seconds', 59.4, '59 s'],
  ['count', 1234, '1,234'],
  ['share', 0.456, '46%'],
  ['per_hour', 3.25, '3.3 per hour'],
  ['stars', 3.5, '3.5 out of 5'],
  ['ratio', 15.04, '15'],
] as const)('a figure in %s', (unit, value, said) => {
  expect(wordMessage(claimed('en', [alert({ unit, value, threshold: undefined })]), BASE).paragraphs[1]?.[0]).toContain(
    `Kisumu, ${said}, since`,
  );
});

test('every language has its own words', () => {
  const said = (language: Language): string[] =>
    Object.values(WORDINGS[language]).map((words) =>
      typeof words === 'function' ? (words as (...values: unknown[]) => string)('1', '2') : JSON.stringify(words),
    );
  for (const language of LANGUAGES.slice(1)) {
    const same = said(language).filter((words, index) => words === said('en')[index]);
    expect([language, same]).toEqual([language, []]);
  }
});
