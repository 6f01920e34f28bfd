import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { missingRequests, NEEDED_REQUESTS, type VersionRange } from './broker-versions.js';

const require = createRequire(import.meta.url);
const exactly = new Map<number, VersionRange>(NEEDED_REQUESTS.map(({ key, min }) => [key, { min, max: min }]));
const PRODUCE = 0;

test('missingRequests is empty when the broker supports exactly the minimum versions', () => {
  expect(missingRequests(exactly)).toEqual([]);
});

test.each([
  ['missing', undefined, 'Produce is missing'],
  ['too old', { min: 0, max: 2 }, 'Produce is supported up to version 2, and version 3 is required'],
  ['too new', { min: 8, max: 12 }, 'Produce is supported from version 8, and Mnara supports it up to version 7'],
])('control: missingRequests reports a broker for which Produce is %s', (_, offered, fault) => {
  const others = [...exactly].filter(([key]) => key !== PRODUCE);
  expect(missingRequests(new Map(offered === undefined ? others : [...others, [PRODUCE, offered]]))).toEqual([fault]);
});

test('the maximum versions are those of the installed client', () => {
  for (const { name, max } of NEEDED_REQUESTS) {
    const file = `${name[0]?.toLowerCase()}${name.slice(1)}`;
    const { versions } = require(`kafkajs/src/protocol/requests/${file}`) as { versions: string[] };
    expect([name, Math.max(...versions.map(Number))]).toEqual([name, max]);
  }
});
