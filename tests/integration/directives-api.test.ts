import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { issueGrant, readGrant } from '#administration/access/grant.js';
import { SessionTokens } from '#administration/access/session-tokens.js';
import type { Role, Scope } from '#domain/access/viewer.js';
import { TokenStore } from '#store/access/token-store.js';
import { startApi, type TestApi } from '../_support/api-server.js';
import { answer, read, send } from '../_support/directives.js';
import { startSmallNetwork } from '../_support/small-network.js';

const SECRET = new Uint8Array(32).fill(7);
const START = Date.UTC(2026, 10, 25, 9, 5);
const MINUTE = 60_000;
type Ask = Parameters<typeof send>[0];
let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let now = START;

const C1: Scope = { kind: 'centre', centreId: 'C1' };
const as = async (role: Role | undefined, scope: Scope = { kind: 'network' }): Promise<Ask> => {
  const token = await api.token(scope, true, 90 * 24 * 3600, role);
  return (query, variables) => api.ask(token, query, variables);
};

beforeAll(async () => {
  network = await startSmallNetwork();
  api = await startApi(network.database, {
    now: () => now,
    demoViewer: { name: 'demonstration', scope: { kind: 'network' }, seesStaff: true },
    mayTryRoles: true,
  });
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});
beforeEach(async () => {
  now = START;
  await network.clear();
});

describe('who may do what', () => {
  test.each([
    ['a viewer', undefined, { kind: 'network' }, 'NotAllowed'],
    ['a manager', 'manager', C1, 'NotAllowed'],
    ['an operator', 'operator', { kind: 'network' }, 'DirectiveSent'],
    ['an operator of the region', 'operator', { kind: 'region', regionId: 'R1' }, 'DirectiveSent'],
    ['an operator of another region', 'operator', { kind: 'region', regionId: 'R2' }, 'UnknownCentre'],
    ['an operator of an agency', 'operator', { kind: 'agency', agencyId: 'NRB' }, 'UnknownCentre'],
  ] as const)('%s sends a directive: %s', async (_name, role, scope, outcome) => {
    expect((await send(await as(role, scope))).__typename).toBe(outcome);
    const { rows } = await network.database.query('SELECT 1 FROM mnara.directive');
    expect(rows).toHaveLength(outcome === 'DirectiveSent' ? 1 : 0);
  });

  test.each([
    ['a viewer', undefined, C1, 'NotAllowed'],
    ['an operator', 'operator', { kind: 'network' }, 'NotAllowed'],
    ['a manager of no single centre', 'manager', { kind: 'network' }, 'NotAllowed'],
    ['the manager', 'manager', C1, 'DirectiveAnswered'],
    ['the manager of another centre', 'manager', { kind: 'centre', centreId: 'C2' }, 'UnknownDirective'],
  ] as const)('%s answers: %s', async (_name, role, scope, outcome) => {
    const { directive } = await send(await as('operator'));
    const asking = await as(role, scope);
    expect((await answer(asking, 'acknowledge', { id: directive.id })).__typename).toBe(outcome);
    expect((await read(await as('operator'), directive.id)).state).toBe(
      outcome === 'DirectiveAnswered' ? 'acknowledged' : 'sent',
    );
  });

  test('everyone sees only the directives of their own scope; an agency sees none', async () => {
    const operator = await as('operator');
    for (const centreId of ['C1', 'C2', 'C3']) await send(operator, { centreId });
    const seenBy = async (scope: Scope): Promise<string[]> => {
      const { data } = await (await as(undefined, scope))('{ directives { directives { centreId } } }', {});
      return data.directives.directives.map(({ centreId }: { centreId: string }) => centreId).sort();
    };
    expect(await seenBy({ kind: 'network' })).toEqual(['C1', 'C2', 'C3']);
    expect(await seenBy({ kind: 'region', regionId: 'R1' })).toEqual(['C1', 'C2']);
    expect(await seenBy(C1)).toEqual(['C1']);
    expect(await seenBy({ kind: 'agency', agencyId: 'NRB' })).toEqual([]);
  });
});

describe('a directive', () => {
  test('that is sent twice is one; another directive cannot use its id', async () => {
    const operator = await as('operator');
    const requestId = randomUUID();
    const first = await send(operator, { requestId });
    expect((await send(operator, { requestId })).directive.id).toBe(first.directive.id);
    expect(await send(operator, { requestId, centreId: 'C2' })).toMatchObject({
      __typename: 'InvalidDirective',
      faults: [{ field: 'requestId' }],
    });
    const { rows } = await network.database.query('SELECT 1 FROM mnara.directive_entry');
    expect(rows).toHaveLength(1);
  });

  test.each([
    ['no number', { quantity: null }, 'quantity'],
    ['a hostile text', { text: 'x\u0000' }, 'text'],
    ['a long text', { text: 'x'.repeat(2001) }, 'text'],
    ['a request without id', { requestId: "'; --" }, 'requestId'],
    ['an invalid alert id', { alertId: '1 OR 1=1' }, 'alertId'],
    ['no time', { dueMinutes: 0 }, 'dueMinutes'],
  ])('%s is rejected with its field', async (_name, changes, field) => {
    const { faults } = await send(await as('operator'), changes);
    expect(faults.map((fault: { field: string }) => fault.field)).toContain(field);
  });

  test('keeps markup as text', async () => {
    const text = '<img src=x onerror=alert(1)> "; DROP TABLE mnara.directive; --';
    const { directive } = await send(await as('operator'), { text });
    expect(directive.text).toBe(text);
  });
});

describe('a directive that answers an alert', () => {
  const alertOf = async (place: string, firedAt: string | null = '2026-11-25T09:00Z'): Promise<string> => {
    const { rows } = await network.database.query<{ id: string }>(
      `INSERT INTO mnara.alert (rule_id, rule_version, identity, centre_id, severity, condition, condition_since,
        fired_at, episode)
       VALUES ('power', 1, 'centre=' || $1, $1, 'critical', 'firing', '2026-11-25T09:00Z', $2::timestamptz,
         CASE WHEN $2 IS NULL THEN 0 ELSE 1 END) RETURNING alert_id::text AS id`,
      [place, firedAt],
    );
    return rows[0]?.id ?? '';
  };

  test('is in the alert’s timeline with its course, and is found by the alert', async () => {
    const alertId = await alertOf('C1');
    const operator = await as('operator');
    const { directive } = await send(operator, { alertId, text: 'Open both.' });
    await send(operator, { text: 'something else' });
    await answer(await as('manager', C1), 'refuse', { id: directive.id, reason: 'no staff' });
    const { data } = await operator('query ($id: ID!) { alert(id: $id) { timeline { kind actor detail } } }', {
      id: alertId,
    });
    const entries = data.alert.timeline.map(({ kind, detail }: { kind: string; detail: string }) => {
      const { entry, text, note } = JSON.parse(detail);
      return `${kind} ${entry}: ${text} ${note}`;
    });
    expect(entries).toEqual(['directive sent: Open both. ', 'directive refused: Open both. no staff']);
    const found = await operator(
      'query ($filter: DirectiveFilter) { directives(filter: $filter) { directives { id alertId } } }',
      { filter: { alertId } },
    );
    expect(found.data.directives.directives).toEqual([{ id: directive.id, alertId }]);
  });

  test('needs one that fired at that centre', async () => {
    const operator = await as('operator');
    for (const alertId of [await alertOf('C2'), await alertOf('C3', null), '999999'])
      expect(await send(operator, { alertId })).toMatchObject({
        __typename: 'InvalidDirective',
        faults: [{ field: 'alertId' }],
      });
  });
});

describe('deadlines and the end', () => {
  test('overdue follows the clock, in state, filter and timeline; a late acknowledgement counts', async () => {
    const operator = await as('operator');
    const { directive } = await send(operator, { acknowledgeMinutes: 5, dueMinutes: 30 });
    const overdue = async (): Promise<number> =>
      (await operator('{ directives(filter: { overdue: true }) { directives { id } } }', {})).data.directives.directives
        .length;
    now = START + 5 * MINUTE;
    expect([(await read(operator, directive.id)).overdue, await overdue()]).toEqual([null, 0]);
    now = START + 6 * MINUTE;
    expect([(await read(operator, directive.id)).overdue, await overdue()]).toEqual(['acknowledgement', 1]);
    await answer(await as('manager', C1), 'acknowledge', { id: directive.id });
    expect(await read(operator, directive.id)).toMatchObject({ state: 'acknowledged', overdue: null });
    now = START + 31 * MINUTE;
    expect([(await read(operator, directive.id)).overdue, await overdue()]).toEqual(['completion', 1]);
    await answer(await as('manager', C1), 'complete', { id: directive.id, note: 'late but done' });
    const done = await read(operator, directive.id);
    expect(done).toMatchObject({ state: 'done', overdue: null, missed: ['acknowledgement', 'completion'] });
    expect(done.timeline.map(({ kind }: { kind: string }) => kind)).toEqual([
      'sent',
      'acknowledgement_overdue',
      'acknowledged',
      'completion_overdue',
      'done',
    ]);
  });

  test('a refusal needs a reason, and is final', async () => {
    const { directive } = await send(await as('operator'));
    const manager = await as('manager', C1);
    const { id } = directive;
    expect(await answer(manager, 'refuse', { id, reason: ' ' })).toMatchObject({ faults: [{ field: 'reason' }] });
    expect(await answer(manager, 'refuse', { id, reason: 'no staff' })).toMatchObject({
      directive: { state: 'refused', closingNote: 'no staff' },
    });
    expect(await answer(manager, 'complete', { id })).toMatchObject({
      __typename: 'DirectiveOver',
      directive: { state: 'refused' },
    });
    expect((await answer(manager, 'acknowledge', { id: 'nonsense' })).__typename).toBe('UnknownDirective');
  });

  test('lists are read page by page, and by state, centre and period', async () => {
    const operator = await as('operator');
    for (let count = 0; count < 5; count += 1) {
      now += MINUTE;
      await send(operator, { centreId: count % 2 === 0 ? 'C1' : 'C2' });
    }
    const list = async (filter: object, first = 2, before: string | null = null) => {
      const { data } = await operator(
        'query ($filter: DirectiveFilter, $first: Int!, $before: ID) { directives(filter: $filter, first: $first, before: $before) { hasMore directives { id } } }',
        { filter, first, before },
      );
      return data.directives;
    };
    const seen = new Set<string>();
    let page = await list({});
    for (; page.hasMore; page = await list({}, 2, page.directives.at(-1).id))
      for (const { id } of page.directives) seen.add(id);
    expect([seen.size, page.directives.length]).toEqual([4, 1]);
    expect((await list({ centreId: 'C2' }, 9)).directives).toHaveLength(2);
    expect((await list({ states: ['done', 'refused'] }, 9)).directives).toHaveLength(0);
    expect((await list({ from: '2026-11-25', to: '2026-11-25T12:07' }, 9)).directives).toHaveLength(1);
    expect((await list({ alertId: 'x' }, 9)).directives).toHaveLength(0);
  });
});

describe('figures before and after', () => {
  /** People who waited at C1 and were called, each at a quarter hour of the START's day, UTC. */
  const waited = async (bucket: string, n: number): Promise<void> => {
    await network.database.query(
      `INSERT INTO mnara.rollup_bins SELECT centre_key, 1, $1::timestamptz, array_fill((512 + 80)::smallint,
        ARRAY[$2::int]) FROM mnara.centre WHERE centre_id = 'C1'`,
      [bucket, n],
    );
    await network.database.query(
      `INSERT INTO mnara.rollup_quarter (centre_key, service_key, bucket, demand_started)
        SELECT centre_key, 1, $1::timestamptz, $2 FROM mnara.centre WHERE centre_id = 'C1'`,
      [bucket, n],
    );
  };

  test('the hour before the sending and the hour after the end, from the KPI store', async () => {
    const operator = await as('operator');
    for (const [bucket, n] of [
      ['2026-11-25T07:45Z', 100],
      ['2026-11-25T08:00Z', 7],
      ['2026-11-25T08:45Z', 5],
      ['2026-11-25T09:00Z', 100],
      ['2026-11-25T09:30Z', 3],
      ['2026-11-25T10:15Z', 1],
      ['2026-11-25T10:30Z', 100],
    ] as const)
      await waited(bucket, n);
    const { directive } = await send(operator);
    now = START + 20 * MINUTE;
    await answer(await as('manager', C1), 'complete', { id: directive.id });
    const followed = async () =>
      (
        await operator(
          'query ($id: ID!) { directive(id: $id) { followed { before { demand from to } after { demand from to waitP90 } } } }',
          { id: directive.id },
        )
      ).data.directive.followed;
    expect(await followed()).toEqual({
      before: { demand: 12, from: Date.UTC(2026, 10, 25, 8), to: Date.UTC(2026, 10, 25, 9) },
      after: null,
    });
    now = Date.UTC(2026, 10, 25, 10, 30);
    const { after } = await followed();
    expect(after).toMatchObject({ demand: 4, from: Date.UTC(2026, 10, 25, 9, 30) });
    expect(after.waitP90).toBeGreaterThan(0);
  });
});

describe('rights of a token', () => {
  const session = async (headers: Record<string, string>, body: object = {}) => {
    const response = await fetch(`${api.url}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, cookie: response.headers.get('set-cookie') ?? '', body: await response.json() };
  };
  const viewerOf = async (cookie: string) => {
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: cookie.split(';')[0] ?? '' },
      body: JSON.stringify({ query: '{ viewer { name role scopeId } }' }),
    });
    return ((await response.json()) as { data?: { viewer: unknown } }).data?.viewer;
  };

  test('end finally at their time, even if the session is renewed', async () => {
    const read = readGrant({ role: 'manager', name: 'Wanjiku', centreId: 'C1', hours: 2 });
    if (!read.ok) throw new Error(read.faults.join());
    const { token, expiresAt } = await issueGrant(
      new SessionTokens(SECRET),
      new TokenStore(network.database),
      read.grant,
      'root',
      now,
    );
    expect(expiresAt).toBe(START + 120 * MINUTE);
    const first = await session({ authorization: `Bearer ${token}` });
    expect(await viewerOf(first.cookie)).toEqual({ name: 'Wanjiku', role: 'manager', scopeId: 'C1' });
    now = START + 119 * MINUTE;
    const renewed = await session({ cookie: first.cookie.split(';')[0] ?? '' });
    expect((renewed.body as { expiresAt: number }).expiresAt).toBe(expiresAt);
    now = START + 121 * MINUTE;
    expect(await viewerOf(renewed.cookie)).toBeUndefined();
  });

  test.each([
    ['a manager without a centre', { role: 'manager', name: 'x', hours: 1 }, 'belongs to one centre'],
    ['an unknown role', { role: 'king', name: 'x', hours: 1 }, 'The role is one of'],
    ['nobody', { role: 'viewer', name: '', hours: 1 }, 'name is empty'],
    ['without an end', { role: 'viewer', name: 'x', hours: 1e9 }, 'at most'],
    ['region and centre', { role: 'viewer', name: 'x', hours: 1, regionId: 'R1', centreId: 'C1' }, 'not both'],
  ])('%s is not a valid right', (_name, body, said) => {
    const read = readGrant(body);
    expect(read.ok ? '' : read.faults.join()).toContain(said);
  });

  test('only the demonstration lets visitors choose the role', async () => {
    const manager = await session({}, { as: 'manager', centreId: 'C3' });
    expect(await viewerOf(manager.cookie)).toMatchObject({ role: 'manager', scopeId: 'C3' });
    expect(await viewerOf((await session({}, { as: 'operator' })).cookie)).toMatchObject({ role: 'operator' });
    expect(await viewerOf((await session({}, { as: 'manager' })).cookie)).toMatchObject({ role: 'viewer' });
    const strict = await startApi(network.database, {
      demoViewer: { name: 'demonstration', scope: { kind: 'network' }, seesStaff: true },
    });
    try {
      const response = await fetch(`${strict.url}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ as: 'operator' }),
      });
      const token = /mnara_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
      expect((await strict.ask(token, '{ viewer { role mayTryRoles } }')).data.viewer).toEqual({
        role: 'viewer',
        mayTryRoles: false,
      });
    } finally {
      await strict.stop();
    }
  });
});
