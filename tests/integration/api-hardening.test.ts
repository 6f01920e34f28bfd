import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi, type TestApi } from '../_support/api-server.js';
import { openSocket } from '../_support/live-socket.js';
import { startSmallNetwork } from '../_support/small-network.js';

const NETWORK = { kind: 'network' } as const;
const LIVE = 'subscription { live { __typename } }';
const ORIGIN = 'https://wall.example.org';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
beforeAll(async () => {
  network = await startSmallNetwork();
  const staticFolder = await mkdtemp(join(tmpdir(), 'mnara-pages-'));
  await mkdir(join(staticFolder, 'assets'));
  await writeFile(join(staticFolder, 'index.html'), '<!doctype html><title>Mnara</title>');
  await writeFile(join(staticFolder, 'assets', 'index-AbCd1234.js'), 'export {};');
  api = await startApi(network.database, {
    staticFolder,
    allowedOrigins: [ORIGIN],
    maxConnections: 3,
    demoViewer: { name: 'demonstration', scope: NETWORK, seesStaff: true },
  });
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

const deep = (levels: number): string =>
  `{ regions { ${'centres { region { '.repeat(levels)} id ${'} }'.repeat(levels)} } }`;
const dear = `{ ${'regions { centres { region { centres { region { centres { id id id id id id id id } } } } } } '.repeat(100)} }`;
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('over the socket', () => {
  test('a page of this server or of an allowed origin and a program without an origin are accepted; any other page is not', async () => {
    const token = await api.token(NETWORK);
    for (const origin of [undefined, api.url, ORIGIN]) {
      const socket = await openSocket(api.url, { token, ...(origin && { origin }) });
      expect(await socket.subscribe(LIVE).next()).toEqual({ __typename: 'LiveSnapshot' });
      socket.close();
      await socket.closed;
    }
    for (const origin of ['https://evil.example', 'null', `${api.url}.evil.example`])
      await expect(openSocket(api.url, { token, origin })).rejects.toThrow('403');
  });

  test('a connection needs a session; a cookie works like a token', async () => {
    await expect(openSocket(api.url)).rejects.toThrow('4403');
    await expect(openSocket(api.url, { token: 'nonsense' })).rejects.toThrow('4403');
    const socket = await openSocket(api.url, { cookie: `other=1; mnara_session=${await api.token(NETWORK)}` });
    socket.close();
    await socket.closed;
  });

  test('only subscriptions are accepted', async () => {
    const socket = await openSocket(api.url, { token: await api.token(NETWORK) });
    await expect(socket.subscribe('{ network { id } }').next()).rejects.toThrow(
      'The socket accepts only subscriptions',
    );
    expect(await socket.subscribe(LIVE).next()).toEqual({ __typename: 'LiveSnapshot' });
    socket.close();
    await socket.closed;
  });

  test('a deep, expensive, long or introspecting operation is refused', async () => {
    const socket = await openSocket(api.url, { token: await api.token(NETWORK) });
    await expect(socket.subscribe(deep(6)).next()).rejects.toThrow(/depth/i);
    const many = Array.from({ length: 40 }, (_, index) => `a${index}: seq`).join(' ');
    await expect(socket.subscribe(`subscription { live { ... on LiveSnapshot { ${many} } } }`).next()).rejects.toThrow(
      /aliases/i,
    );
    await expect(socket.subscribe(dear).next()).rejects.toThrow(/cost/i);
    await expect(socket.subscribe('{ __schema { types { name } } }').next()).rejects.toThrow(/introspection/i);
    await expect(socket.subscribe(`subscription { live { ${'__typename '.repeat(4000)} } }`).next()).rejects.toThrow(
      /tokens/i,
    );
    socket.close();
    await socket.closed;
  });

  test('a message above 64 KiB closes the connection; one below does not', async () => {
    const socket = await openSocket(api.url, { token: await api.token(NETWORK) });
    expect(await socket.subscribe(`${LIVE} #${'x'.repeat(60_000)}`).next()).toEqual({ __typename: 'LiveSnapshot' });
    socket.raw.send('x'.repeat(66_000));
    expect((await socket.closed).code).toBe(1009);
  });

  test('a connection is closed when its token expires', async () => {
    const socket = await openSocket(api.url, { token: await api.token(NETWORK, true, 2) });
    expect(await socket.subscribe(LIVE).next()).toEqual({ __typename: 'LiveSnapshot' });
    expect(await socket.closed).toEqual({ code: 4403, reason: 'The session has ended' });
  });

  test('the number of connections, and of subscriptions on one connection, is limited', async () => {
    const token = await api.token(NETWORK);
    const sockets = await Promise.all([1, 2, 3].map(() => openSocket(api.url, { token })));
    await expect(openSocket(api.url, { token })).rejects.toThrow('503');
    const [first] = sockets;
    for (let index = 0; index < 8; index += 1) await first?.subscribe(LIVE).next();
    await expect(first?.subscribe(LIVE).next()).rejects.toThrow('at most 8 subscriptions');
    for (const socket of sockets) socket.close();
    await Promise.all(sockets.map((socket) => socket.closed));
    const again = await openSocket(api.url, { token });
    again.close();
    await again.closed;
  });

  test('another protocol is refused', async () => {
    await expect(openSocket(api.url, { token: await api.token(NETWORK), protocol: 'graphql-ws' })).rejects.toThrow();
  });
});

describe('over HTTP', () => {
  const auth = async (): Promise<Record<string, string>> => ({ authorization: `Bearer ${await api.token(NETWORK)}` });

  test.each([
    ['deep', deep(6), /depth/i],
    ['dear', dear, /cost/i],
    ['introspecting', '{ __schema { types { name } } }', /introspection/i],
    ['long', `{ ${'viewer { name } '.repeat(2000)} }`, /tokens/i],
    [
      'many-named',
      `{ ${Array.from({ length: 40 }, (_, index) => `a${index}: viewer { name }`).join(' ')} }`,
      /aliases/i,
    ],
  ])('a %s operation is refused', async (_name, query, words) => {
    const answer = await post('/graphql', { query }, await auth());
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { errors: { message: string }[] }).errors[0]?.message).toMatch(words);
  });

  test('a batch is refused, one operation is not', async () => {
    const one = { query: '{ viewer { name } }' };
    expect((await post('/graphql', [one, one], await auth())).status).toBe(400);
    expect(await (await post('/graphql', one, await auth())).json()).toEqual({ data: { viewer: { name: 'test' } } });
  });

  test('pages of other origins are refused before anything is read', async () => {
    const headers = { ...(await auth()), origin: 'https://evil.example' };
    expect((await post('/graphql', { query: '{ viewer { name } }' }, headers)).status).toBe(403);
    expect((await post('/session', {}, headers)).status).toBe(403);
    expect((await post('/session', {}, { origin: api.url })).status).toBe(200);
  });

  test('an unexpected error is reported in one sentence, without its details', async () => {
    const broken = await startApi({
      ...network.database,
      query: (sql: string, p?: readonly unknown[]) =>
        /dead_letter f/.test(sql) ? Promise.reject(new Error('secret detail')) : network.database.query(sql, p),
    } as typeof network.database);
    const { errors } = await broken.ask(await broken.token(NETWORK), '{ deadLetters { n } }');
    await broken.stop();
    expect(errors?.[0]?.extensions?.code).toBe('INTERNAL');
    expect(JSON.stringify(errors)).not.toContain('secret detail');
  });

  test('a browser gets a cookie that scripts cannot read, and a new one before the old ends', async () => {
    const askedAt = Date.now();
    const signIn = await post('/session', {});
    const cookie = signIn.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^mnara_session=[^;]+; Max-Age=900; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
    const { expiresAt } = (await signIn.json()) as { expiresAt: number };
    // Sessions expire at whole seconds.
    expect(expiresAt).toBeGreaterThan(askedAt + 899_000);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 900_000);
    const session = cookie.split(';')[0] ?? '';
    expect(
      await (await post('/graphql', { query: '{ viewer { name scopeKind } }' }, { cookie: session })).json(),
    ).toEqual({ data: { viewer: { name: 'demonstration', scopeKind: 'network' } } });
    expect((await post('/session/refresh', {}, { cookie: session })).status).toBe(200);
    expect((await post('/session/refresh', {})).status).toBe(401);
  });

  test('a server without a demonstration does not sign anyone in', async () => {
    const closed = await startApi(network.database);
    const answer = await fetch(`${closed.url}/session`, { method: 'POST' });
    await closed.stop();
    expect(answer.status).toBe(401);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('pages load from this server only; hashed files are cached, pages are not; paths of programs return no page', async () => {
    const page = await fetch(`${api.url}/centre/C1`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<title>Mnara</title>');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/https?:|unsafe/);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const script = await fetch(`${api.url}/assets/index-AbCd1234.js`);
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${api.url}/assets/missing-AbCd1234.js`)).status).toBe(404);
    expect((await fetch(`${api.url}/agent/v1/nothing`, { headers: { accept: 'text/html' } })).status).toBe(404);
    const landing = await fetch(`${api.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(landing.status).toBeGreaterThanOrEqual(400);
    expect(await landing.text()).not.toContain('<html');
  });
});
