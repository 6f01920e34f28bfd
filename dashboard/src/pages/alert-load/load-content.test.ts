import i18next from 'i18next';
import { expect, it } from 'vitest';
import en from '../../language/en.json';
import { formatsFor } from '../../language/format';
import { loadContent } from './load-content';

const instance = i18next.createInstance();
await instance.init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
const at = Date.parse('2026-11-24T06:00:00Z');
const step = (hours: number, fired: number | null, paged: number | null, perPersonHour: number | null) => ({
  at: at + hours * 3_600_000,
  fired,
  paged,
  people: paged,
  perPersonHour,
});

it('an hour without pages is zero, one without data a gap', () => {
  const load = { steps: [step(0, 3, 3, 1.5), step(1, 0, 0, null), step(2, null, null, null)], stepHours: 1 };
  const content = loadContent(
    load as Parameters<typeof loadContent>[0],
    formatsFor('en', 'Africa/Nairobi'),
    instance.t,
  );
  expect(content.categories[0]).toMatch(/24.* 09:00$/);
  expect(content.bands.map(({ series }) => series[0]?.values)).toEqual([
    [1.5, 0, null],
    [3, 0, null],
  ]);
});
