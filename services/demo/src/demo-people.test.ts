import { expect, test } from 'vitest';
import { parsePeople } from '#config-files/people/parse-people.js';
import { demoNetwork } from './demo-network.js';
import { demoPeople } from './demo-people.js';

test('demoPeople has a person for every centre, region and agency, who is notified on the dashboard only', () => {
  const { network } = demoNetwork(Date.UTC(2026, 10, 24, 7));
  const read = parsePeople(demoPeople(network));
  if (!read.ok) throw new Error(JSON.stringify(read.faults[0]));
  const { people, rosters } = read.value;
  expect(people).toHaveLength(network.centres.length + network.regions.length + network.agencies.length + 2);
  expect(new Set(people.flatMap(({ contacts }) => contacts.map(({ channel }) => channel)))).toEqual(
    new Set(['dashboard']),
  );
  expect(rosters).toMatchObject([{ role: 'secretariat', duties: [{ deputy: 'secretariat-2' }] }]);
});
