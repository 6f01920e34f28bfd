import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { lackOf, NEEDED_REQUESTS, type VersionRange } from './broker-versions.js';

const require = createRequire(import.meta.url);
const exactly = new Map<number, VersionRange>(NEEDED_REQUESTS.map(({ key, least }) => [key, { least, most: least }]));
const PRODUCE = 0;

test('what is needed at least, and no more, will do', () => {
  expect(lackOf(exactly)).toEqual([]);
});

test.each([
  ['missing', undefined, 'Produce is missing'],
  ['too old', { least: 0, most: 2 }, 'Produce ends at version 2 and 3 is needed'],
  ['too new', { least: 8, most: 12 }, 'Produce begins at version 8 and 7 is the newest that Mnara speaks'],
])('control: a broker for which Produce is %s is told', (_, offered, told) => {
  const others = [...exactly].filter(([key]) => key !== PRODUCE);
  expect(lackOf(new Map(offered === undefined ? others : [...others, [PRODUCE, offered]]))).toEqual([told]);
});

test('the newest versions are those of the client that is installed', () => {
  for (const { name, most } of NEEDED_REQUESTS) {
    const file = `${name[0]?.toLowerCase()}${name.slice(1)}`;
    const { versions } = require(`kafkajs/src/protocol/requests/${file}`) as { versions: string[] };
    expect([name, Math.max(...versions.map(Number))]).toEqual([name, most]);
  }
});
