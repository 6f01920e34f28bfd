import { afterAll, beforeAll, expect, test } from 'vitest';
import { SessionTokens } from '#administration/access/session-tokens.js';
import { startApi, type TestApi } from '../_support/api-server.js';
import { startSmallNetwork } from '../_support/small-network.js';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
const token: Record<string, string> = {};

beforeAll(async () => {
  network = await startSmallNetwork();
  api = await startApi(network.database);
  const named = (name: string, role?: 'operator') =>
    api.token({ kind: 'centre', centreId: 'C1' }, false, 600, role, name);
  for (const name of ['ann', 'ben']) token[name] = await named(name);
  token['olga'] = await named('olga', 'operator');
  const root = { name: 'root', scope: { kind: 'network' }, seesStaff: true, isAdministrator: true } as const;
  token['root'] = (await new SessionTokens(new Uint8Array(32).fill(7)).issue(root, 600, Date.now())).token;
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

const SAVE = `mutation($input: SavedViewInput!) { saveView(input: $input) { id version name owner audience mayChange question chart } }`;
const LIST = '{ savedViews { id name owner isBuiltIn mayChange } }';
const VERSIONS = 'query($id: ID!) { savedViewVersions(id: $id) { version name changedBy question } }';
const DELETE = 'mutation($id: ID!) { deleteView(id: $id) }';
const QUESTION = '{"ids":["visits"],"by":["region"],"period":"last_month"}';
const HOSTILE = `=cmd|'/c calc'!A1 "'; DROP TABLE mnara.saved_view; -- \u202E`;

const save = (who: string, input: object) =>
  api.ask(token[who] ?? '', SAVE, { input: { name: 'mine', audience: 'own', question: QUESTION, ...input } });
const names = async (who: string): Promise<string[]> => {
  const { data } = await api.ask(token[who] ?? '', LIST);
  return data.savedViews.filter((view: { isBuiltIn: boolean }) => !view.isBuiltIn).map(({ name }: never) => name);
};
const codeOf = ({ errors }: Awaited<ReturnType<TestApi['ask']>>) => errors?.[0]?.extensions?.code;

test('saveView keeps a view for its owner, its role or everyone, as its author chose', async () => {
  const own = await save('ann', { name: HOSTILE });
  expect(own.data.saveView).toMatchObject({ version: 1, name: HOSTILE, owner: 'ann', question: QUESTION });
  await save('ann', { name: 'for viewers', audience: 'role' });
  await save('ann', { name: 'for everyone', audience: 'everyone' });
  expect(await names('ann')).toEqual([HOSTILE, 'for everyone', 'for viewers']);
  expect(await names('ben')).toEqual(['for everyone', 'for viewers']);
  expect(await names('olga')).toEqual(['for everyone']);
  expect(await names('root')).toEqual(['for everyone', 'for viewers']);
});

test('saveView keeps every version and refuses a change of one that is not the newest', async () => {
  const { id } = (await save('ann', { name: 'first' })).data.saveView;
  const second = await save('ann', { id, version: 1, name: 'second', question: '{"ids":["served"]}' });
  expect(second.data.saveView).toMatchObject({ id, version: 2, name: 'second' });
  const stale = await save('ann', { id, version: 1, name: 'lost' });
  expect(codeOf(stale)).toBe('CONFLICT');
  expect(stale.errors?.[0]?.message).toContain('Version 2');
  expect(codeOf(await save('ann', { id, name: 'without a version' }))).toBe('BAD_VALUE');
  const { data } = await api.ask(token['ann'] ?? '', VERSIONS, { id });
  expect(data.savedViewVersions).toEqual([
    { version: 2, name: 'second', changedBy: 'ann', question: '{"ids":["served"]}' },
    { version: 1, name: 'first', changedBy: 'ann', question: QUESTION },
  ]);
  expect((await api.ask(token['ben'] ?? '', VERSIONS, { id })).data.savedViewVersions).toEqual([]);
});

test('of two changes at once of the same version saveView keeps one', async () => {
  const { id } = (await save('ann', { name: 'race' })).data.saveView;
  const both = await Promise.all([1, 2, 3, 4].map((n) => save('ann', { id, version: 1, name: `race ${n}` })));
  expect(both.map((answer) => codeOf(answer) ?? 'saved').sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'saved']);
});

test('a shared view is changed and deleted by its owner or an administrator only, and an own one is unknown', async () => {
  const { id } = (await save('ann', { name: 'shared', audience: 'everyone' })).data.saveView;
  const { id: hidden } = (await save('ann', { name: 'hidden' })).data.saveView;
  expect(codeOf(await save('ben', { id, version: 1 }))).toBe('FORBIDDEN');
  expect(codeOf(await api.ask(token['ben'] ?? '', DELETE, { id }))).toBe('FORBIDDEN');
  expect(codeOf(await api.ask(token['root'] ?? '', DELETE, { id: hidden }))).toBe('NOT_FOUND');
  expect(codeOf(await api.ask(token['ben'] ?? '', DELETE, { id: `${id}' OR true` }))).toBe('NOT_FOUND');
  const changed = await save('root', { id, version: 1, name: 'shared again', audience: 'everyone' });
  expect(changed.data.saveView).toMatchObject({ owner: 'ann', version: 2 });
  expect((await api.ask(token['root'] ?? '', DELETE, { id })).data).toEqual({ deleteView: true });
  expect(codeOf(await save('ann', { id, version: 2 }))).toBe('NOT_FOUND');
  expect(await names('ben')).not.toContain('shared again');
});

test('built-in views come first, have names in four languages and cannot be changed', async () => {
  const query = '{ savedViews { id isBuiltIn question en: name kk: name(language: kk) } }';
  const views = (await api.ask(token['ben'] ?? '', query)).data.savedViews;
  expect(views.slice(0, 6).map(({ isBuiltIn }: { isBuiltIn: boolean }) => isBuiltIn)).toEqual(Array(6).fill(true));
  expect(views[0]).toMatchObject({ en: 'Monthly scorecard of counties', kk: 'Өңірлердің айлық көрсеткіштері' });
  expect(JSON.parse(views[0].question)).toMatchObject({ by: ['region'], period: 'last_month' });
  expect(codeOf(await save('root', { id: 'integrity', version: 1 }))).toBe('FORBIDDEN');
  expect(codeOf(await api.ask(token['root'] ?? '', DELETE, { id: 'integrity' }))).toBe('FORBIDDEN');
});

test('saveView refuses what it cannot keep, with the reason', async () => {
  for (const input of [
    { name: ' ' },
    { audience: 'all' },
    { question: '5' },
    { question: `{"a":"${'x'.repeat(30_000)}"}` },
  ])
    expect(codeOf(await save('ann', input))).toBe('BAD_VALUE');
});
