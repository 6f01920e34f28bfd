import { expect, test } from 'vitest';
import { publicHolidaysOf } from './holidays.js';
import { parseNetwork } from './parse-network.js';

const text = (network: string, centre = ''): string => `
network: { id: n, names: { en: N }, timeZone: Africa/Nairobi${network} }
regions: [{ id: r, names: { en: R } }]
centres:
  - { id: one, names: { en: One }, region: r, kind: stationary${centre} }
  - { id: two, names: { en: Two }, region: r, kind: stationary, holidays: [2026-07-01] }
`;
const holidays = (network: string, centre = ''): readonly (readonly string[])[] => {
  const read = parseNetwork(text(network, centre));
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.network.centres.map((one) => one.holidays.filter((date) => date.startsWith('2026')));
};

test('Kenya and Kazakhstan close on their public holidays', () => {
  expect(publicHolidaysOf('KE')).toEqual(
    expect.arrayContaining(['2026-12-12', '2026-06-01', '2026-10-20', '2030-12-25']),
  );
  // The Friday before Easter, and a day that depends on the moon.
  expect(publicHolidaysOf('KE')).toEqual(expect.arrayContaining(['2026-04-03', '2026-03-20']));
  expect(publicHolidaysOf('KZ')).toEqual(expect.arrayContaining(['2026-12-16', '2026-03-22', '2026-03-24']));
  expect(publicHolidaysOf('KE')).not.toContain('2026-12-16');
});

test('without a country only the written days are holidays', () => {
  expect(holidays('')).toEqual([[], ['2026-07-01']]);
});

test('days are added and removed, for the network and for a centre', () => {
  const [one = [], two = []] = holidays(
    ', publicHolidays: KE, holidays: [2026-08-09], openOn: [2026-12-26]',
    ', openOn: [2026-08-09]',
  );
  expect(one).toContain('2026-12-25');
  expect(one).not.toContain('2026-08-09');
  expect(one).not.toContain('2026-12-26');
  expect(two).toEqual(expect.arrayContaining(['2026-07-01', '2026-08-09', '2026-12-25']));
});

test('an unknown country is rejected, and the message says how to fix it', () => {
  const read = parseNetwork(text(', publicHolidays: XX'));
  expect(read.ok ? [] : read.faults.map(({ line, message }) => `${line} ${message}`)).toEqual([
    '2 network.publicHolidays is "XX"; it has to be KE or KZ.',
  ]);
});
