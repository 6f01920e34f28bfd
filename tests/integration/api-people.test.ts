import { afterAll, beforeAll, expect, test } from 'vitest';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { startApi, type TestApi } from '../_support/api-server.js';
import { startSmallNetwork } from '../_support/small-network.js';

const FILE = `people:
  - { id: ann, name: Ann, role: centre_manager, centre: C1, hours: { mon: [["08:00", "17:00"]] }, contacts: [{ channel: sms, address: "+254700000001", from: critical }] }
  - { id: ben, name: Ben, role: centre_manager, centre: C1, contacts: [{ channel: dashboard }] }
  - { id: sam, name: Sam, role: secretariat, contacts: [{ channel: email, address: sam@x.example }] }
rosters:
  - { id: c1, names: { en: C1 }, role: centre_manager, centre: C1, duties: [{ person: ann, deputy: ben, from: 2026-11-01 }] }
`;
let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let administrator = '';
let operator = '';

beforeAll(async () => {
  network = await startSmallNetwork();
  api = await startApi(network.database);
  const tokens = new SessionTokens(new Uint8Array(32).fill(7));
  const viewer = { name: 'root', scope: { kind: 'network' }, seesStaff: true, isAdministrator: true } as const;
  administrator = (await tokens.issue(viewer, 600, Date.now())).token;
  operator = await api.token({ kind: 'network' }, true, 600, 'operator');
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

const APPLY = `mutation($yaml: String!) { applyPeople(yaml: $yaml) { __typename
  ... on PeopleApplied { version people rosters policies notes } ... on PeopleRefused { code message faults { line message } } } }`;
const PEOPLE = `{ people { file { version yaml appliedBy } people { id role centreId timeZone hours contacts { channel address from } }
  rosters { id duties { personId deputyId from to } standIns { id personId insteadOfId reason madeBy } } policies { id version steps { delaySeconds targets toDeputies } } } }`;
const STAND_IN = `mutation($input: StandInInput!) { makeStandIn(input: $input) { __typename ... on StandInChanged { standIn { id personId } } ... on PeopleRefused { code message } } }`;
const END = `mutation($id: ID!) { endStandIn(id: $id) { __typename ... on PeopleRefused { code } } }`;

test('an administrator applies a file, sees the current people and gets the file back', async () => {
  expect(await api.ask(administrator, APPLY, { yaml: FILE })).toEqual({
    data: {
      applyPeople: {
        __typename: 'PeopleApplied',
        version: 1,
        people: 3,
        rosters: 1,
        policies: 0,
        notes: expect.arrayContaining(['No centre_manager for C2, C3: steps for them are skipped.']),
      },
    },
  });
  const { data } = await api.ask(administrator, PEOPLE);
  expect(data.people).toMatchObject({
    file: { version: 1, yaml: FILE, appliedBy: 'root' },
    people: [
      {
        id: 'ann',
        centreId: 'C1',
        timeZone: 'Africa/Nairobi',
        hours: '{"mon":[["08:00","17:00"]]}',
        contacts: [{ channel: 'sms', address: '+254700000001', from: 'critical' }],
      },
      { id: 'ben', hours: null, contacts: [{ channel: 'dashboard', address: '' }] },
      { id: 'sam', role: 'secretariat' },
    ],
    rosters: [{ duties: [{ personId: 'ann', deputyId: 'ben', from: '2026-11-01', to: null }], standIns: [] }],
    policies: [{ id: 'default', version: 1 }, { id: 'manager' }, { id: 'secretariat' }],
  });
});

test('a faulty file changes nothing; every fault has its line, and the refusal is recorded', async () => {
  const yaml = FILE.replace('sam@x.example', 'Sam').replace('[{ person: ann, deputy: ben, from: 2026-11-01 }]', '[]');
  const { data } = await api.ask(administrator, APPLY, { yaml });
  expect(data.applyPeople).toMatchObject({
    code: 'bad_input',
    faults: [
      { line: 4, message: expect.stringContaining('is not a mail address') },
      { line: 6, message: expect.stringContaining('no one would be on duty') },
    ],
  });
  const wrongPlace = await api.ask(administrator, APPLY, { yaml: FILE.replaceAll('centre: C1', 'centre: C9') });
  expect(wrongPlace.data.applyPeople.faults[0]).toEqual({
    line: null,
    message: 'Person "ann" names the centre "C9", which is not in the network; correct the id, or add it there first.',
  });
  expect((await api.ask(administrator, PEOPLE)).data.people.file.version).toBe(1);
  const { rows } = await network.database.query('SELECT actor, what FROM mnara.alert_refusal ORDER BY refusal_id');
  expect(rows).toEqual([
    { actor: 'root', what: 'apply people' },
    { actor: 'root', what: 'apply people' },
  ]);
});

test('a person of the same role and place can stand in; any other cannot', async () => {
  const input = { rosterId: 'c1', personId: 'ben', minutes: 60, reason: 'Ann is ill' };
  const made = (await api.ask(administrator, STAND_IN, { input })).data.makeStandIn;
  expect(made).toMatchObject({ standIn: { personId: 'ben' } });
  expect(
    (await api.ask(administrator, STAND_IN, { input: { ...input, personId: 'sam' } })).data.makeStandIn,
  ).toMatchObject({ code: 'not_found' });
  expect((await api.ask(administrator, STAND_IN, { input: { ...input, minutes: 0 } })).data.makeStandIn).toMatchObject({
    code: 'bad_input',
  });
  const standIns = async () => (await api.ask(administrator, PEOPLE)).data.people.rosters[0].standIns;
  expect(await standIns()).toMatchObject([{ personId: 'ben', reason: 'Ann is ill', madeBy: 'root' }]);
  const forBen = { ...input, insteadOfId: 'ben', personId: 'ann' };
  expect((await api.ask(administrator, STAND_IN, { input: forBen })).data.makeStandIn).toMatchObject({
    standIn: { personId: 'ann' },
  });
  expect(await standIns()).toMatchObject([{ insteadOfId: null }, { personId: 'ann', insteadOfId: 'ben' }]);
  for (const [insteadOfId, code] of [
    ['sam', 'not_found'],
    ['ann', 'bad_input'],
  ])
    expect(
      (await api.ask(administrator, STAND_IN, { input: { ...forBen, insteadOfId } })).data.makeStandIn,
    ).toMatchObject({ code });
  const [, second] = await standIns();
  await api.ask(administrator, END, { id: second.id });
  // A file that is applied again keeps the stand-ins.
  await api.ask(administrator, APPLY, { yaml: FILE });
  expect(await standIns()).toHaveLength(1);
  expect((await api.ask(administrator, END, { id: made.standIn.id })).data.endStandIn).toEqual({
    __typename: 'StandInChanged',
  });
  expect((await api.ask(administrator, END, { id: made.standIn.id })).data.endStandIn).toMatchObject({
    code: 'not_found',
  });
  expect(await standIns()).toEqual([]);
});

test('no one else sees addresses or changes anything', async () => {
  expect((await api.ask(operator, PEOPLE)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  expect((await api.ask(operator, APPLY, { yaml: FILE })).data.applyPeople).toMatchObject({ code: 'not_allowed' });
  const input = { rosterId: 'c1', personId: 'ben', minutes: 60, reason: 'x' };
  expect((await api.ask(operator, STAND_IN, { input })).data.makeStandIn).toMatchObject({ code: 'not_allowed' });
  expect((await api.ask(operator, END, { id: '1' })).data.endStandIn).toMatchObject({ code: 'not_allowed' });
});
