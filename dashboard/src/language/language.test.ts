import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { aCentre } from '../live/live-samples';
import en from './en.json';
import { ageWords, dayIn, formatsFor, hourIn, tickingClock } from './format';
import kk from './kk.json';
import { firstLanguage } from './language';
import ru from './ru.json';
import sw from './sw.json';
import { reasonWords, troubleWords } from './trouble-words';

type Texts = { readonly [key: string]: string | Texts };

function flat(texts: Texts, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, text]) =>
      typeof text === 'string' ? [[prefix + key, text] as const] : [...flat(text, `${prefix}${key}.`)],
    ),
  );
}

const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
const english = flat(en);
const source = fileURLToPath(new URL('..', import.meta.url));
const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.') && !path.startsWith('gql'))
  .map((path) => readFileSync(`${source}/${path}`, 'utf8'))
  .join('\n');

describe('language files', () => {
  it.each([
    ['sw', sw],
    ['kk', kk],
    ['ru', ru],
  ])('has every text in %s, with the same blanks to fill and every plural that the language has', (language, file) => {
    const texts = flat(file);
    const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const wanted = [...english.keys()].flatMap((key) => {
      const [, base] = /^(.*)_other$/.exec(key) ?? [];
      if (base !== undefined && english.has(`${base}_one`)) return plurals.map((plural) => `${base}_${plural}`);
      return key.endsWith('_one') && english.has(key.replace(/_one$/, '_other')) ? [] : [key];
    });
    expect([...texts.keys()].sort()).toEqual(wanted.sort());
    for (const [key, text] of texts) {
      const original = english.get(key) ?? english.get(key.replace(/_\w+?$/, '_other')) ?? '';
      // "Today" is the only day that is said without its number.
      if (key !== 'load.days_one') expect([key, names(text)]).toEqual([key, names(original)]);
      expect([key, text.trim() === '']).toEqual([key, false]);
    }
  });

  it('has every text that the screens ask for', () => {
    const asked = [...code.matchAll(/\bt\(\s*'([\w.]+)'/g)].map(([, key]) => key ?? '');
    expect(asked.length).toBeGreaterThan(60);
    for (const key of asked) expect([key, english.has(key) || english.has(`${key}_other`)]).toEqual([key, true]);
  });

  it('has no text that no screen asks for', () => {
    // Keys made of a prefix and a code, as `alert.severity_${severity}` or coded('alert.fault', ...).
    const prefixes = [
      ...[...code.matchAll(/`([a-zA-Z]+\.(?:\w+_)?)\$\{/g)].map(([, prefix]) => prefix ?? ''),
      ...[...code.matchAll(/\bcoded\('([\w.]+)'/g)].map(([, list]) => `${list}_`),
    ];
    const isAsked = (key: string) =>
      code.includes(`'${key.replace(/_(one|other)$/, '')}'`) ||
      code.includes(`'${key}'`) ||
      prefixes.some((prefix) => key.startsWith(prefix));
    expect([...english.keys()].filter((key) => !isAsked(key))).toEqual([]);
    expect(isAsked('alert.nobodyAsksForThis')).toBe(false);
  });

  it('begins in the language that was asked for, chosen before, or preferred', () => {
    expect(firstLanguage('?lang=ru', 'sw', ['en'])).toBe('ru');
    expect(firstLanguage('', 'sw', ['en'])).toBe('sw');
    expect(firstLanguage('', null, ['kk-KZ', 'sw-KE', 'en'])).toBe('kk');
    expect(firstLanguage('', null, ['fr-FR', 'ru-RU'])).toBe('ru');
    expect(firstLanguage('?lang=xx', 'yy', ['fr'])).toBe('en');
  });
});

const instance = i18next.createInstance();
await instance.init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
const t = instance.t;

describe('format', () => {
  const formats = formatsFor('en', 'Africa/Nairobi');
  const noon = Date.parse('2026-11-24T21:30:05Z');

  it('writes times in the network’s zone with 24 hours', () => {
    expect([formats.time(noon), formats.clock(noon)]).toEqual(['00:30', '00:30:05']);
    expect([dayIn('Africa/Nairobi', noon), dayIn('Africa/Nairobi', noon, -1), hourIn('Africa/Nairobi', noon)]).toEqual([
      '2026-11-25',
      '2026-11-24',
      0,
    ]);
  });

  it('writes days in Kazakh, whatever the browser knows of it', () => {
    const kazakh = formatsFor('kk', 'Asia/Almaty');
    expect([kazakh.date(noon), kazakh.shortDay(noon), kazakh.dayOfMonth(noon), kazakh.moment(noon)]).toEqual([
      '25 қараша, сәрсенбі',
      '25, ср',
      '25 қар.',
      '25 қар., 02:30:05',
    ]);
    expect(kazakh.fullDay(Date.parse('2026-10-01T06:00:00Z'))).toBe('1 қаз. 2026');
    const year = Array.from({ length: 365 }, (_, day) => kazakh.date(noon + day * 86_400_000));
    expect(new Set(year).size).toBe(365);
    for (const written of year) expect(written).toMatch(/^\d{1,2} [а-яқңғәіұүөһ]{5,9}, [а-яқңғәіұүөһ]{4,8}$/);
    expect(kazakh.count(12_345)).toBe('12\u00a0345');
  });

  it('writes ages coarser as they grow', () => {
    expect([-5, 42_000, 7 * 60_000, 65 * 60_000, 51 * 3_600_000].map((ms) => ageWords(ms, t))).toEqual([
      '0 s',
      '42 s',
      '7 min',
      '1 h 5 min',
      '2 d 3 h',
    ]);
    expect([65_000, 3_753_000].map(tickingClock)).toEqual(['1:05', '1:02:33']);
  });
});

describe('trouble words', () => {
  const nameOf = (id: string) => (id === 'nrb' ? 'Registration Bureau' : null);
  const words = (
    kind: Parameters<typeof troubleWords>[0]['kind'],
    rest: Partial<Parameters<typeof troubleWords>[0]> = {},
  ) =>
    troubleWords(
      { kind, severity: 'critical', subjectId: null, since: null, value: null, limit: null, ...rest },
      aCentre({ waitingNow: 12 }),
      nameOf,
      600_000,
      t,
    );

  it('says every kind, with and without its figures', () => {
    expect(words('agent_silent', { since: 0 })).toBe('offline for 10 min');
    expect(words('data_late', { since: 0 })).toBe('data is 10 min behind');
    expect(words('data_late')).toBe('still sending older data');
    expect(words('data_future', { since: 1_800_000 })).toBe('its clock is 20 min ahead');
    expect(words('upstream_down', { since: 0, subjectId: 'nrb' })).toBe('system down for 10 min: Registration Bureau');
    expect(words('upstream_down', { subjectId: 'gone' })).toBe("system down: an agency's system");
    expect(words('power_down')).toBe('no power');
    expect(words('no_desk_open')).toBe('no desk open, 12 waiting');
    expect(words('long_wait', { value: 3_000, limit: 1_800 })).toBe('waiting time 50 min, limit 30 min');
    expect(words('long_wait')).toBe('wait is too long');
    expect(words('queue_growing')).toBe('queue is growing: 12 waiting');
    expect(words('closed_but_should_be_open', { since: 0 })).toBe('closed during opening hours for 10 min');
  });

  it('says how old the data is when nothing else is known of a centre', () => {
    expect(reasonWords(aCentre({ freshnessSince: 0 }), nameOf, 600_000, t)).toEqual({
      text: 'data is 10 min old',
      more: 0,
    });
    expect(reasonWords(aCentre({ dataAsOf: null }), nameOf, 600_000, t).text).toBe('never connected');
  });
});
