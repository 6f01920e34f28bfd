import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccountChanges } from '#administration/access/account-changes.js';
import { openSetUp } from '#administration/access/set-up.js';
import { AccountStore } from '#store/access/account-store.js';
import { SignInStore } from '#store/access/sign-in-store.js';
import { TokenStore } from '#store/access/token-store.js';
import { NetworkStore } from '#store/network/network-store.js';
import { startApi, type TestApi } from '../_support/api-server.js';
import { Browser } from '../_support/browser-session.js';
import { startSmallNetwork } from '../_support/small-network.js';

const PASSWORD = 'gorilla paints quiet harbour';
const NEXT = 'seven lanterns under marble';
const MINUTE = 60_000;

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
let accounts: AccountStore;
let clock = Date.now();
const now = () => clock;

beforeAll(async () => {
  network = await startSmallNetwork();
  accounts = new AccountStore(network.database);
  api = await startApi(network.database, { now, endedTokens: new TokenStore(network.database, now) });
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

const browser = () => new Browser(api.url);
let administrator: Browser;

/** A person whose first password is already replaced. */
async function person(userName: string, right: object = { role: 'viewer' }): Promise<Browser> {
  const changes = new AccountChanges(accounts, new NetworkStore(network.database), now, () => undefined);
  const added = await changes.add({ userName, name: `Person ${userName}`, ...right }, 'test');
  if (!added.ok) throw new Error(added.faults.join(' '));
  const one = browser();
  const first = { userName, password: added.firstPassword ?? '' };
  expect(await one.signIn(first)).toMatchObject({ error: { code: 'NEW_PASSWORD_NEEDED' } });
  expect(await one.signIn({ ...first, newPassword: PASSWORD })).toMatchObject({ viewer: `Person ${userName}` });
  return one;
}

describe('the first administrator', () => {
  test('signs in with the set-up link, once, and has every right in the browser', async () => {
    const code = (await openSetUp(accounts, new SignInStore(network.database), now())) ?? '';
    const first = browser();
    const who = { userName: 'root@mnara.example', name: 'Grace Wanjiru', password: PASSWORD };
    expect(await first.post('/session/set-up', { ...who, code: `${code}x` })).toMatchObject({
      error: { code: 'SET_UP_OVER' },
    });
    expect(await first.post('/session/set-up', { ...who, code, password: 'password1234' })).toMatchObject({
      error: { code: 'TOO_EASY' },
    });
    expect(await first.post('/session/set-up', { ...who, code })).toMatchObject({ viewer: 'Grace Wanjiru' });
    expect(await browser().post('/session/set-up', { ...who, userName: 'other', name: 'Other', code })).toMatchObject({
      error: { code: 'SET_UP_OVER' },
    });
    expect(await openSetUp(accounts, new SignInStore(network.database), now())).toBeUndefined();
    const { data } = await first.ask('{ accounts { userName role } ownAccount { userName sessions { isThis way } } }');
    expect(data.accounts).toEqual([{ userName: 'root@mnara.example', role: 'administrator' }]);
    expect(data.ownAccount.sessions).toEqual([{ isThis: true, way: 'password' }]);
    administrator = first;
  });

  test('adds accounts, and nobody else sees or changes them', async () => {
    const add = `mutation($n: String!) { addAccount(userName: $n, name: "Amina Otieno", right: { role: "manager", centreId: "C1" }) {
      firstPassword account { hasFirstPassword centreId } } }`;
    const { data } = await administrator.ask(add, { n: 'Amina' });
    expect(data.addAccount.account).toEqual({ hasFirstPassword: true, centreId: 'C1' });
    const again = await administrator.ask(add, { n: 'amina2' });
    expect(again.errors?.[0]?.message).toContain('already');
    const manager = browser();
    const first = { userName: 'AMINA', password: data.addAccount.firstPassword };
    expect(await manager.signIn({ ...first, newPassword: 'amina otieno' })).toMatchObject({
      error: { code: 'TOO_EASY' },
    });
    await manager.signIn({ ...first, newPassword: PASSWORD });
    const own = await manager.ask('{ viewer { role scopeId } ownAccount { role } }');
    expect(own.data).toEqual({ viewer: { role: 'manager', scopeId: 'C1' }, ownAccount: { role: 'manager' } });
    for (const forbidden of ['{ accounts { id } }', add])
      expect((await manager.ask(forbidden, { n: 'x.y' })).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('passwords', () => {
  test('wrong ones and unknown names are refused alike, and further attempts wait', async () => {
    await person('kamau');
    for (const userName of ['kamau', 'nobody.at.all']) {
      const one = browser();
      for (let attempt = 0; attempt < 5; attempt += 1)
        expect(await one.signIn({ userName, password: `wrong ${attempt}` })).toMatchObject({
          error: { code: 'WRONG' },
        });
      const locked = await one.signIn({ userName, password: PASSWORD });
      expect(locked).toMatchObject({ error: { code: 'LOCKED', retryAt: clock + MINUTE } });
    }
    clock += MINUTE;
    expect(await browser().signIn({ userName: 'kamau', password: PASSWORD })).toMatchObject({ viewer: 'Person kamau' });
  });

  test('guesses at the same time cannot pass the limit', async () => {
    await person('njeri');
    const guesses = Array.from({ length: 12 }, (_, n) =>
      browser().signIn({ userName: 'njeri', password: `guess ${n}` }),
    );
    const codes = (await Promise.all(guesses)).map(({ error }) => error?.code);
    expect(codes.filter((code) => code === 'WRONG')).toHaveLength(5);
    expect(codes.filter((code) => code === 'LOCKED')).toHaveLength(7);
    clock += 5 * MINUTE;
  });

  test('an address that tries many names waits, whatever the names', async () => {
    const codes: (string | undefined)[] = [];
    for (let n = 0; n < 40 && codes.at(-1) !== 'LOCKED'; n += 1)
      codes.push((await browser().signIn({ userName: `name${n}`, password: 'x' })).error?.code);
    expect(codes.at(-1)).toBe('LOCKED');
    expect(codes.length).toBeLessThanOrEqual(31);
    clock += 16 * MINUTE;
  });

  test('a change ends every other session, and needs the present password', async () => {
    const [one, other] = [await person('otieno'), browser()];
    await other.signIn({ userName: 'otieno', password: PASSWORD });
    const change = 'mutation($c: String!, $n: String!) { changePassword(current: $c, next: $n) }';
    expect((await one.ask(change, { c: 'wrong', n: NEXT })).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect((await one.ask(change, { c: PASSWORD, n: NEXT })).data).toEqual({ changePassword: true });
    expect((await one.ask('{ ownAccount { sessions { isThis } } }')).data.ownAccount.sessions).toEqual([
      { isThis: true },
    ]);
    expect((await other.ask('{ viewer { name } }')).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    expect(await browser().signIn({ userName: 'otieno', password: PASSWORD })).toMatchObject({
      error: { code: 'WRONG' },
    });
    expect(await browser().signIn({ userName: 'otieno', password: NEXT })).toMatchObject({ viewer: 'Person otieno' });
  });

  test('a first password is valid for 72 hours', async () => {
    const add = `mutation { addAccount(userName: "late", name: "Late", right: { role: "viewer" }) { firstPassword } }`;
    const password = (await administrator.ask(add)).data.addAccount.firstPassword;
    clock += 72 * 60 * MINUTE;
    expect(await browser().signIn({ userName: 'late', password, newPassword: NEXT })).toMatchObject({
      error: { code: 'FIRST_PASSWORD_OVER' },
    });
    await administrator.signIn({ userName: 'root@mnara.example', password: PASSWORD });
  });
});

describe('second factor', () => {
  test('a sign-in needs a code, each valid once, or a recovery code, each valid once', async () => {
    const one = await person('wambui');
    const { secret } = (await one.ask('mutation { beginSecondFactor { secret address } }')).data.beginSecondFactor;
    const codeAt = (at: number) => new TOTP({ secret }).generate({ timestamp: at });
    const confirm = 'mutation($c: String!) { confirmSecondFactor(code: $c) }';
    expect((await one.ask(confirm, { c: '000000' })).errors?.[0]?.extensions?.code).toBe('BAD_VALUE');
    // An offer that was not confirmed is not asked for.
    expect(await browser().signIn({ userName: 'wambui', password: PASSWORD })).toHaveProperty('viewer');
    const recovery: string[] = (await one.ask(confirm, { c: codeAt(clock) })).data.confirmSecondFactor;
    const who = { userName: 'wambui', password: PASSWORD };
    expect(await browser().signIn(who)).toMatchObject({ error: { code: 'CODE_NEEDED' } });
    expect(await browser().signIn({ ...who, code: codeAt(clock) })).toMatchObject({ error: { code: 'CODE_WRONG' } });
    clock += 30_000;
    expect(await browser().signIn({ ...who, code: codeAt(clock) })).toHaveProperty('viewer');
    expect(await browser().signIn({ ...who, code: codeAt(clock) })).toMatchObject({ error: { code: 'CODE_WRONG' } });
    expect(await browser().signIn({ ...who, code: recovery[0] ?? '' })).toHaveProperty('viewer');
    expect(await browser().signIn({ ...who, code: recovery[0] ?? '' })).toMatchObject({
      error: { code: 'CODE_WRONG' },
    });
    // A person who does not know the password is not told whether there is a code.
    expect(await browser().signIn({ ...who, password: 'wrong' })).toMatchObject({ error: { code: 'WRONG' } });
    const stored = await network.database.query('SELECT recovery_codes FROM mnara.account');
    expect(JSON.stringify(stored.rows)).not.toContain(recovery[1]);
  });
});

describe('sessions', () => {
  test('end when they are idle, at their end, and when the person signs out', async () => {
    const one = await person('achieng');
    const other = browser();
    await other.signIn({ userName: 'achieng', password: PASSWORD });
    const ended = other.cookie;
    expect(await other.post('/session/end', {})).toEqual({ provider: false });
    expect(other.cookie).toBe('');
    expect(await new Browser(api.url, ended).ask('{ viewer { name } }')).toHaveProperty('errors');
    for (let n = 0; n < 3; n += 1) {
      clock += 25 * MINUTE;
      expect(await one.post('/session', {})).toHaveProperty('expiresAt', Math.floor(clock / 1000) * 1000 + 30 * MINUTE);
    }
    const stolen = one.cookie;
    clock += 31 * MINUTE;
    expect(await one.post('/session', {})).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
    expect(await new Browser(api.url, stolen).ask('{ viewer { name } }')).toHaveProperty('errors');
    await one.signIn({ userName: 'achieng', password: PASSWORD });
    for (let n = 0; n < 28; n += 1) {
      clock += 25 * MINUTE;
      await one.post('/session', {});
    }
    clock += 21 * MINUTE;
    expect(await one.post('/session', {})).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
  });

  test('a sign-in ends the session that the browser had, so that none can be planted', async () => {
    const one = await person('mwangi');
    const planted = one.cookie;
    await one.signIn({ userName: 'mwangi', password: PASSWORD });
    clock += 3_000;
    expect(await new Browser(api.url, planted).ask('{ viewer { name } }')).toHaveProperty('errors');
    expect((await one.ask('{ viewer { name } }')).data.viewer.name).toBe('Person mwangi');
  });

  test('a changed right and a disabled account end them, and a person ends only the own ones', async () => {
    const [one, two] = [await person('chebet'), await person('kiptoo')];
    await administrator.signIn({ userName: 'root@mnara.example', password: PASSWORD });
    const all = (await administrator.ask('{ accounts { id userName } }')).data.accounts as {
      id: string;
      userName: string;
    }[];
    const idOf = (name: string) => all.find(({ userName }) => userName === name)?.id;
    const theirs = (await two.ask('{ ownAccount { sessions { id } } }')).data.ownAccount.sessions[0].id;
    expect((await one.ask(`mutation { endSession(id: "${theirs}") }`)).data).toEqual({ endSession: false });
    await administrator.ask(
      `mutation { changeAccountRight(id: "${idOf('chebet')}", right: { role: "operator", regionId: "R1" }) { account { role } } }`,
    );
    expect((await one.ask('{ viewer { name } }')).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    await one.signIn({ userName: 'chebet', password: PASSWORD });
    expect((await one.ask('{ viewer { role scopeId } }')).data.viewer).toEqual({ role: 'operator', scopeId: 'R1' });
    await administrator.ask(`mutation { disableAccount(id: "${idOf('kiptoo')}") { account { disabledAt } } }`);
    expect((await two.ask('{ viewer { name } }')).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    expect(await two.signIn({ userName: 'kiptoo', password: PASSWORD })).toMatchObject({ error: { code: 'WRONG' } });
    const own = await administrator.ask(
      `mutation { disableAccount(id: "${idOf('root@mnara.example')}") { account { id } } }`,
    );
    expect(own.errors?.[0]?.message).toContain('your own right');
  });
});
