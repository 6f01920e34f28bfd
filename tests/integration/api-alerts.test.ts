import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Evaluator } from '#alerting/evaluation/evaluator.js';
import { applyRules } from '#store/rules/apply-rules.js';
import { clearAlerts, evaluatorAt, PEOPLE, rulesOf, statusAt } from '../_support/alerting-host.js';
import { startApi, type TestApi } from '../_support/api-server.js';
import { openSocket } from '../_support/live-socket.js';
import { startSmallNetwork } from '../_support/small-network.js';

const RULES = `rules:
  - { id: power, names: { en: No power, sw: Hakuna umeme }, advice: { en: Call }, severity: critical, watch: power_down, each: centre, hours: always, fire: "yes" }
  - { id: system, names: { en: System down }, advice: { en: Call }, severity: warning, watch: upstream_down, each: agency, hours: always, fire: "yes" }
`;
const MINUTE = 60_000;
// Sockets close when their tokens expire, by the real clock.
const START = Date.now();
const clock = { now: START };
let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let evaluator: Evaluator;
let token = '';

beforeAll(async () => {
  network = await startSmallNetwork();
  await network.database.query(PEOPLE);
  await applyRules(network.database, rulesOf(RULES), 'test', START);
  api = await startApi(network.database, { now: () => clock.now });
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});
beforeEach(async () => {
  await clearAlerts(network.database);
  clock.now = START;
  evaluator = evaluatorAt(network.database, 'test', clock);
  token = await api.token({ kind: 'network' }, true, 24 * 3600, 'operator');
  await round(['C1', 'C3'], ['C1']);
});

/** A minute later, with power down in some centres and KRA's system down in others. */
async function round(powerDown: readonly string[], systemDown: readonly string[] = []): Promise<void> {
  clock.now += MINUTE;
  evaluator.apply(
    ['C1', 'C2', 'C3'].map((id) =>
      statusAt(id, clock.now, {
        powerDown: powerDown.includes(id),
        upstreamDownAgencyIds: systemDown.includes(id) ? ['KRA'] : [],
      }),
    ),
  );
  await evaluator.step();
}

const LIST = `query($scope: ScopeInput, $list: AlertListKind) { alerts(scope: $scope, list: $list) { id ruleId name(language: sw) severity identity condition episode acknowledgedBy suppressedBy } }`;
const list = async (who = token, variables: Record<string, unknown> = {}) =>
  (await api.ask(who, LIST, variables)).data.alerts as { id: string; ruleId: string; identity: string }[];
const idOf = async (ruleId: string, identity: string): Promise<string> =>
  (await list()).find((alert) => alert.ruleId === ruleId && alert.identity === identity)?.id ?? '';

const ACKNOWLEDGE = `mutation($id: ID!, $episode: Int!, $minutes: Int!) { acknowledgeAlert(id: $id, episode: $episode, minutes: $minutes) {
  __typename ... on AlertChanged { alert { condition acknowledgedBy acknowledgedUntil closedAt } } ... on AlertRefused { code message current { condition closedAt } } } }`;
const acknowledge = async (id: string, episode = 1, minutes = 30, who = token) =>
  (await api.ask(who, ACKNOWLEDGE, { id, episode, minutes })).data.acknowledgeAlert;
const kinds = async (id: string): Promise<string[]> => {
  const { data } = await api.ask(token, 'query($id: ID!) { alert(id: $id) { timeline { kind actor } } }', { id });
  return data.alert.timeline.map(({ kind }: { kind: string }) => kind);
};

test('the list has the worst first, in the requested language, and only what the viewer may see', async () => {
  expect(await list()).toMatchObject([
    { ruleId: 'power', name: 'Hakuna umeme', severity: 'critical', condition: 'firing', episode: 1 },
    { ruleId: 'power' },
    { ruleId: 'system', identity: 'centre=C1,agency=KRA', name: 'System down' },
  ]);
  const seen = async (scope: Parameters<TestApi['token']>[0], variables = {}) =>
    (await list(await api.token(scope), variables)).map(({ identity }) => identity);
  expect(await seen({ kind: 'region', regionId: 'R2' })).toEqual(['centre=C3']);
  expect(await seen({ kind: 'centre', centreId: 'C1' })).toEqual(['centre=C1', 'centre=C1,agency=KRA']);
  expect(await seen({ kind: 'agency', agencyId: 'KRA' })).toEqual(['centre=C1,agency=KRA']);
  expect(await seen({ kind: 'agency', agencyId: 'NRB' })).toEqual([]);
  expect(await seen({ kind: 'network' }, { scope: { regionId: 'R2' } })).toEqual(['centre=C3']);
  const other = await idOf('power', 'centre=C3');
  const { data } = await api.ask(
    await api.token({ kind: 'centre', centreId: 'C1' }),
    'query($id: ID!) { alert(id: $id) { alert { id } } }',
    { id: other },
  );
  expect(data.alert).toBeNull();
});

test('acknowledging an alert is a compare-and-set, is recorded in the timeline, and pauses the escalation', async () => {
  const id = await idOf('power', 'centre=C1');
  expect(await acknowledge(id)).toMatchObject({
    __typename: 'AlertChanged',
    alert: { condition: 'firing', acknowledgedBy: 'test', acknowledgedUntil: clock.now + 30 * MINUTE, closedAt: null },
  });
  expect((await kinds(id)).at(-1)).toBe('acknowledged');
  const { rows } = await network.database.query<{ due_at: Date }>(
    'SELECT due_at FROM mnara.escalation WHERE alert_id = $1',
    [id],
  );
  expect(rows[0]?.due_at.getTime()).toBe(clock.now + 30 * MINUTE);
  // The evaluator finds that a person has changed it, and reads it again.
  await round(['C3']);
  await evaluator.step();
  expect(await list()).toMatchObject([{ identity: 'centre=C3' }, {}]);
  expect((await kinds(id)).slice(-3)).toEqual(['acknowledged', 'cleared', 'closed']);
});

test('a cleared and closed alert stays closed: the request is refused, and the refusal is recorded', async () => {
  const id = await idOf('power', 'centre=C1');
  await round(['C3']);
  expect(await acknowledge(id)).toMatchObject({
    __typename: 'AlertChanged',
    alert: { condition: 'normal', closedAt: clock.now },
  });
  expect(await acknowledge(id)).toMatchObject({
    __typename: 'AlertRefused',
    code: 'closed',
    message: 'It has cleared and is closed; nothing more has to be done.',
    current: { condition: 'normal', closedAt: clock.now },
  });
  expect((await kinds(id)).slice(-2)).toEqual(['acknowledged', 'refused']);
});

test.each([
  ['when it fired again since it was seen', { episode: 0 }, 'fired_again'],
  ['for no time', { minutes: 0 }, 'bad_input'],
  ['for more than a day', { minutes: 1441 }, 'bad_input'],
])(
  'acknowledging an alert %s is refused',
  async (_, { episode = 1, minutes = 30 }: { episode?: number; minutes?: number }, code) => {
    const id = await idOf('power', 'centre=C1');
    expect(await acknowledge(id, episode, minutes)).toMatchObject({ __typename: 'AlertRefused', code });
    expect((await kinds(id)).at(-1)).toBe('refused');
  },
);

test('an unknown alert and an invisible one are refused with the same message, which is recorded', async () => {
  const id = await idOf('power', 'centre=C3');
  const otherCentre = await api.token({ kind: 'centre', centreId: 'C1' }, true, 600, 'manager');
  const unseen = await acknowledge(id, 1, 30, otherCentre);
  expect(unseen).toMatchObject({ code: 'not_found', current: null });
  for (const wrong of ['999999', 'x', "1' OR '1'='1"]) expect((await acknowledge(wrong)).message).toBe(unseen.message);
  const { rows } = await network.database.query('SELECT what FROM mnara.alert_refusal ORDER BY refusal_id');
  expect(rows).toHaveLength(4);
  expect((await kinds(id)).at(-1)).toBe('notified');
});

test('a viewer cannot change alerts: every change is refused and recorded', async () => {
  const id = await idOf('power', 'centre=C1');
  const viewer = await api.token({ kind: 'network' });
  expect(await acknowledge(id, 1, 30, viewer)).toMatchObject({ code: 'not_allowed', current: null });
  const input = { centreId: 'C1', minutes: 60, reason: 'x' };
  expect((await api.ask(viewer, SILENCE, { input })).data.makeSilence).toMatchObject({ code: 'not_allowed' });
  const { rows } = await network.database.query('SELECT actor FROM mnara.alert_refusal');
  expect(rows).toHaveLength(2);
  expect((await kinds(id)).at(-1)).toBe('notified');
});

test('comments and assignments are recorded in the timeline', async () => {
  const id = await idOf('power', 'centre=C1');
  const comment = 'mutation($id: ID!, $text: String!) { commentAlert(id: $id, text: $text) { __typename } }';
  expect((await api.ask(token, comment, { id, text: 'The generator runs.' })).data.commentAlert.__typename).toBe(
    'AlertChanged',
  );
  expect((await api.ask(token, comment, { id, text: ' ' })).data.commentAlert.__typename).toBe('AlertRefused');
  const assign =
    'mutation($id: ID!, $to: String) { assignAlert(id: $id, to: $to) { ... on AlertChanged { alert { assignedTo } } } }';
  expect((await api.ask(token, assign, { id, to: 'manager-C1' })).data.assignAlert.alert.assignedTo).toBe('manager-C1');
  expect((await kinds(id)).slice(-3)).toEqual(['comment', 'refused', 'assigned']);
});

const SILENCE = `mutation($input: SilenceInput!) { makeSilence(input: $input) { __typename ... on SilenceChanged { silence { id centreId regionId reason madeBy } } ... on AlertRefused { code message } } }`;

test('a silence is limited to what its author may see, is listed, and can be ended', async () => {
  const input = { centreId: 'C1', minutes: 60, reason: 'new roof' };
  const { silence } = (await api.ask(token, SILENCE, { input })).data.makeSilence;
  expect(silence).toMatchObject({ centreId: 'C1', reason: 'new roof', madeBy: 'test' });
  clock.now += 5 * MINUTE;
  await round(['C1', 'C3'], ['C1']);
  expect(await list()).toMatchObject([
    { identity: 'centre=C3', suppressedBy: [] },
    { identity: 'centre=C1', suppressedBy: ['silence'] },
    { suppressedBy: ['silence'] },
  ]);
  const end = 'mutation($id: ID!) { endSilence(id: $id) { __typename } }';
  const otherCentre = await api.token({ kind: 'centre', centreId: 'C3' }, true, 600, 'manager');
  expect((await api.ask(otherCentre, end, { id: silence.id })).data.endSilence.__typename).toBe('AlertRefused');
  expect((await api.ask(token, end, { id: silence.id })).data.endSilence.__typename).toBe('SilenceChanged');
  expect((await api.ask(token, '{ silences { id } }')).data.silences).toEqual([]);
  const own = (await api.ask(otherCentre, SILENCE, { input: { ruleId: 'power', minutes: 5, reason: 'x' } })).data
    .makeSilence;
  expect(own.silence).toMatchObject({ centreId: 'C3' });
});

test.each([
  [{ minutes: 60, reason: 'all' }, 'Name a rule or a place'],
  [{ centreId: 'C1', minutes: 0, reason: 'x' }, 'lasts 1 to'],
  [{ centreId: 'C1', minutes: 60, reason: ' ' }, 'Give a reason'],
  [{ serviceId: 'S9', minutes: 60, reason: 'x' }, 'no service "S9"'],
])('the silence %j is refused', async (input, message) => {
  const answer = (await api.ask(token, SILENCE, { input })).data.makeSilence;
  expect(answer).toMatchObject({
    __typename: 'AlertRefused',
    code: 'bad_input',
    message: expect.stringContaining(message),
  });
});

test('a subscriber receives every change within seconds, and only what it may see', async () => {
  const socket = await openSocket(api.url, { token: await api.token({ kind: 'region', regionId: 'R2' }) });
  const alertLists = socket.subscribe('subscription { alertList { seq alerts { identity condition } } }');
  const identities = async () => {
    for (;;) {
      const { alertList } = await alertLists.next();
      if (alertList.alerts !== null) return alertList;
    }
  };
  expect(await identities()).toEqual({ seq: 1, alerts: [{ identity: 'centre=C3', condition: 'firing' }] });
  await round(['C1']);
  let alerts = (await identities()).alerts;
  while (alerts[0]?.condition === 'firing') alerts = (await identities()).alerts;
  expect(alerts).toEqual([{ identity: 'centre=C3', condition: 'normal' }]);
  socket.close();
});
