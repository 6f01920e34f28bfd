import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProviderConfig } from '#api/access/provider-config.js';
import { freePort } from '#platform/process/free-port.js';
import { TokenStore } from '#store/access/token-store.js';
import { startApi, type TestApi } from '../_support/api-server.js';
import { Browser } from '../_support/browser-session.js';
import { type LoginServer, startLoginServer } from '../_support/login-server.js';
import { startSmallNetwork } from '../_support/small-network.js';

const SECRET = 'a secret of the tests, long enough';
const AMINA = {
  sub: 'u-1',
  preferred_username: 'amina@ministry.example',
  name: 'Amina Otieno',
  groups: ['staff', 'ops'],
};

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let login: LoginServer;

beforeAll(async () => {
  network = await startSmallNetwork();
  // The provider must know the way back before the API listens.
  const port = await freePort();
  login = await startLoginServer(`http://127.0.0.1:${port}`, SECRET);
  const none = { regionId: null, centreId: null, agencyId: null, seesStaff: false };
  const provider: ProviderConfig = {
    name: 'Ministry account',
    issuer: login.issuer,
    clientId: 'mnara',
    clientSecret: SECRET,
    groupsClaim: 'groups',
    scopes: 'openid profile groups',
    rights: [
      { ...none, group: 'ops', role: 'operator', regionId: 'R1' },
      { ...none, group: 'heads', role: 'administrator' },
    ],
  };
  api = await startApi(network.database, { provider, endedTokens: new TokenStore(network.database) }, [], port);
});
afterAll(async () => {
  await api?.stop();
  await login?.stop();
  await network?.stop();
});

/** Signs in as the person at the keyboard. @returns where the browser ends */
async function walk(one: Browser, path = '/session/provider?next=/alerts'): Promise<string> {
  const end = await one.follow(`${api.url}${path}`);
  return end.replace(api.url, '');
}

test('a person signs in with the right of the first group, and it follows the groups', async () => {
  login.person = AMINA;
  const one = new Browser(api.url);
  expect(await walk(one)).toBe('/alerts');
  const { data } = await one.ask(
    '{ viewer { name role scopeId } ownAccount { userName hasPassword sessions { way } } }',
  );
  expect(data).toEqual({
    viewer: { name: 'Amina Otieno', role: 'operator', scopeId: 'R1' },
    ownAccount: { userName: 'amina@ministry.example', hasPassword: false, sessions: [{ way: 'provider' }] },
  });
  login.person = { ...AMINA, groups: ['heads'] };
  const other = new Browser(api.url);
  expect(await walk(other)).toBe('/alerts');
  expect((await other.ask('{ accounts { name role isProvided } }')).data.accounts).toEqual([
    { name: 'Amina Otieno', role: 'administrator', isProvided: true },
  ]);
  // What ran with the old right has ended.
  expect((await one.ask('{ viewer { name } }')).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  login.person = { ...AMINA, groups: ['staff'] };
  expect(await walk(new Browser(api.url))).toBe('/sign-in?problem=no_right');
  expect((await other.ask('{ viewer { name } }')).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  login.person = AMINA;
  expect(await walk(new Browser(api.url))).toBe('/alerts');
});

test('two people with one name stay two, and signing out leads to the provider', async () => {
  login.person = { ...AMINA, sub: 'u-2', preferred_username: 'amina.otieno' };
  const one = new Browser(api.url);
  expect(await walk(one)).toBe('/alerts');
  expect((await one.ask('{ viewer { name } }')).data.viewer.name).toBe('Amina Otieno (amina.otieno)');
  expect(await one.post('/session/end', {})).toEqual({ provider: true });
  const out = await fetch(`${api.url}/session/provider/end`, { redirect: 'manual' });
  expect(out.headers.get('location')).toContain(`${login.issuer}/session/end`);
});

test('the way back is closed to a code without its beginning, and leads nowhere else', async () => {
  login.person = AMINA;
  const back = await fetch(`${api.url}/session/provider/back?code=stolen&state=x`, { redirect: 'manual' });
  expect(back.headers.get('location')).toBe('/sign-in?problem=provider_failed');
  // A code that another browser began: the state and the verifier are missing.
  const one = new Browser(api.url);
  const stop = await one.follow(`${api.url}/session/provider`, '/session/provider/back');
  expect(await walk(new Browser(api.url), stop.replace(api.url, ''))).toBe('/sign-in?problem=provider_failed');
  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/%09/evil.example\n'])
    expect(await walk(new Browser(api.url), `/session/provider?next=${encodeURIComponent(next)}`)).toMatch(
      /^\/(%09.*)?$/,
    );
});

test('a provider that cannot be reached is said, and tried again', async () => {
  const provider = {
    name: 'x',
    issuer: 'http://127.0.0.1:9',
    clientId: 'mnara',
    groupsClaim: 'groups',
    scopes: 'openid',
    rights: [],
  };
  const lonely = await startApi(network.database, { provider });
  try {
    const answer = await fetch(`${lonely.url}/session/provider`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/sign-in?problem=provider_failed');
    expect(await (await fetch(`${lonely.url}/session/ways`)).json()).toEqual({
      password: true,
      demonstration: false,
      provider: 'x',
    });
  } finally {
    await lonely.stop();
  }
});
