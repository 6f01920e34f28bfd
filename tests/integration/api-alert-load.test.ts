import { Global, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { administratorToken } from '#administration/access/administrator-token.js';
import { applyRules } from '#store/rules/apply-rules.js';
import { RuleStore } from '#store/rules/rule-store.js';
import { evaluatorAt, PEOPLE, rulesOf, statusAt } from '../_support/alerting-host.js';
import { startApi, type TestApi } from '../_support/api-server.js';
import { startSmallNetwork } from '../_support/small-network.js';

const RULES = `rules:
  - { id: power, names: { en: No power, sw: Hakuna umeme }, advice: { en: Call }, severity: critical, watch: power_down, each: centre, hours: always, fire: "yes" }
  - { id: crowd, names: { en: Crowded }, advice: { en: Open desks }, severity: warning, watch: waiting_now, each: centre, hours: always, fire: "> 20" }
`;
const MINUTE = 60_000;
// 09:00 in Nairobi, the start of an hourly step.
const START = Date.parse('2026-11-24T06:00:00Z');
const clock = { now: START };
let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let operator = '';
let administrator = '';

beforeAll(async () => {
  network = await startSmallNetwork();
  await network.database.query(PEOPLE);
  await applyRules(network.database, rulesOf(RULES), 'test', START);
  class Administration {}
  Global()(Administration);
  Module({ providers: [{ provide: RuleStore, useValue: new RuleStore(network.database) }], exports: [RuleStore] })(
    Administration,
  );
  api = await startApi(network.database, { now: () => clock.now, imports: [Administration] });
  operator = await api.token({ kind: 'network' }, true, 24 * 3600, 'operator');
  administrator = await administratorToken(new Uint8Array(32).fill(7), 24 * 3600);
  await theMorning();
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

/**
 * C1's power fails for 2 minutes at 09:10, 09:20 and 09:30, and is acknowledged once after a minute; C3's fails at
 * 10:10 for half an hour.
 */
async function theMorning(): Promise<void> {
  const evaluator = evaluatorAt(network.database, 'test', clock);
  const look = async (at: number, off: readonly string[]): Promise<void> => {
    clock.now = START + at * MINUTE;
    evaluator.apply(['C1', 'C2', 'C3'].map((id) => statusAt(id, clock.now, { powerDown: off.includes(id) })));
    // A person changed the alert in between, so the round is repeated.
    while ((await evaluator.step()).isStale);
  };
  for (const at of [10, 20, 30]) {
    await look(at, ['C1']);
    if (at === 10) await acknowledge(at + 1);
    await look(at + 2, []);
  }
  await look(70, ['C3']);
  await look(100, []);
  await look(120, []);
}

async function acknowledge(at: number): Promise<void> {
  clock.now = START + at * MINUTE;
  const { data } = await api.ask(operator, '{ alerts { id episode } }');
  const [alert] = data.alerts;
  await api.ask(
    operator,
    'mutation($id: ID!, $episode: Int!) { acknowledgeAlert(id: $id, episode: $episode, minutes: 1) { __typename } }',
    alert,
  );
}

const LOAD = `query($scope: ScopeInput, $from: String!, $to: String!) { alertLoad(scope: $scope, from: $from, to: $to) {
  knownFrom knownTo stepHours fired paged people perPersonHour unacknowledged
  toAcknowledge { n median p90 longest } toResolve { n median longest }
  steps { at fired paged people perPersonHour }
  sources { ruleId name(language: sw) identity centreId fired share acknowledged medianSeconds } chatter { identity fired medianSeconds }
  persons { supervisorId name role pages hours busiestHour } } }`;
const DAY = { from: '2026-11-24', to: '2026-11-25' };
const load = async (token = operator, variables: Record<string, unknown> = {}) =>
  api.ask(token, LOAD, { ...DAY, ...variables });

describe('the load of alerts', () => {
  test('reports what fired, how fast it was acknowledged and resolved, and what chatters', async () => {
    const { data } = await load();
    expect(data.alertLoad).toMatchObject({
      stepHours: 1,
      fired: 4,
      unacknowledged: 3,
      toAcknowledge: { n: 1, median: 60, p90: 60, longest: 60 },
      toResolve: { n: 4, median: 120, longest: 1800 },
      sources: [
        {
          ruleId: 'power',
          name: 'Hakuna umeme',
          identity: 'centre=C1',
          centreId: 'C1',
          fired: 3,
          share: 0.75,
          acknowledged: 1,
        },
        { identity: 'centre=C3', fired: 1, share: 0.25, acknowledged: 0, medianSeconds: 1800 },
      ],
      chatter: [{ identity: 'centre=C1', fired: 3, medianSeconds: 120 }],
    });
  });

  test('pages are counted for each person, not for each contact', async () => {
    const { data } = await load();
    const { rows } = await network.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM mnara.notification WHERE kind = 'page' AND supervisor_id = 'manager-C1'`,
    );
    const [manager] = data.alertLoad.persons;
    expect(rows[0]?.n).toBe(6);
    expect(manager).toEqual({
      supervisorId: 'manager-C1',
      name: 'M C1',
      role: 'centre_manager',
      pages: 3,
      hours: 1,
      busiestHour: 3,
    });
    expect(data.alertLoad).toMatchObject({ paged: 4, people: 2, perPersonHour: 1 });
  });

  test('an hour without alerts is zero; one before the first rule or after the last evaluation is no data', async () => {
    const { data } = await load();
    const { steps, knownFrom, knownTo } = data.alertLoad;
    expect([knownFrom, knownTo]).toEqual([START, START + 120 * MINUTE]);
    expect(steps).toHaveLength(24);
    expect(steps[8]).toMatchObject({ at: START - 60 * MINUTE, fired: null, paged: null, perPersonHour: null });
    expect(steps[9]).toEqual({ at: START, fired: 3, paged: 3, people: 1, perPersonHour: 3 });
    expect(steps[10]).toMatchObject({ fired: 1, paged: 1, perPersonHour: 1 });
    expect(steps[11]).toMatchObject({ fired: null });
    const before = (await load(operator, { from: '2026-10-01', to: '2026-11-01' })).data.alertLoad;
    expect(before).toMatchObject({ knownFrom: null, stepHours: 24, fired: 0, perPersonHour: null, toResolve: null });
    expect(before.steps).toHaveLength(31);
    expect(before.steps.every(({ fired }: { fired: number | null }) => fired === null)).toBe(true);
  });

  test('only what lies within the scope is counted, and only viewers who respond to alerts see people', async () => {
    const seen = async (token: string, variables = {}) => (await load(token, variables)).data.alertLoad;
    expect(await seen(operator, { scope: { regionId: 'R2' } })).toMatchObject({ fired: 1, paged: 1, chatter: [] });
    const otherCentre = await api.token({ kind: 'centre', centreId: 'C3' }, true, 24 * 3600, 'manager');
    expect(await seen(otherCentre)).toMatchObject({ fired: 1, persons: [{ supervisorId: 'manager-C3' }] });
    const viewer = await api.token({ kind: 'region', regionId: 'R1' }, true, 24 * 3600);
    expect(await seen(viewer)).toMatchObject({ fired: 3, persons: null });
    expect((await load(otherCentre, { scope: { centreId: 'C1' } })).errors?.[0]?.extensions?.code).toBe(
      'UNKNOWN_PLACE',
    );
    const agency = await api.token({ kind: 'agency', agencyId: 'KRA' }, true, 24 * 3600);
    expect(await seen(agency)).toMatchObject({ fired: 0, sources: [] });
  });

  test.each([
    [{ from: 'yesterday' }, 'BAD_DATE'],
    [{ to: '2026-11-24' }, 'BAD_PERIOD'],
    [{ from: '2026-01-01' }, 'TOO_MUCH'],
  ])('the period %j is refused with a message that says how to fix it', async (period, code) => {
    expect((await load(operator, period)).errors?.[0]?.extensions?.code).toBe(code);
  });
});

describe('rules in the administration', () => {
  const BOOK = `{ ruleBook { __typename ... on RuleBook { revision yaml rules { id name version appliedBy } } ... on NotAllowed { message } } }`;
  const SAVE = `mutation($yaml: String!, $revision: String!) { saveRules(yaml: $yaml, revision: $revision) { __typename
    ... on RulesSaved { added changed removed book { revision } } ... on RulesFaulty { faults { line column message } } ... on RulesOutdated { message } ... on NotAllowed { message } } }`;
  const save = async (yaml: string, revision: string, token = administrator) =>
    (await api.ask(token, SAVE, { yaml, revision })).data.saveRules;
  const book = async (token = administrator) => (await api.ask(token, BOOK)).data.ruleBook;

  test('only an administrator sees and changes them', async () => {
    expect(await book(operator)).toMatchObject({ __typename: 'NotAllowed' });
    expect(await save(RULES, 'x', operator)).toMatchObject({ __typename: 'NotAllowed' });
    for (const query of ['{ checkRules(yaml: "") { __typename } }', '{ ruleVersions(id: "power") { __typename } }'])
      expect(Object.values((await api.ask(operator, query)).data)).toEqual([{ __typename: 'NotAllowed' }]);
    expect((await book()).rules).toHaveLength(2);
  });

  test('a change is a new version with its author; a change based on an older revision is refused', async () => {
    const { revision, yaml } = await book();
    const changed = yaml.replace('"> 20"', '"> 30"').replace('fire: > 20', 'fire: > 30');
    const saved = await save(changed, revision);
    expect(saved).toMatchObject({ __typename: 'RulesSaved', added: [], changed: ['crowd'], removed: [] });
    expect(await save(RULES, revision)).toMatchObject({ __typename: 'RulesOutdated' });
    expect((await book()).rules).toMatchObject([
      { id: 'crowd', version: 2, appliedBy: 'administrator' },
      { id: 'power', version: 1, appliedBy: 'test' },
    ]);
    const versions = `{ ruleVersions(id: "crowd") { ... on RuleVersions { versions { version yaml } } } }`;
    const found = (await api.ask(administrator, versions)).data.ruleVersions.versions;
    expect(found.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    expect([found[0].yaml.includes('> 30'), found[1].yaml.includes('> 20')]).toEqual([true, true]);
  });

  test('each fault has its line and says how to fix it, and nothing is saved', async () => {
    const { revision, yaml } = await book();
    const wrong = await save(RULES.replace('power_down', 'power_off'), revision);
    expect(wrong).toMatchObject({ __typename: 'RulesFaulty', faults: [{ line: 2, column: expect.any(Number) }] });
    expect(wrong.faults[0].message).toContain('power_off');
    const nowhere = await save(RULES.replace('each: centre,', 'each: centre, where: { centres: [C9] },'), revision);
    expect(nowhere).toMatchObject({ __typename: 'RulesFaulty', faults: [{ line: null }] });
    expect(nowhere.faults[0].message).toContain('"C9"');
    const checked = await api.ask(
      administrator,
      'query($yaml: String!) { checkRules(yaml: $yaml) { ... on RulesChecked { faults { line } } } }',
      {
        yaml: 'rules: [',
      },
    );
    expect(checked.data.checkRules.faults).toHaveLength(1);
    expect(await book()).toMatchObject({ revision, yaml });
  });
});
