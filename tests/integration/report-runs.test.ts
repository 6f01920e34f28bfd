import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LEASE_MS as SEND_LEASE_MS } from '#alerting/delivery/dispatch-lane.js';
import { LEASE_MS, OVERDUE_MS } from '#api/reports/report-runner.js';
import { RequestError } from '#domain/access/request-error.js';
import { PostgresOutbox } from '#store/messages/postgres-outbox.js';
import { RecipientStore } from '#store/reports/recipient-store.js';
import { RunStore } from '#store/reports/run-store.js';
import { readDeliveries } from '#store/reports/send-reports.js';
import { SavedViewStore } from '#store/views/saved-view-store.js';
import { startMailServer } from '../_support/mail-server.js';
import {
  addAgent,
  addPerson,
  mailChannel,
  makeRunner,
  runAll,
  runsOf,
  startDispatch,
  subscribe,
  type TestClock,
  testRenderer,
} from '../_support/report-bench.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

const ID = '00000000-0000-4000-8000-000000000001';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Monday 30 November 2026, 07:30 in Nairobi. */
const DUE = Date.UTC(2026, 10, 30, 4, 30);

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let server: Awaited<ReturnType<typeof startMailServer>>;
let clock: TestClock;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [network, server] = await Promise.all([startSmallNetwork(), startMailServer()]);
});
beforeEach(async () => {
  clock = { now: DUE - DAY };
  for (const centre of ['C1', 'C2', 'C3']) await addAgent(network.database, centre, DUE);
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  server.behave(() => undefined);
  server.mails.length = 0;
  await network.clear();
  await network.database.query(`TRUNCATE mnara.report_delivery, mnara.report_figure, mnara.report_file,
    mnara.report_run, mnara.subscription_recipient, mnara.subscription, mnara.notification, mnara.contact,
    mnara.supervisor, mnara.saved_view CASCADE`);
});
afterAll(async () => {
  await server?.stop();
  await network?.stop();
});

const db = () => network.database;
const dispatcher = () => {
  const channel = mailChannel(db(), server);
  const started = startDispatch(db(), channel, clock);
  stops.push(
    () => channel.close(),
    () => started.dispatcher.stop(),
  );
  return started;
};
const only = async () => {
  const runs = await runsOf(db(), ID);
  expect(runs).toHaveLength(1);
  return runs[0] as (typeof runs)[number];
};
const notices = async () =>
  (
    await db().query<{ key: string; to: string; title: string }>(
      `SELECT idempotency_key AS key, supervisor_id AS to, words->'title'->>'en' AS title FROM mnara.notification
        WHERE kind = 'report_notice' ORDER BY notification_id`,
    )
  ).rows;

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
  await until('the mail arrives', () => server.mails.length === 1);
  await until('the run is sent', async () => {
    clock.now += 60_000;
    await runAll(runner);
    return (await only()).state === 'sent';
  });
  const [mail] = server.mails;
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
  await db().query('DELETE FROM mnara.agent');
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

describe('E9: at most one mail for each recipient and period', () => {
  test('ten schedulers at once make one run and one mail for each recipient', async () => {
    for (const id of ['p1', 'p2', 'p3']) await addPerson(db(), id);
    await subscribe(db(), ID, clock.now, { personIds: ['p1', 'p2', 'p3'] });
    clock.now = DUE;
    const runners = await Promise.all(Array.from({ length: 10 }, () => makeRunner(db(), clock)));
    await Promise.all(runners.map(({ runner }) => runAll(runner)));
    dispatcher();
    dispatcher();
    await until('the mails arrive', () => server.mails.length >= 3);
    await until('all are settled', async () => {
      const { rows } = await db().query<{ state: string }>('SELECT state FROM mnara.notification');
      return rows.every(({ state }) => state === 'sent');
    });
    expect(server.mails.map(({ to }) => to[0]).sort()).toEqual(
      ['p1', 'p2', 'p3'].map((id) => `${id}@ministry.example`),
    );
  });

  test('a report whose sender was killed between send and commit is marked as possibly sent and not sent again', async () => {
    for (const id of ['p1', 'p2']) await addPerson(db(), id);
    await subscribe(db(), ID, clock.now, { personIds: ['p1', 'p2'] });
    const { runner } = await makeRunner(db(), clock);
    clock.now = DUE;
    await runAll(runner);
    // A sender claims one mail and ends: nobody knows whether it was sent.
    const outbox = new PostgresOutbox(db());
    const claim = { channel: 'email', max: 1, leaseMs: SEND_LEASE_MS, busyContacts: [], servedContacts: [] } as const;
    const [lost] = await outbox.claim({ ...claim, now: clock.now });
    clock.now += SEND_LEASE_MS + 1;
    dispatcher();
    await until('the other mail arrives', () => server.mails.length === 1);
    await until('the run ends', async () => {
      clock.now += 60_000;
      await runAll(runner);
      return (await only()).state === 'sent';
    });
    expect(await only()).toMatchObject({ reason: 'partly_sent', says: 'sent: 1, may have been sent: 1 (uncertain).' });
    const deliveries = await readDeliveries(db(), [(await only()).id]);
    expect(deliveries.map(({ state }) => state).sort()).toEqual(['sent', 'uncertain']);
    expect(server.mails.map(({ to }) => to[0])).not.toContain(lost?.address);
    expect(await notices()).toMatchObject([{ title: expect.stringContaining('did not reach all recipients') }, {}]);
  });

  test('control: a notice whose sender was killed is sent again', async () => {
    await addPerson(db(), 'p1');
    await db().query(
      `INSERT INTO mnara.notification (idempotency_key, kind, supervisor_id, contact_id, channel, address, group_key,
         created_at, due_at, words) SELECT 'n1', 'report_notice', supervisor_id, contact_id, channel, address, '', $1, $1,
         '{"title":{"en":"x"},"text":{"en":"x"}}' FROM mnara.contact`,
      [new Date(clock.now)],
    );
    const claim = { channel: 'email', max: 1, leaseMs: 1000, busyContacts: [], servedContacts: [] } as const;
    const outbox = new PostgresOutbox(db());
    expect(await outbox.claim({ ...claim, now: clock.now })).toHaveLength(1);
    expect(await outbox.claim({ ...claim, now: clock.now + 1001 })).toHaveLength(1);
  });
});

test('E10: a mail server that is down for two hours over the due time gets the report once, and it is reported as overdue', async () => {
  await addPerson(db(), 'sam');
  await subscribe(db(), ID, clock.now, { content: { deadlineSeconds: 0 }, personIds: ['sam'] });
  const { runner } = await makeRunner(db(), clock);
  server.behave(() => ({ status: 451, text: 'down for maintenance' }));
  clock.now = DUE;
  await runAll(runner);
  dispatcher();
  const attempts = async () =>
    (await db().query<{ n: number }>(`SELECT sum(attempts)::int AS n FROM mnara.notification WHERE kind = 'report'`))
      .rows[0]?.n ?? 0;
  for (const at of [DUE, DUE + HOUR, DUE + OVERDUE_MS + 60_000, DUE + 2 * HOUR]) {
    const before = await attempts();
    clock.now = at + 60_000;
    // An attempt from before the clock moved may settle only now.
    await until('it is tried', async () => {
      clock.now += 1000;
      return (await attempts()) > before;
    });
    await runAll(runner);
    expect((await only()).state).toBe('sending');
  }
  expect((await notices()).map(({ to, title }) => [to, title])).toEqual([
    ['sam', 'A report is overdue: Weekly letter, 2026-W48'],
  ]);
  server.behave(() => undefined);
  const mails = () => server.mails.filter(({ raw }) => raw.includes('Subject: Weekly letter'));
  await until('the report arrives', async () => {
    clock.now += 60_000;
    return mails().length > 0;
  });
  await until('the run is sent', async () => {
    clock.now += 60_000;
    await runAll(runner);
    return (await only()).state === 'sent';
  });
  expect(mails()).toHaveLength(1);
});

describe('E7: a report that cannot be rendered', () => {
  test('is not sent, is tried again, and those who are responsible are told once', async () => {
    await addPerson(db(), 'sam');
    await subscribe(db(), ID, clock.now, { personIds: ['sam'] });
    let fails = 2;
    const renderer = testRenderer(async () => {
      fails -= 1;
      if (fails >= 0) throw new Error('connection terminated');
    });
    const { runner, failures } = await makeRunner(db(), clock, { renderer });
    clock.now = DUE;
    await runAll(runner);
    expect(await only()).toMatchObject({ state: 'rendering', reason: 'not_rendered', attempts: 1 });
    clock.now += 61_000;
    await runAll(runner);
    expect(await only()).toMatchObject({ state: 'rendering', reason: 'not_rendered', attempts: 2 });
    expect(failures).toHaveLength(2);
    clock.now += 121_000;
    await runAll(runner);
    expect(await only()).toMatchObject({ state: 'sending', reason: null, attempts: 3 });
    expect((await notices()).map(({ title }) => title)).toEqual([
      'A report could not be made yet: Weekly letter, 2026-W48',
    ]);
  });

  test('whose process and database ended while it was made is made again after the lease', async () => {
    await addPerson(db(), 'sam');
    await subscribe(db(), ID, clock.now, { personIds: ['sam'] });
    const { promise: forever } = Promise.withResolvers<void>();
    const dying = await makeRunner(db(), clock, { renderer: testRenderer(() => forever) });
    clock.now = DUE;
    void dying.runner.step();
    await until('it renders', async () => (await runsOf(db(), ID))[0]?.state === 'rendering');
    const { runner } = await makeRunner(db(), clock);
    await runAll(runner);
    expect((await only()).state).toBe('rendering');
    clock.now += LEASE_MS + 1;
    await runAll(runner);
    expect(await only()).toMatchObject({ state: 'sending', attempts: 2 });
    expect((await notices())[0]?.title).toContain('could not be made yet');
  });

  test('with a question that is refused fails at once with the reason', async () => {
    await addPerson(db(), 'sam');
    await subscribe(db(), ID, clock.now, { personIds: ['sam'] });
    const renderer = testRenderer(() =>
      Promise.reject(new RequestError('TOO_MUCH', 'The table has 9 figures too many.')),
    );
    const { runner } = await makeRunner(db(), clock, { renderer });
    clock.now = DUE;
    await runAll(runner);
    expect(await only()).toMatchObject({
      state: 'failed',
      reason: 'not_rendered',
      says: 'The table has 9 figures too many.',
    });
    expect((await notices())[0]?.title).toContain('could not be made');
    expect(server.mails).toEqual([]);
  });

  test('a worker that was presumed dead writes nothing when it comes back', async () => {
    await subscribe(db(), ID, clock.now);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const slow = await makeRunner(db(), clock, { renderer: testRenderer(() => gate) });
    clock.now = DUE;
    const late = slow.runner.step();
    await until('it renders', async () => (await runsOf(db(), ID))[0]?.state === 'rendering');
    clock.now += LEASE_MS + 1;
    const { runner } = await makeRunner(db(), clock);
    await runAll(runner);
    const done = await only();
    open();
    await late;
    expect(await only()).toEqual(done);
    const { rows } = await db().query('SELECT 1 FROM mnara.report_file');
    expect(rows).toHaveLength(1);
  });
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
  expect(server.mails).toEqual([]);
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
  expect(server.mails).toEqual([]);
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
  stops.push(() => started.stop());
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
  await until('the mail arrives', () => server.mails.length === 1);
});

test('E28: files that are larger than a mail may be go as a link', async () => {
  await addPerson(db(), 'sam');
  await subscribe(db(), ID, clock.now, { personIds: ['sam'] });
  const { runner } = await makeRunner(db(), clock, { config: { attachmentBytes: 5 } });
  clock.now = DUE;
  await runAll(runner);
  dispatcher();
  await until('the mail arrives', () => server.mails.length === 1);
  const raw = (server.mails[0]?.raw ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
  expect(raw).not.toContain('filename');
  expect(raw).toMatch(/https:\/\/mnara\.example\/exports\/reports\/link\/[0-9a-f]{32}/);
  expect(raw).toContain('until 2026-12-30');
});

test('E7: a database that is killed while the report is made sends nothing; once it is back the report is made again', async () => {
  await addPerson(db(), 'sam');
  await subscribe(db(), ID, clock.now, { personIds: ['sam'] });
  const killing = testRenderer(async () => void process.kill(network.pid, 'SIGKILL'));
  const { runner, failures } = await makeRunner(db(), clock, { renderer: killing });
  clock.now = DUE;
  await runner.step().catch(() => undefined);
  expect(failures.length).toBeGreaterThan(0);
  await until('the database is back', async () => {
    try {
      return (await runsOf(db(), ID))[0]?.state === 'rendering';
    } catch {
      return false;
    }
  });
  expect((await db().query('SELECT 1 FROM mnara.notification')).rows).toEqual([]);
  expect((await db().query('SELECT 1 FROM mnara.report_file')).rows).toEqual([]);
  clock.now += LEASE_MS + 1;
  const { runner: next } = await makeRunner(db(), clock);
  await runAll(next);
  expect(await only()).toMatchObject({ state: 'sending', attempts: 2 });
  expect((await notices())[0]?.title).toContain('could not be made yet');
});
