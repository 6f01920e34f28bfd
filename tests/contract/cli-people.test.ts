import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { type Called, mnara, ROOT, type Served, serveMnara } from '../_support/mnara.js';

// The test starts the program many times, which takes long on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const folder = mkdtempSync(join(tmpdir(), 'mnara-people-'));
// When the test runs as root, the database runs as another user, who needs access to the folder.
chmodSync(folder, 0o755);
const data = join(folder, 'data');
const PEOPLE = `people:
  - { id: amina, name: Amina, role: secretariat, timeZone: Africa/Nairobi, contacts: [{ channel: dashboard }] }
  - { id: brian, name: Brian, role: secretariat, timeZone: Africa/Nairobi, contacts: [{ channel: dashboard }] }
  - { id: carol, name: Carol, role: secretariat, timeZone: Africa/Nairobi, contacts: [{ channel: dashboard }] }
`;
const ROSTER = `rosters:
  - { id: night, names: { en: Night }, role: secretariat, duties: [{ person: amina, deputy: brian }] }
`;
let server: Served | undefined;
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true });
});

const apply = (text: string): Promise<Called> => {
  const path = join(folder, 'people.yaml');
  writeFileSync(path, text);
  return mnara('people', 'apply', path, '--data', data);
};
const people = (...args: string[]): Promise<Called> => mnara('people', ...args, '--data', data);
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const standIns = async () =>
  (JSON.parse((await people('stand-ins')).stdout) as { standIns: Record<string, string>[] }).standIns;

/** The same steps with and without a server. */
async function standInAndEnd(): Promise<void> {
  const until = inDays(3);
  const made = await people(
    'stand-in',
    'carol',
    '--for',
    'amina',
    '--until',
    `${until}T08:00`,
    '--reason',
    'Amina is ill',
  );
  expect(made).toMatchObject({ code: 0, stderr: '' });
  // In Carol's time zone, three hours ahead of UTC.
  expect(made.stdout).toMatch(
    new RegExp(`^stand-in \\d+: carol for amina in the roster night until ${until}T05:00:00.000Z\n$`),
  );
  const [one] = await standIns();
  expect(one).toMatchObject({
    rosterId: 'night',
    personId: 'carol',
    insteadOfId: 'amina',
    reason: 'Amina is ill',
    madeBy: expect.any(String),
  });
  const ended = await people('end-stand-in', one?.id ?? '');
  expect(ended).toMatchObject({ code: 0, stdout: 'ended: carol for amina in the roster night\n' });
  expect(await standIns()).toEqual([]);
  expect(await people('end-stand-in', one?.id ?? '')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no active stand-in'),
  });
  for (const [args, says] of [
    [['dan', '--until', until], 'There is no person "dan"; use an id from the file of people'],
    [['carol', '--for', 'dan', '--until', until], 'in which "dan" has a turn'],
    [['carol', '--for', 'carol', '--until', until], 'cannot stand in for themselves'],
    [['carol', '--until', 'Friday'], '--until Friday is not a date; write ISO dates'],
    [['carol', '--until', inDays(-2)], 'is in the past'],
    [['carol', '--until', inDays(90)], 'Somebody stands in for 1 to'],
  ] as const)
    expect(await people('stand-in', ...args, '--reason', 'x')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(says),
    });
  expect(await standIns()).toEqual([]);
}

test('stand-ins can be managed without a server', async () => {
  expect(await people('stand-in', 'carol', '--until', inDays(1), '--reason', 'x')).toMatchObject({ code: 3 });
  expect((await mnara('network', 'apply', join(ROOT, 'tests/bank-log/network.yaml'), '--data', data)).code).toBe(0);
  expect((await apply(PEOPLE)).code).toBe(0);
  expect(await people('stand-in', 'carol', '--until', inDays(1), '--reason', 'x')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no roster of secretariat'),
  });
  expect((await apply(PEOPLE + ROSTER)).code).toBe(0);
  await standInAndEnd();
});

test('stand-ins can be managed on a running server, and tokens can be revoked individually', async () => {
  server = await serveMnara('--data', data, '--port', '0', '--network', join(ROOT, 'tests/bank-log/network.yaml'));
  await standInAndEnd();
  const give = (name: string): Promise<Called> => mnara('token', '--role', 'viewer', '--name', name, '--data', data);
  const [lost, other] = [await give('lost'), await give('other')];
  const id = /mnara token end (\S+)/.exec(lost.stderr)?.[1] ?? '';
  expect(lost.stdout.trim().split('.')).toHaveLength(3);
  const listed = JSON.parse((await mnara('token', 'list', '--data', data)).stdout) as { tokens: unknown[] };
  expect(listed.tokens).toMatchObject([
    { name: 'other' },
    { id, name: 'lost', role: 'viewer', issuedBy: 'administrator' },
  ]);
  expect(await mnara('token', 'end', id, '--data', data)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('ended: the token of lost'),
  });
  expect(await mnara('token', 'end', id, '--data', data)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('mnara token list'),
  });
  const ask = async (token: string): Promise<number> =>
    (
      await fetch(`${server?.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token.trim()}` },
        body: '{"query":"{ viewer { name } }"}',
      })
    ).status;
  for (let waited = 0; (await ask(lost.stdout)) === 200; waited += 100) {
    expect(waited).toBeLessThan(40_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect([await ask(lost.stdout), await ask(other.stdout)]).toEqual([401, 200]);
  expect(await mnara('token', '--name', 'x', '--data', data)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--role'),
  });
});
