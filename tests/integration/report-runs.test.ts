import { describe, expect, test } from 'vitest';
import { RecipientStore } from '#store/reports/recipient-store.js';
import { RunStore } from '#store/reports/run-store.js';
import { SavedViewStore } from '#store/views/saved-view-store.js';
import {
  addAgent,
  addPerson,
  makeRunner,
  runAll,
  runsOf,
  startDispatch,
  subscribe,
  testRenderer,
} from '../_support/report-bench.js';
import { DAY, DUE, HOUR, ID, reportSuite } from '../_support/report-suite.js';
import { until } from '../_support/until.js';

const { clock, db, dispatcher, notices, only, server, stopAfter } = reportSuite();

test('a report that is due goes by mail to its recipient once, with its file', async () => {
  await addPerson(db(), 'sam');
  await subscribe(db(), ID, clock.now, { personIds: ['sam'] });
  const { runner, failures } = await makeRunner(db(), clock);
  await runAll(runner);
  expect(await runsOf(db(), ID)).toEqual([]);
  clock.now = DUE;
  await runAll(runner);
  expect(await only()).toMatchObject({
    period: '2026-W48',
    fromDay: '2026-11-23',
    toDay: '2026-11-30',
    state: 'sending',
  });
  dispatcher();
  await until('the mail arrives', () => server().mails.length === 1);
  await until('the run is sent', async () => {
    clock.now += 60_000;
    await runAll(runner);
    return (await only()).state === 'sent';
  });
  const [mail] = server().mails;
  expect(mail?.to).toEqual(['sam@ministry.example']);
  expect(mail?.raw).toContain('Subject: Weekly letter: 2026-W48');
  expect(mail?.raw).toContain('filename=report-2026-W48.pdf');
  expect(mail?.raw).toContain(Buffer.from('%PDF-1.7 2026-W48').toString('base64'));
  expect(failures).toEqual([]);
});

describe('waiting for data', () => {
  test('a run waits until every agent has passed the end of the period, each by its own clock', async () => {
    await subscribe(db(), ID, clock.now);
    const renderer = testRenderer();
    const { runner } = await makeRunner(db(), clock, { renderer });
    await addAgent(db(), 'C3', DUE - 2 * DAY);
    clock.now = DUE;
    await runAll(runner);
    expect(await only()).toMatchObject({
      state: 'waiting_for_data',
      missing: [{ centreId: 'C3', why: 'silent', upTo: DUE - 2 * DAY }],
    });
    await addAgent(db(), 'C3', DUE + 60_000, 4);
    clock.now = DUE + 2 * 60_000;
    await runAll(runner);
    expect((await only()).missing).toMatchObject([{ centreId: 'C3', why: 'behind' }]);
    await addAgent(db(), 'C3', DUE + 60_000);
    clock.now = DUE + 4 * 60_000;
    await runAll(runner);
    expect(await only()).toMatchObject({ state: 'skipped', reason: 'no_recipients', missing: [] });
    expect(renderer.requests).toHaveLength(1);
  });

  test('at the deadline the report is made and names the centres that are missing', async () => {
    await subscribe(db(), ID, clock.now);
    const renderer = testRenderer();
    const { runner } = await makeRunner(db(), clock, { renderer });
    await db().query(`DELETE FROM mnara.agent_position WHERE agent_id = 'C2'`);
    await addAgent(db(), 'C3', DUE - 2 * DAY);
    clock.now = DUE;
    await runAll(runner);
    clock.now = DUE + 3 * HOUR - 1;
    await runAll(runner);
    expect((await only()).state).toBe('waiting_for_data');
    clock.now = DUE + 3 * HOUR;
    await runAll(runner);
    expect(renderer.requests[0]?.missing).toEqual([
      { centreId: 'C2', why: 'never_connected', upTo: null },
      { centreId: 'C3', why: 'silent', upTo: DUE - 2 * DAY },
    ]);
  });
});

test('a server that was down at the due time gives the agents the whole time until the deadline', async () => {
  await subscribe(db(), ID, clock.now);
  const { runner } = await makeRunner(db(), clock);
  await addAgent(db(), 'C3', DUE - 2 * DAY);
  clock.now = DUE + 5 * HOUR;
  await runAll(runner);
  expect(await only()).toMatchObject({ state: 'waiting_for_data', missing: [{ centreId: 'C3' }] });
  clock.now = DUE + 8 * HOUR;
  await runAll(runner);
  expect((await only()).state).not.toBe('waiting_for_data');
});

test('a run waits for an agent that was enrolled lately and has not been in contact yet', async () => {
  await subscribe(db(), ID, clock.now);
  const { runner } = await makeRunner(db(), clock);
  await db().query(`DELETE FROM mnara.agent_position WHERE agent_id = 'C2'`);
  const enrol = (at: number) =>
    db().query(
      `INSERT INTO mnara.agent (agent_id, centre_id, key_hash, key_salt, enrolled_at) VALUES ('new', 'C2', '', '', $1)
       ON CONFLICT (agent_id) DO UPDATE SET enrolled_at = excluded.enrolled_at`,
      [new Date(at)],
    );
  await enrol(DUE - DAY);
  clock.now = DUE;
  await runAll(runner);
  expect(await only()).toMatchObject({
    state: 'waiting_for_data',
    missing: [{ centreId: 'C2', why: 'silent', upTo: null }],
  });
  await enrol(DUE - 8 * DAY);
  clock.now += 60_001;
  await runAll(runner);
  expect(await only()).toMatchObject({ state: 'skipped', missing: [{ centreId: 'C2', why: 'never_connected' }] });
});

test('E12: after a downtime the newest period is made once, and older ones are listed as skipped (server down)', async () => {
  await subscribe(db(), ID, clock.now - 3 * 7 * DAY);
  const { runner } = await makeRunner(db(), clock);
  clock.now = DUE;
  await runAll(runner);
  await runAll(runner);
  expect((await runsOf(db(), ID)).map(({ period, state, reason }) => [period, state, reason])).toEqual([
    ['2026-W45', 'skipped', 'server_down'],
    ['2026-W46', 'skipped', 'server_down'],
    ['2026-W47', 'skipped', 'server_down'],
    ['2026-W48', 'skipped', 'no_recipients'],
  ]);
});

test('E21: when the right of the owner ends, runs stop, and the lead of the region is asked to take over', async () => {
  const scope = { kind: 'region', regionId: 'R1' } as const;
  await addPerson(db(), 'sam');
  await addPerson(db(), 'rita', { role: 'county_commissioner', scope });
  const ended = new Set<string>();
  await subscribe(db(), ID, clock.now, { runAs: { name: 'ann', scope, tokenId: 't1' }, personIds: ['sam'] });
  const { runner } = await makeRunner(db(), clock, { endedTokens: ended });
  clock.now = DUE;
  ended.add('t1');
  await runAll(runner);
  expect(await only()).toMatchObject({ state: 'skipped', reason: 'grant_ended' });
  expect(await notices()).toMatchObject([{ to: 'rita', title: 'A report has stopped: Weekly letter, 2026-W48' }]);
  clock.now = DUE + 7 * DAY;
  await runAll(runner);
  await only();
  const { rows } = await db().query('SELECT stopped_why FROM mnara.subscription');
  expect(rows).toEqual([{ stopped_why: 'grant_ended' }]);
  expect(server().mails).toEqual([]);
});

test('E21: a right that ends by itself stops the report too', async () => {
  await subscribe(db(), ID, clock.now, { runAs: { name: 'ann', scope: { kind: 'network' }, endsAt: DUE } });
  const { runner } = await makeRunner(db(), clock);
  clock.now = DUE;
  await runAll(runner);
  expect(await only()).toMatchObject({ state: 'skipped', reason: 'grant_ended' });
});

test('E22: deleting a view ends its subscriptions and their open runs in the same transaction', async () => {
  const ann = { name: 'ann', scope: { kind: 'network' }, seesStaff: false, expiresAt: 0 } as const;
  const views = new SavedViewStore(db());
  const viewId = '00000000-0000-4000-8000-0000000000aa';
  const content = { name: 'v', audience: 'own', question: '{"ids":["visits"]}', chart: null } as const;
  await views.add(ann, viewId, content, clock.now);
  await subscribe(db(), ID, clock.now, { content: { template: 'table', viewId } });
  await addAgent(db(), 'C3', DUE - 2 * DAY);
  const { runner } = await makeRunner(db(), clock);
  clock.now = DUE;
  await runAll(runner);
  expect((await only()).state).toBe('waiting_for_data');
  await views.delete(ann, viewId, clock.now);
  expect(await only()).toMatchObject({ state: 'skipped', reason: 'stopped' });
  clock.now += 7 * DAY;
  await runAll(runner);
  await only();
});

test('E23: a recipient who leaves while a report waits does not get it', async () => {
  await addPerson(db(), 'sam');
  await subscribe(db(), ID, clock.now, { personIds: ['sam'] });
  const { runner } = await makeRunner(db(), clock);
  clock.now = DUE;
  await runAll(runner);
  const { rows } = await db().query<{ key: string }>('SELECT leave_key AS key FROM mnara.subscription_recipient');
  expect(await new RecipientStore(db()).leave(rows[0]?.key ?? '', clock.now)).toBe(true);
  dispatcher();
  clock.now += 60_000;
  await runAll(runner);
  expect(await only()).toMatchObject({ state: 'skipped', reason: 'no_recipients' });
  expect(server().mails).toEqual([]);
});

test('without a mail server the report is in the archive and the run says so', async () => {
  await addPerson(db(), 'sam');
  await subscribe(db(), ID, clock.now, { personIds: ['sam'] });
  const { runner } = await makeRunner(db(), clock);
  clock.now = DUE;
  await runAll(runner);
  const none = {
    send: async () => ({ kind: 'refused', reason: 'not_configured', says: 'No mail.', fix: 'Set it.' }) as const,
    close: async () => {},
  };
  const { dispatcher: started } = startDispatch(db(), none, clock);
  stopAfter(() => started.stop());
  await until('the run ends', async () => {
    clock.now += 60_000;
    await runAll(runner);
    return (await only()).state === 'skipped';
  });
  expect(await only()).toMatchObject({ reason: 'no_mail_server' });
  const { rows } = await db().query('SELECT name FROM mnara.report_file');
  expect(rows).toEqual([{ name: 'report-2026-W48.pdf' }]);
  // Once there is one, a person can have it made again.
  await started.stop();
  const { id: runId, ...run } = await only();
  expect(await new RunStore(db()).ask(run, clock.now)).toBe(runId);
  await runAll(runner);
  dispatcher();
  await until('the mail arrives', () => server().mails.length === 1);
});

test('E28: files that are larger than a mail may be go as a link', async () => {
  await addPerson(db(), 'sam');
  await subscribe(db(), ID, clock.now, { personIds: ['sam'] });
  const { runner } = await makeRunner(db(), clock, { config: { attachmentBytes: 5 } });
  clock.now = DUE;
  await runAll(runner);
  dispatcher();
  await until('the mail arrives', () => server().mails.length === 1);
  const raw = (server().mails[0]?.raw ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
  expect(raw).not.toContain('filename');
  expect(raw).toMatch(/https:\/\/mnara\.example\/exports\/reports\/link\/[0-9a-f]{32}/);
  expect(raw).toContain('until 2026-12-30');
});
