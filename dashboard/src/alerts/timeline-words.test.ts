import i18next from 'i18next';
import { expect, it } from 'vitest';
import en from '../language/en.json';
import { formatsFor } from '../language/format';
import { detailWords, readDetail } from './timeline-words';

const instance = i18next.createInstance();
await instance.init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
const formats = formatsFor('en', 'Africa/Nairobi');
const words = (kind: string, detail: unknown): string =>
  detailWords(kind, readDetail(JSON.stringify(detail)), formats, instance.t);

it.each([
  ['not_notified', { by: ['nobody'] }, 'nobody is entered for this place'],
  ['not_notified', { by: ['silence', 'out_of_hours'] }, 'silence, out of hours'],
  ['acknowledged', { until: '2026-11-24T07:30:00Z' }, 'until 10:30'],
  ['assigned', { to: null }, 'to nobody'],
  ['notified', { to: [{ supervisorId: 'manager-C1', channel: 'sms' }] }, 'manager-C1 · sms'],
  ['closed', { why: 'nobody_acknowledged' }, 'nobody acknowledged it in time'],
  [
    'directive',
    { directive: 'open_desks', quantity: 2, text: 'now', entry: 'refused', note: 'ill', counts: true },
    'Open desks: 2: refused · now · ill',
  ],
  ['from_the_future', { channel: 'sms', reason: 'no credit' }, 'sms · no credit'],
  ['comment', { text: '<b>x</b>' }, '<b>x</b>'],
])('%s %j', (kind, detail, expected) => {
  expect(words(kind, detail)).toBe(expected);
});

it('what cannot be read says nothing rather than something wrong', () => {
  expect(readDetail('not json')).toEqual({});
  expect(readDetail('[1]')).toEqual({});
  expect(words('notified', { to: 'x' })).toBe('');
});
