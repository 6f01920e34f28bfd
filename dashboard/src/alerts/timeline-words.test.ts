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
  ['not_notified', { by: ['nobody'] }, 'no contact is registered for this place'],
  ['not_notified', { by: ['silence', 'out_of_hours'] }, 'silence, outside opening hours'],
  [
    'not_notified',
    {
      by: ['nobody'],
      absent: [
        { target: 'centre_manager', supervisorId: 'amina', why: 'off_hours' },
        { target: 'agency_head', why: 'no_place' },
      ],
      next: 'step',
    },
    'Centre manager · amina: outside their duty hours; Agency head: the alert does not concern such a place' +
      ' · the next step follows immediately',
  ],
  ['not_notified', { by: ['failed'], next: 'nobody' }, 'every message failed · nobody else can be notified'],
  [
    'notified',
    { to: [{ supervisorId: 'duty', channel: 'webhook' }], isLastResort: true },
    'duty · webhook · because nobody else could be notified',
  ],
  [
    'retried',
    {
      channel: 'email',
      supervisorId: 'amina',
      reason: 'timed_out',
      says: 'No answer.',
      mend: 'Look.',
      again: '2026-11-24T07:30:02Z',
    },
    'amina · e-mail · timed out · No answer. Look. · next attempt at 10:30',
  ],
  [
    'refused',
    { what: 'acknowledge alert 7', why: 'taken', holder: 'ann' },
    'acknowledge: Already acknowledged by ann. Ask them, or wait until their acknowledgement expires.',
  ],
  ['acknowledged', { until: '2026-11-24T07:30:00Z' }, 'until 10:30'],
  ['assigned', { to: null }, 'unassigned'],
  ['notified', { to: [{ supervisorId: 'manager-C1', channel: 'sms' }] }, 'manager-C1 · text message'],
  ['closed', { why: 'nobody_acknowledged' }, 'nobody acknowledged it in time'],
  [
    'directive',
    { directive: 'open_desks', quantity: 2, text: 'now', entry: 'refused', note: 'ill', counts: true },
    'Open desks: 2: refused · now · ill',
  ],
  ['from_the_future', { channel: 'sms', reason: 'no credit' }, 'text message · no credit'],
  ['comment', { text: '<b>x</b>' }, '<b>x</b>'],
])('%s %j', (kind, detail, expected) => {
  expect(words(kind, detail)).toBe(expected);
});

it('every code that the timeline may hold has words', () => {
  const codes = {
    absent: ['no_such_person', 'off_hours', 'nobody_on_duty', 'no_deputy', 'no_contact', 'no_place'],
    next: ['step', 'secretariat', 'nobody'],
    channel: ['email', 'sms', 'webhook', 'dashboard'],
    entry: ['retried', 'delivered', 'not_notified'],
    fault: [
      'rejected',
      'timed_out',
      'unreachable',
      'provider_fault',
      'throttled',
      'bad_address',
      'redirected',
      'fault',
      'not_delivered',
    ],
  };
  for (const [list, all] of Object.entries(codes))
    for (const code of all) expect([code, instance.exists(`alert.${list}_${code}`)]).toEqual([code, true]);
});

it('what cannot be read says nothing rather than something wrong', () => {
  expect(readDetail('not json')).toEqual({});
  expect(readDetail('[1]')).toEqual({});
  expect(words('notified', { to: 'x' })).toBe('');
});
