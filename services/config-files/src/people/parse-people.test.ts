import { expect, test } from 'vitest';
import { parsePeople } from './parse-people.js';

const FILE = `people:
  - { id: ann, name: Ann, role: centre_manager, centre: C1, contacts: [{ channel: email, address: ann@x.example }] }
  - id: ben
    name: Ben
    role: centre_manager
    centre: C1
    contacts: [{ channel: sms, address: "+254 700 000 000", from: critical }]
  - { id: sam, name: Sam, role: secretariat, contacts: [{ channel: dashboard }] }
rosters:
  - id: c1
    names: { en: C1 }
    role: centre_manager
    centre: C1
    duties: [{ person: ann, deputy: ben }]
policies:
  - id: careful
    names: { en: Careful }
    steps:
      - { targets: [centre_manager] }
      - { after: 5m, targets: [centre_manager], to: deputies }
      - { after: 10m, targets: [secretariat] }
`;
const edited = (from: string, to: string): string => {
  expect(FILE).toContain(from);
  return FILE.replace(from, to);
};

test('people, rosters and policies are read with their defaults', () => {
  const read = parsePeople(FILE);
  expect(read).toMatchObject({
    ok: true,
    value: {
      people: [
        { id: 'ann', language: 'en', worksOnHolidays: false, contacts: [{ from: 'info' }] },
        { contacts: [{ from: 'critical' }] },
        { role: 'secretariat' },
      ],
      rosters: [{ duties: [{ person: 'ann', deputy: 'ben' }] }],
      policies: [{ repeats: 0, repeatAfter: '30m', steps: [{ after: '0s' }, { to: 'deputies' }, { after: '10m' }] }],
    },
  });
});

test.each([
  [
    'a roster without duties',
    edited('[{ person: ann, deputy: ben }]', '[]'),
    14,
    /no one would be on duty; add a duty/,
  ],
  [
    'a step without targets',
    edited('- { targets: [centre_manager] }', '- { targets: [] }'),
    19,
    /the step would reach no one; add a role/,
  ],
  [
    'a step that reaches no one',
    edited('- { targets: [centre_manager] }', '- { targets: [agency_head] }'),
    19,
    /the file has no person who is agency_head/,
  ],
  [
    'a step to deputies that do not exist',
    edited(', deputy: ben', ''),
    20,
    /no roster for centre_manager has a deputy/,
  ],
  [
    'an invalid mail address',
    edited('ann@x.example', 'Ann at home'),
    2,
    /"Ann at home" is not a mail address; give one like/,
  ],
  ['an invalid phone number', edited('"+254 700 000 000"', '"12"'), 7, /"12" is not a phone number/],
  [
    'an invalid webhook address',
    edited('channel: sms, address: "+254 700 000 000"', 'channel: webhook, address: "ftp://x"'),
    7,
    /is not an address for a webhook/,
  ],
  [
    'a contact without an address',
    edited('channel: email, address: ann@x.example', 'channel: email'),
    2,
    /needs an address; add it/,
  ],
  [
    'a dashboard contact with an address',
    edited('channel: dashboard', 'channel: dashboard, address: x'),
    8,
    /has no address; remove it/,
  ],
  ['a person without contacts', edited('[{ channel: dashboard }]', '[]'), 8, /this person could not be notified/],
  [
    'a manager without a centre',
    edited('role: centre_manager, centre: C1', 'role: centre_manager'),
    2,
    /The role centre_manager needs a centre; add centre:/,
  ],
  [
    'a member of the secretariat with a region',
    edited('role: secretariat,', 'role: secretariat, region: R1,'),
    8,
    /The role secretariat has no region/,
  ],
  ['an unknown person', edited('deputy: ben', 'deputy: eve'), 14, /"eve" is not among the people/],
  [
    'a person of another place',
    edited('deputy: ben', 'deputy: sam'),
    14,
    /"sam" is secretariat, but the roster is for centre_manager C1/,
  ],
  ['a person as their own deputy', edited('deputy: ben', 'deputy: ann'), 14, /cannot be their own deputy/],
  [
    'a duty that ends before it begins',
    edited('deputy: ben', 'deputy: ben, from: 2026-12-02, to: 2026-12-02'),
    14,
    /ends before it begins/,
  ],
  [
    'no secretariat',
    edited('role: secretariat, contacts', 'role: agency_head, agency: NRB, contacts'),
    2,
    /no person of the secretariat/,
  ],
  ['an id twice', edited('id: ben', 'id: ann'), 3, /"ann" is used twice/],
  ['a time without a unit', edited('after: 5m', 'after: "5"'), 20, /is not a time from 0s to 7d/],
  [
    'two rosters for the same role and place',
    edited(
      'policies:',
      '  - { id: c2, names: { en: X }, role: centre_manager, centre: C1, duties: [{ person: ben }] }\npolicies:',
    ),
    15,
    /"c1" is already the roster for centre_manager C1/,
  ],
])('%s is rejected with its line and how to fix it', (_, text, line, message) => {
  const read = parsePeople(text);
  const faults = read.ok ? [] : read.faults;
  const fault = faults.find((one) => message.test(one.message));
  expect(fault, JSON.stringify(faults)).toBeDefined();
  expect(fault?.line).toBe(line);
});

test('every fault is reported at once', () => {
  const read = parsePeople(
    edited('ann@x.example', 'x').replace('person: ann', 'person: eve').replace('after: 5m', 'after: soon'),
  );
  expect(read.ok ? [] : read.faults.map(({ line }) => line)).toEqual([2, 14, 20]);
});
