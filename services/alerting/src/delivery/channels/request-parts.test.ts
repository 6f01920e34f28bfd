import { expect, test } from 'vitest';
import { fieldOf, matches, readFieldMatch } from '#platform/config/field-match.js';
import { escapeForm, escapeHeader, escapeJson, faultOfTemplate, fillTemplate } from './sms-gateway/request-template.js';
import { isAmong, readStatuses } from './status-ranges.js';

const VALUES = { to: '+254', text: 'a "b" {secret}\n', from: 'M', key: 'k', secret: 's\r\nx: y' };

test('values are escaped once, and placeholders inside them are not replaced', () => {
  expect(JSON.parse(fillTemplate('{"t":"{text}"}', VALUES, escapeJson))).toEqual({ t: VALUES.text });
  expect(new URLSearchParams(fillTemplate('t={text}&to={to}', VALUES, escapeForm)).get('t')).toBe(VALUES.text);
  expect(fillTemplate('Bearer {secret}', VALUES, escapeHeader)).toBe('Bearer sx: y');
  expect(fillTemplate('{constructor} {to}', VALUES, escapeForm)).toBe('{constructor} %2B254');
});

test('a template that cannot be filled names the placeholders that it can use', () => {
  expect(faultOfTemplate('{to} {text}')).toBeUndefined();
  expect(faultOfTemplate('{to} {phone}')).toBe(
    '{phone} is not a known placeholder; use {to}, {text}, {from}, {key}, {secret}.',
  );
});

test('fields of a response', () => {
  const answer = { messages: [{ id: 17, ok: true, nothing: null }] };
  expect(
    ['messages.0.id', 'messages.0.ok', 'messages.0.nothing', 'messages.1.id', 'messages', 'constructor.name'].map(
      (path) => fieldOf(answer, path),
    ),
  ).toEqual(['17', 'true', undefined, undefined, undefined, undefined]);
  expect(readFieldMatch('a.0.b=x| y ')).toEqual({ path: 'a.0.b', values: ['x', 'y'] });
  expect(['', '=x', 'a', 'a..b=x', 'a[0]=x'].map(readFieldMatch)).toEqual(Array(5).fill(undefined));
  expect(matches(answer, { path: 'messages.0.id', values: ['17'] })).toBe(true);
  expect(matches(undefined, { path: 'a', values: ['undefined'] })).toBe(false);
});

test('statuses', () => {
  const ranges = readStatuses('200-299, 409') ?? [];
  expect([199, 200, 299, 300, 409].map((one) => isAmong(one, ranges))).toEqual([false, true, true, false, true]);
  expect(['', '2xx', '299-200', '700'].map(readStatuses)).toEqual(Array(4).fill(undefined));
});
