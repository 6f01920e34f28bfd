import { stringify } from 'yaml';
import type { NetworkDescription } from '#config-files/network/network.js';
import { parsePeople } from '#config-files/people/parse-people.js';
import type { Database } from '#platform/postgres/database.js';
import { applyPeople, hasPeople } from '#store/people/apply-people.js';

const SCREEN = [{ channel: 'dashboard' }];

/**
 * The people of the demonstration as a people file (YAML): a manager of each centre, a commissioner of each region, a
 * head of each agency, and two persons of the secretariat, one of whom is on duty. They are notified on the dashboard
 * only, so that no message leaves the machine.
 */
export function demoPeople({
  regions,
  centres,
  agencies,
}: Pick<NetworkDescription, 'regions' | 'centres' | 'agencies'>): string {
  const people = [
    ...centres.map(({ id, names }) => ({
      id: `manager-${id}`,
      name: `Manager of ${names.en}`,
      role: 'centre_manager',
      centre: id,
    })),
    ...regions.map(({ id, names }) => ({
      id: `commissioner-${id}`,
      name: `Commissioner of ${names.en}`,
      role: 'county_commissioner',
      region: id,
    })),
    ...agencies.map(({ id, names }) => ({
      id: `head-${id}`,
      name: `Head of ${names.en}`,
      role: 'agency_head',
      agency: id,
    })),
    { id: 'secretariat-1', name: 'Duty officer', role: 'secretariat' },
    { id: 'secretariat-2', name: 'Deputy duty officer', role: 'secretariat' },
  ].map((person) => ({ ...person, contacts: SCREEN }));
  const rosters = [
    {
      id: 'secretariat',
      names: { en: 'Secretariat on duty' },
      role: 'secretariat',
      duties: [{ person: 'secretariat-1', deputy: 'secretariat-2' }],
    },
  ];
  return stringify({ people, rosters }, { aliasDuplicateObjects: false });
}

/** Loads the people of the demonstration into a database that has no people. */
export async function loadDemoPeople(database: Database, network: NetworkDescription, now: number): Promise<void> {
  if (await hasPeople(database)) return;
  const yamlText = demoPeople(network);
  const read = parsePeople(yamlText);
  const applied = read.ok ? await applyPeople(database, read.value, yamlText, 'demonstration', now) : undefined;
  if (applied?.ok === true) return;
  const faults = read.ok ? (applied?.ok === false ? applied.faults : []) : read.faults.map(({ message }) => message);
  throw new Error(`The demonstration's people are invalid; fix demo-people.ts: ${faults.join(' ')}`);
}
