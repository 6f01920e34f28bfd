import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { AdministrationModule } from '#administration/administration.module.js';
import { smsReceiptConfig, smsReceiptSettings } from '#administration/messages/sms-receipts.js';
import { smsConfig, smsSettings } from '#alerting/delivery/channels/sms/sms-settings.js';
import { smsGatewayChannel } from '#alerting/delivery/channels/sms-gateway/sms-gateway-channel.js';
import { type Environment, readConfig } from '#platform/config/read-config.js';
import { TokenStore } from '#store/access/token-store.js';
import { type Json, startApi, type TestApi } from '../_support/api-server.js';
import {
  addAlerts,
  addNotifications,
  addPeople,
  clearOutbox,
  dispatch,
  entries,
  untilStates,
} from '../_support/dispatch-host.js';
import { startReceiver, status } from '../_support/http-receiver.js';
import { openSocket } from '../_support/live-socket.js';
import { startSmallNetwork } from '../_support/small-network.js';

const SECRET = new Uint8Array(32).fill(7);
const RECEIPT_SECRET = 'a-secret-of-thirty-two-characters';
const PEOPLE = `people:
  - { id: ann, name: Ann, role: centre_manager, centre: C1, contacts: [{ channel: email, address: ann@x.example }] }
  - { id: sam, name: Sam, role: secretariat, contacts: [{ channel: email, address: sam@x.example }] }
`;
const RULE = `rules:
  - { id: waits, names: { en: W }, advice: { en: W }, severity: warning, watch: wait_mean, window: 1h, each: centre, fire: "> 30m", policy: manager }
`;

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let database: typeof network.database;
let api: TestApi;
let administrator = '';

const receiptsOf = (env: Environment) =>
  smsReceiptConfig(readConfig(z.object(smsReceiptSettings()), env, { allowKnownSecrets: false }));
const RECEIPTS = {
  MNARA_SMS_RECEIPT_SECRET: RECEIPT_SECRET,
  MNARA_SMS_RECEIPT_ID: 'id',
  MNARA_SMS_RECEIPT_DELIVERED: 'status=DELIVRD',
  MNARA_SMS_RECEIPT_FAILED: 'status=UNDELIV|EXPIRED',
};

beforeAll(async () => {
  network = await startSmallNetwork();
  ({ database } = network);
  const given = new TokenStore(database);
  const tokens = new SessionTokens(SECRET, given);
  const beside = [AdministrationModule.forRoot({ database, tokens, smsReceipts: receiptsOf(RECEIPTS) })];
  api = await startApi(database, { endedTokens: given }, beside);
  const root = { name: 'root', scope: { kind: 'network' }, seesStaff: true, isAdministrator: true } as const;
  administrator = (await tokens.issue(root, 600, Date.now())).token;
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

async function post(path: string, body: unknown, token?: string): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${api.url}/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}
const refusals = async () =>
  (
    await database.query<{ actor: string; what: string; reason: string }>(
      'SELECT actor, what, reason FROM mnara.alert_refusal ORDER BY refusal_id',
    )
  ).rows;
beforeEach(() => database.query('TRUNCATE mnara.alert_refusal'));

describe('POST /admin/people', () => {
  const people = async () =>
    (await database.query('SELECT supervisor_id, name FROM mnara.supervisor WHERE removed_at IS NULL ORDER BY 1')).rows;

  test('accepts only administrators', async () => {
    for (const role of [undefined, 'viewer', 'operator', 'manager'] as const) {
      const token = role === undefined ? undefined : await api.token({ kind: 'network' }, true, 600, role);
      expect(await post('admin/people', { yaml: PEOPLE }, token)).toMatchObject({
        status: 403,
        body: { message: expect.stringContaining('Only an administrator') },
      });
    }
    expect(await people()).toEqual([]);
  });

  test('applies a valid file; for a faulty one it changes nothing, says how to fix each line, and records the attempt', async () => {
    expect(await post('admin/people', { yaml: PEOPLE }, administrator)).toMatchObject({
      status: 200,
      body: { ok: true, version: 1, people: 2, rosters: 0, policies: 0 },
    });
    const before = await people();
    const nobody = `${PEOPLE.replace('Ann', 'Anna')}rosters:\n  - { id: r, names: { en: R }, role: secretariat, duties: [] }\n`;
    const private_ = PEOPLE.replace(
      'channel: email, address: ann@x.example',
      'channel: webhook, address: "ftp://10.0.0.1/"',
    );
    const elsewhere = PEOPLE.replace('centre: C1', 'centre: C9');
    const cases = [
      [nobody, /^line 5, column \d+: .*is empty: no one would be on duty; add a duty, or remove the roster\./],
      [private_, /^line 2, column \d+: "ftp:\/\/10\.0\.0\.1\/" /],
      [
        elsewhere,
        /^Person "ann" names the centre "C9", which is not in the network; correct the id, or add it there first\./,
      ],
      ['', /describe people|is empty/],
      [undefined, /describe people|is empty/],
    ] as const;
    for (const [yaml, says] of cases) {
      const answer = await post('admin/people', { yaml }, administrator);
      expect(answer.status).toBe(422);
      expect(answer.body.faults[0]).toMatch(says);
    }
    expect(await people()).toEqual(before);
    const recorded = await refusals();
    expect(recorded).toHaveLength(cases.length);
    expect(recorded[0]).toMatchObject({
      actor: 'root',
      what: 'apply people',
      reason: expect.stringMatching(cases[0][1]),
    });
  });
});

test('POST /admin/rules says how to fix an unknown KPI or a wrong unit, and records the attempt', async () => {
  expect(await post('admin/rules', { yaml: RULE }, administrator)).toMatchObject({ status: 200 });
  const before = (await database.query('SELECT * FROM mnara.rule_version')).rows;
  const unknown = await post('admin/rules', { yaml: RULE.replace('wait_mean', 'wait_meen') }, administrator);
  expect(unknown).toMatchObject({
    status: 422,
    body: { faults: [expect.stringMatching(/^line 2.*"wait_meen"; did you mean/)] },
  });
  const unit = await post('admin/rules', { yaml: RULE.replace('> 30m', '> 30%') }, administrator);
  expect(unit).toMatchObject({ status: 422, body: { faults: [expect.stringMatching(/^line 2.*30%/)] } });
  const save = `mutation($yaml: String!) { saveRules(yaml: $yaml, revision: "x") { __typename } }`;
  const page = await api.ask(administrator, save, { yaml: RULE.replace('wait_mean', 'wait_meen') });
  expect(page.data.saveRules.__typename).toBe('RulesFaulty');
  expect((await database.query('SELECT * FROM mnara.rule_version')).rows).toEqual(before);
  expect((await refusals()).map(({ what }) => what)).toEqual(['apply rules', 'apply rules', 'save rules']);
});

describe('a token', () => {
  const VIEWER = '{ viewer { name } }';
  const cookieOf = async (token: string): Promise<string> => {
    const response = await fetch(`${api.url}/session`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    return response.headers.get('set-cookie')?.split(';')[0] ?? '';
  };
  const askBy = async (cookie: string): Promise<number> =>
    (
      await fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ query: VIEWER }),
      })
    ).status;
  const give = async (name: string) =>
    (await post('admin/tokens', { role: 'operator', name, hours: 1 }, administrator)).body as {
      token: string;
      id: string;
    };

  test('can be revoked individually, which ends its sessions and screens and no others', async () => {
    const [lost, other] = [await give('lost phone'), await give('other')];
    const [lostCookie, otherCookie] = [await cookieOf(lost.token), await cookieOf(other.token)];
    const screen = await openSocket(api.url, { cookie: lostCookie });
    const otherScreen = await openSocket(api.url, { cookie: otherCookie });
    expect([await askBy(lostCookie), await askBy(otherCookie)]).toEqual([200, 200]);
    const listed = await post('admin/tokens/list', {}, administrator);
    expect(listed.body.tokens).toMatchObject([
      { id: other.id },
      { id: lost.id, name: 'lost phone', role: 'operator', issuedBy: 'root' },
    ]);
    expect(await post('admin/tokens/end', { id: lost.id }, lost.token)).toMatchObject({ status: 403 });
    expect(await post('admin/tokens/end', { id: lost.id }, administrator)).toMatchObject({
      status: 200,
      body: { name: 'lost phone' },
    });
    expect(await post('admin/tokens/end', { id: lost.id }, administrator)).toMatchObject({ status: 422 });
    expect(await post('admin/tokens/end', { id: 'x' }, administrator)).toMatchObject({
      status: 422,
      body: { faults: [expect.stringContaining('mnara token list')] },
    });
    for (let waited = 0; (await askBy(lostCookie)) === 200; waited += 100) {
      expect(waited).toBeLessThan(60_000);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect([await askBy(lostCookie), await askBy(otherCookie)]).toEqual([401, 200]);
    expect(await cookieOf(lost.token)).toBe('');
    expect(await screen.closed).toEqual({ code: 4403, reason: 'The session was ended' });
    expect(otherScreen.raw.readyState).toBe(otherScreen.raw.OPEN);
    otherScreen.close();
  });

  test('is accepted without the database only where it is already known', async () => {
    let isAway = false;
    const given = new TokenStore(
      { query: (sql, parameters) => (isAway ? Promise.reject(new Error('away')) : database.query(sql, parameters)) },
      () => at,
    );
    let at = Date.now();
    const one = await give('one');
    expect(await given.isEnded(one.id)).toBe(false);
    isAway = true;
    at += 60_000;
    expect(await given.isEnded(one.id)).toBe(false);
    const never = new TokenStore({ query: () => Promise.reject(new Error('away')) });
    await expect(new SessionTokens(SECRET, never).verify(one.token, Date.now())).rejects.toThrow('away');
  });
});

describe('delivery receipts of an SMS gateway', () => {
  const path = `receipts/sms/${RECEIPT_SECRET}`;
  beforeEach(() => clearOutbox(database));

  /** Two text messages that a real gateway accepted with the ids g1 and g2. */
  async function sendTwo(): Promise<readonly number[]> {
    let n = 0;
    const gateway = await startReceiver((request, response) =>
      status(200, JSON.stringify({ id: `g${++n}` }))(request, response),
    );
    const env = {
      MNARA_SMS_BY: 'http',
      MNARA_SMS_FROM: 'MNARA',
      MNARA_SMS_HTTP_URL: `http://127.0.0.1:${gateway.port}/`,
      MNARA_SMS_HTTP_BODY: '{"to":"{to}","text":"{text}"}',
      MNARA_SMS_HTTP_ID: 'id',
    };
    const config = smsConfig(readConfig(z.object(smsSettings()), env, { allowKnownSecrets: false }), []);
    if (config?.by !== 'http') throw new Error('no gateway');
    const contacts = await addPeople(database, 2, 'sms', '+254700000001');
    const alerts = await addAlerts(database, 2);
    await addNotifications(database, [
      { alertId: alerts[0] ?? 0, contactId: contacts[0] ?? 0 },
      { alertId: alerts[1] ?? 0, contactId: contacts[1] ?? 0 },
    ]);
    const { dispatcher } = dispatch(database, { sms: smsGatewayChannel(config) }, { atOnce: 1 });
    await untilStates(database, 'sent');
    await dispatcher.stop();
    await gateway.stop();
    return alerts;
  }
  const states = async () =>
    (
      await database.query<{ provider_id: string; state: string }>(
        'SELECT provider_id, state FROM mnara.notification ORDER BY provider_id',
      )
    ).rows.map(({ provider_id: id, state }) => `${id} ${state}`);

  test('mark a message as delivered or failed, also in its timeline, by JSON, form or query', async () => {
    await sendTwo();
    expect(await states()).toEqual(['g1 sent', 'g2 sent']);
    // "Not delivered yet" changes nothing.
    expect((await post(path, { id: 'g1', status: 'ENROUTE' })).status).toBe(204);
    expect(await states()).toEqual(['g1 sent', 'g2 sent']);
    expect((await fetch(`${api.url}/${path}?id=g1&status=DELIVRD`)).status).toBe(204);
    const form = new URLSearchParams({ id: 'g2', status: 'UNDELIV' });
    expect((await fetch(`${api.url}/${path}`, { method: 'POST', body: form })).status).toBe(204);
    expect(await states()).toEqual(['g1 delivered', 'g2 failed']);
    // A second receipt of the same message, and one that contradicts it, change nothing.
    expect((await post(path, { id: 'g1', status: 'UNDELIV' })).status).toBe(204);
    expect(await states()).toEqual(['g1 delivered', 'g2 failed']);
    const results = (await entries(database)).filter(({ kind }) => ['delivered', 'failed'].includes(kind));
    expect(results).toMatchObject([
      { kind: 'delivered', detail: { channel: 'sms' } },
      {
        kind: 'failed',
        detail: { reason: 'not_delivered', says: expect.stringContaining('UNDELIV'), mend: expect.any(String) },
      },
    ]);
  });

  test('need the secret; an unreadable receipt is rejected with the way to fix it, and recorded', async () => {
    await sendTwo();
    expect(
      (await post('receipts/sms/another-secret-of-thirty-characters', { id: 'g1', status: 'DELIVRD' })).status,
    ).toBe(404);
    expect((await post('receipts/sms/', { id: 'g1', status: 'DELIVRD' })).status).toBe(404);
    expect(await states()).toEqual(['g1 sent', 'g2 sent']);
    for (const body of [{}, { ID: 'g1' }, { id: { $ne: 1 } }, { id: 'x'.repeat(300), status: 'DELIVRD' }, []])
      expect(await post(path, body)).toMatchObject({
        status: 422,
        body: { faults: [expect.stringContaining('MNARA_SMS_RECEIPT_ID')] },
      });
    expect(await refusals()).toHaveLength(5);
    expect((await refusals())[0]).toMatchObject({ actor: 'SMS gateway', what: 'delivery receipt' });
  });

  test('belong to the newer message when the gateway reuses an id', async () => {
    await sendTwo();
    await post(path, { id: 'g1', status: 'DELIVRD' });
    await clearOutboxButParts();
    await sendTwo();
    expect(await states()).toEqual(['g1 sent', 'g2 sent']);
    await post(path, { id: 'g1', status: 'EXPIRED' });
    expect(await states()).toEqual(['g1 failed', 'g2 sent']);
  });
  const clearOutboxButParts = () =>
    database.query(
      'TRUNCATE mnara.alert_entry, mnara.notification, mnara.escalation, mnara.alert, mnara.contact, mnara.supervisor CASCADE',
    );

  test('need either all of their variables or none', () => {
    expect(receiptsOf({})).toBeUndefined();
    expect(() => receiptsOf({ MNARA_SMS_RECEIPT_SECRET: RECEIPT_SECRET })).toThrow(
      /MNARA_SMS_RECEIPT_ID is not set[\s\S]*MNARA_SMS_RECEIPT_DELIVERED is not set[\s\S]*MNARA_SMS_RECEIPT_FAILED is not set/,
    );
    expect(() => receiptsOf({ ...RECEIPTS, MNARA_SMS_RECEIPT_SECRET: 'short' })).toThrow('24 to 128');
    expect(() => receiptsOf({ ...RECEIPTS, MNARA_SMS_RECEIPT_DELIVERED: 'status' })).toThrow('path=value');
  });
});
