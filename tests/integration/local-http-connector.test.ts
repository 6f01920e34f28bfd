import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Directive } from '#domain/directive/directive.js';
import { OutboxFullError, type Sink, type SourceEvent } from '#edge-agent/connectors/connector.js';
import { LocalHttpConnector } from '#edge-agent/connectors/local-http/local-http-connector.js';
import { CentreDirectives, type Directives } from '#edge-agent/directives/centre-directives.js';
import { SqliteDirectiveInbox } from '#edge-agent/directives/sqlite-directive-inbox.js';

const NOW = Date.UTC(2026, 10, 25, 9);
const ORDER: Directive = {
  id: '019ab000-0000-7000-8000-000000000001',
  centreId: 'C1',
  alertId: undefined,
  kind: 'open_desks',
  quantity: 2,
  text: 'Open two desks.',
  sentAt: NOW - 60_000,
  sentBy: 'secretariat',
  acknowledgeBy: NOW + 60_000,
  dueAt: NOW + 600_000,
  delivered: undefined,
  acknowledged: undefined,
  closed: undefined,
  version: 1,
};
const NO_DIRECTIVES: Directives = {
  list: () => [],
  answer: () => ({ ok: false, code: 'unknown', message: 'none' }),
  listen: () => undefined,
};

let folder: string;
let inbox: SqliteDirectiveInbox;
let answered: number;
let connector: LocalHttpConnector;
let stop: AbortController;
let recorded: SourceEvent[];
let record: Sink['record'];
const sink = (): Sink => ({
  record: (events) => record(events),
  pending: () => 0,
  rejected: () => 0,
  checkpoint: () => undefined,
  saveCheckpoint: () => {},
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mnara-local-'));
  inbox = new SqliteDirectiveInbox(join(folder, 'directives.db'));
  answered = 0;
  recorded = [];
  record = (events) => {
    recorded.push(...events);
    return Promise.resolve({ accepted: events.length, duplicates: 0, refused: [] });
  };
  stop = new AbortController();
  connector = new LocalHttpConnector({ port: 0, token: 'secret' });
  await connector.start(
    sink(),
    stop.signal,
    new CentreDirectives(
      inbox,
      () => NOW,
      () => (answered += 1),
    ),
  );
});
afterEach(async () => {
  stop.abort();
  await connector.stopped();
  inbox.close();
  rmSync(folder, { recursive: true });
});

const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${connector.port}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer secret', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const issued = {
  occurredAtMs: '1767600000000',
  visitId: 'V',
  serviceId: 'S',
  segment: { gender: 'female' },
  ticketIssued: {},
};

describe('LocalHttpConnector', () => {
  test('records one event or a list before it confirms them', async () => {
    let isDurable = false;
    record = async (events) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      isDurable = true;
      return { accepted: events.length, duplicates: 0, refused: [] };
    };
    const response = await post(issued);
    expect([response.status, isDurable]).toEqual([200, true]);
    expect(await (await post([issued, issued])).json()).toMatchObject({ accepted: 2 });
  });

  test('records the fact with its time by the local clock', async () => {
    await post({
      occurredAtMs: 1_767_600_000_000,
      visitId: 'V',
      deskId: 'D',
      serviceEnded: { outcome: 'SERVICE_OUTCOME_SERVED', quantity: 2 },
    });
    expect(recorded).toMatchObject([
      {
        occurredAtMs: 1_767_600_000_000,
        clock: 'local',
        visitId: 'V',
        deskId: 'D',
        fact: { case: 'serviceEnded', value: { outcome: 1, quantity: 2 } },
      },
    ]);
  });

  test.each([
    ['{', 400, /not JSON/],
    [[], 400, /0 events/],
    [{ visitId: 'V', ticketIssued: {} }, 400, /occurredAtMs is missing/],
    [{ ...issued, seq: '5' }, 400, /leave out seq/],
    [{ occurredAtMs: '1' }, 400, /the fact is missing/],
    [{ ...issued, visitId: 7 }, 400, /Event 0 is not a mnara.v1.Event/],
    [{ ...issued, speed: 9 }, 400, /speed/],
    [
      { ...issued, ticketIssued: undefined, ratingGiven: { value: 5, comment: 'x'.repeat(5_000_000) } },
      413,
      /shorter comment/,
    ],
  ])('rejects invalid body %# and says how to fix it', async (body, status, why) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(JSON.stringify(await response.json())).toMatch(why);
    expect(recorded).toEqual([]);
  });

  test('rejects a missing or wrong token, another content type and another path', async () => {
    expect((await post(issued, { authorization: 'Bearer wrong!' })).status).toBe(401);
    expect((await post(issued, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await fetch(`http://127.0.0.1:${connector.port}/events`)).status).toBe(404);
    expect(recorded).toEqual([]);
  });

  test('answers 507 when the outbox is full, and 400 for an event that the server would reject', async () => {
    record = () => Promise.reject(new OutboxFullError('The outbox is full.'));
    expect((await post(issued)).status).toBe(507);
    expect(connector.health()).toEqual({ ok: false, message: 'The outbox is full.' });
    record = () =>
      Promise.resolve({
        accepted: 0,
        duplicates: 0,
        refused: [{ index: 0, fault: { code: 'future_time', message: 'set the clock' } }],
      });
    const response = await post(issued);
    expect([response.status, await response.json()]).toEqual([
      400,
      { accepted: 0, duplicates: 0, refused: [{ index: 0, code: 'future_time', message: 'set the clock' }] },
    ]);
  });

  test('reports a port that is in use', async () => {
    const second = new LocalHttpConnector({ port: connector.port });
    await expect(second.start(sink(), stop.signal, NO_DIRECTIVES)).rejects.toThrow(
      /another program is using it; choose another port/,
    );
  });
});

describe('directives in the centre', () => {
  const authorization = 'Bearer secret';
  const list = async (): Promise<unknown> =>
    (await fetch(`http://127.0.0.1:${connector.port}/directives`, { headers: { authorization } })).json();
  const answer = async (id: string, body: unknown): Promise<[number, unknown]> => {
    const response = await fetch(`http://127.0.0.1:${connector.port}/directives/${id}/answers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return [response.status, await response.json()];
  };

  test('are shown, answered without a link, and kept after a restart', async () => {
    expect(await list()).toEqual({ directives: [] });
    inbox.take([ORDER], NOW);
    expect(await list()).toMatchObject({ directives: [{ state: 'delivered', quantity: 2, sentBy: 'secretariat' }] });
    expect(await answer(ORDER.id, { answer: 'acknowledged', by: 'Wanjiku' })).toMatchObject([
      200,
      { state: 'acknowledged', acknowledgedBy: 'Wanjiku' },
    ]);
    expect(await answer(ORDER.id, { answer: 'acknowledged', by: 'Wanjiku' })).toMatchObject([200, {}]);
    expect(await answer(ORDER.id, { answer: 'refused', by: 'Wanjiku', note: 'no staff' })).toMatchObject([200, {}]);
    expect(await answer(ORDER.id, { answer: 'done', by: 'Wanjiku' })).toEqual([
      409,
      { error: 'The directive is closed already: its outcome is refused.' },
    ]);
    inbox.close();
    inbox = new SqliteDirectiveInbox(join(folder, 'directives.db'));
    expect(inbox.answers(9).map(({ kind, note }) => `${kind} ${note}`)).toEqual(['acknowledged ', 'refused no staff']);
    expect(answered).toBe(2);
  });

  test('invalid answers are rejected with a reason, and nothing is shown without the token', async () => {
    inbox.take([ORDER], NOW);
    expect(await answer(ORDER.id, '{')).toEqual([400, { error: 'The body is not JSON.' }]);
    expect(await answer(ORDER.id, { answer: 'maybe', by: 'x' })).toMatchObject([400, {}]);
    expect(await answer(ORDER.id, { answer: 'refused', by: 'x' })).toEqual([
      400,
      { error: 'Give the reason for the refusal.' },
    ]);
    expect(await answer(ORDER.id, { answer: 'done', by: 'x', note: 'a\u0000' })).toMatchObject([400, {}]);
    expect(await answer(ORDER.id.replace('1', '2'), { answer: 'done', by: 'x' })).toMatchObject([404, {}]);
    expect((await fetch(`http://127.0.0.1:${connector.port}/directives`)).status).toBe(401);
    expect(answered).toBe(0);
  });
});
