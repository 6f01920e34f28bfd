import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { mnara, ROOT } from '../_support/mnara.js';

// Starts programs many times: a busy machine is slow, not wrong.
vi.setConfig({ testTimeout: 240_000 });

const folder = mkdtempSync(join(tmpdir(), 'mnara-rules-'));
// When the test runs as root, the database runs as another user, who needs access to the folder.
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

const RULE = `rules:
  - id: waits
    names: { en: Waits }
    advice: { en: Look }
    severity: warning
    watch: wait_mean
    window: 1h
    each: centre
    fire: "> 30m"
    policy: manager
`;
const TEST = `rules: rules.yaml
tests:
  - name: half an hour
    rule: waits
    start: 2026-11-24T09:00
    step: 15m
    series: [{ labels: { centre: C1 }, values: 100 2000x2 }]
    notifications: [{ at: 15m, alert: centre=C1, to: [centre_manager] }]
`;

const PEOPLE = `people:
  - { id: sam, name: Sam, role: secretariat, contacts: [{ channel: dashboard }] }
`;
const SECRETARY = `  - { id: eve, name: Eve, role: secretariat, contacts: [{ channel: dashboard }] }
`;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('check reports every fault with file, line and how to fix it; exit 1', async () => {
  expect(await mnara('rules', 'check')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/is valid: \d\d rules/),
  });
  const path = file('bad.yaml', RULE.replace('wait_mean', 'wait_meen').replace('warning', 'bad'));
  const { code, stdout, stderr } = await mnara('rules', 'check', path);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`${path}:5:15 rules[1].severity is "bad"; it has to be info or warning or critical.`);
  expect(stderr).toContain(`${path}:6:12 There is no KPI "wait_meen"; did you mean wait_mean`);
  expect(stderr).toContain('2 faults');
  expect(await mnara('rules', 'check', join(folder, 'none.yaml'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('check the path'),
  });
});

test('people: check reports every fault with file, line and how to fix it; exit 1', async () => {
  const good = file('people.yaml', PEOPLE);
  expect(await mnara('people', 'check', good)).toMatchObject({
    code: 0,
    stdout: `${good} is valid: 1 people, 0 rosters, 0 policies\n`,
  });
  const bad = file(
    'bad-people.yaml',
    `${PEOPLE}rosters:\n  - { id: r, names: { en: R }, role: secretariat, duties: [] }\n`,
  );
  const { code, stdout, stderr } = await mnara('people', 'check', bad);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`${bad}:4:`);
  expect(stderr).toContain('is empty: no one would be on duty; add a duty, or remove the roster.');
});

test('test runs the default tests, or files; a failure is described and exits 1', async () => {
  const all = await mnara('rules', 'test');
  expect(all.code).toBe(0);
  expect(JSON.parse(all.stdout)).toMatchObject({ failed: 0 });
  file('rules.yaml', RULE);
  expect((await mnara('rules', 'test', file('good.test.yaml', TEST))).code).toBe(0);
  const { code, stdout, stderr } = await mnara(
    'rules',
    'test',
    file('bad.test.yaml', TEST.replace('at: 15m', 'at: 30m')),
  );
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ passed: 0, failed: 1 });
  expect(stderr).toContain('half an hour: was not sent: 30m page waits centre=C1 to centre_manager');
  expect(stderr).toContain('half an hour: was sent and is not expected: 15m page waits centre=C1 to centre_manager');
});

test('apply and backtest work on a folder without a server; wrong use says how to fix it', async () => {
  const data = join(folder, 'data');
  const rules = file('rules.yaml', RULE);
  expect((await mnara('rules', 'apply', rules, '--data', data)).code).toBe(3);
  expect((await mnara('network', 'apply', join(ROOT, 'tests/bank-log/network.yaml'), '--data', data)).code).toBe(0);
  expect(await mnara('rules', 'apply', rules, '--data', data)).toMatchObject({
    code: 0,
    stdout: 'applied: 1 added, 0 changed, 0 removed, 0 unchanged\n',
  });
  const wrong = file('wrong.yaml', RULE.replace('each: centre', 'each: centre\n    where: { centres: [nosuch] }'));
  expect(await mnara('rules', 'apply', wrong, '--data', data)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('names the centre "nosuch", which is not there'),
  });
  const people = file('people.yaml', PEOPLE);
  expect(await mnara('people', 'apply', people, '--data', data)).toMatchObject({
    code: 0,
    stdout: 'applied: 1 people, 0 rosters, 0 policies\n',
    stderr: expect.stringMatching(/^No centre_manager for .*: steps for them are skipped\.$/m),
  });
  const nowhere = file(
    'nowhere.yaml',
    PEOPLE.replace('role: secretariat', 'role: centre_manager, centre: nosuch') + SECRETARY,
  );
  expect(await mnara('people', 'apply', nowhere, '--data', data)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Person "sam" names the centre "nosuch", which is not in the network'),
  });
  const period = ['--from', '1999-01-04', '--to', '1999-01-05', '--data', data];
  const { code, stdout } = await mnara('rules', 'backtest', rules, ...period);
  expect([code, JSON.parse(stdout)]).toEqual([0, { firings: [], skipped: [] }]);
  const backwards = await mnara(
    'rules',
    'backtest',
    rules,
    '--from',
    '1999-01-05',
    '--to',
    '1999-01-04',
    '--data',
    data,
  );
  expect(backwards).toMatchObject({ code: 2, stderr: expect.stringContaining('is not after --from') });
  expect(await mnara('rules', 'backtest', rules, ...period, '--rule', 'nosuch')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no rule "nosuch"'),
  });
});
