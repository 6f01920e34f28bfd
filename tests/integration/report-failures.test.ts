import { describe, expect, test } from 'vitest';
import { LEASE_MS as SEND_LEASE_MS } from '#alerting/delivery/dispatch-lane.js';
import { LEASE_MS, OVERDUE_MS } from '#api/reports/report-runner.js';
import { readDefaultRules } from '#config-files/rules/default-rules.js';
import { RequestError } from '#domain/access/request-error.js';
import { takeDue } from '#store/escalations/escalations.js';
import { PostgresOutbox } from '#store/messages/postgres-outbox.js';
import { readDeliveries } from '#store/reports/send-reports.js';
import { applyRules } from '#store/rules/apply-rules.js';
import { clearAlerts, evaluatorAt } from '../_support/alerting-host.js';
import { addPerson, makeRunner, runAll, runsOf, subscribe, testRenderer } from '../_support/report-bench.js';
import { DUE, HOUR, ID, reportSuite } from '../_support/report-suite.js';
import { until } from '../_support/until.js';

const { clock, databasePid, db, dispatcher, notices, only, server, stopAfter } = reportSuite();

describe('E9: at most one mail for each recipient and period', () => {
  test('ten schedulers at once make one run and one mail for each recipient', async () => {
    for (const id of ['p1', 'p2', 'p3']) await addPerson(db(), id);
    await subscribe(db(), ID, clock.now, { personIds: ['p1', 'p2', 'p3'] });
    clock.now = DUE;
    const runners = await Promise.all(Array.from({ length: 10 }, () => makeRunner(db(), clock)));
    await Promise.all(runners.map(({ runner }) => runAll(runner)));
    dispatcher();
    dispatcher();
    await until('the mails arrive', () => server().mails.length >= 3);
    await until('all are settled', async () => {
      const { rows } = await db().query<{ state: string }>('SELECT state FROM mnara.notification');
      return rows.every(({ state }) => state === 'sent');
    });
    expect(
      server()
        .mails.map(({ to }) => to[0])
        .sort(),
    ).toEqual(['p1', 'p2', 'p3'].map((id) => `${id}@ministry.example`));
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
    await until('the other mail arrives', () => server().mails.length === 1);
    await until('the run ends', async () => {
      clock.now += 60_000;
      await runAll(runner);
      return (await only()).state === 'sent';
    });
    expect(await only()).toMatchObject({ reason: 'partly_sent', says: 'sent: 1, may have been sent: 1 (uncertain).' });
    const deliveries = await readDeliveries(db(), [(await only()).id]);
    expect(deliveries.map(({ state }) => state).sort()).toEqual(['sent', 'uncertain']);
    expect(server().mails.map(({ to }) => to[0])).not.toContain(lost?.address);
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

/**
 * Evaluates the default rule about reports at the test's time. Resolves to the condition of its alerts, with the person
 * who was notified.
 */
async function startWatch(): Promise<() => Promise<readonly (readonly string[])[]>> {
  const rules = readDefaultRules().rules.filter(({ id }) => id === 'report_not_sent');
  expect(await applyRules(db(), rules, 'test', clock.now)).toMatchObject({ ok: true });
  const evaluator = evaluatorAt(db(), 'test', clock);
  stopAfter(async () => {
    await evaluator.stop();
    await clearAlerts(db());
  });
  return async () => {
    await evaluator.step();
    await takeDue(db(), clock.now, 100);
    const { rows } = await db().query<{ condition: string; to: string }>(
      `SELECT DISTINCT a.condition, n.supervisor_id AS to FROM mnara.alert a
       JOIN mnara.notification n ON n.idempotency_key LIKE 'alert ' || a.alert_id || '/page%'`,
    );
    return rows.map(({ condition, to }) => [condition, to]);
  };
}

test('E10: a mail server that is down for two hours over the due time gets the report once, it is reported as overdue, and a watch alerts', async () => {
  await addPerson(db(), 'sam');
  await subscribe(db(), ID, clock.now, { content: { deadlineSeconds: 0 }, personIds: ['sam'] });
  const { runner } = await makeRunner(db(), clock);
  const watch = await startWatch();
  server().behave(() => ({ status: 451, text: 'down for maintenance' }));
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
    // Control: for the first hour nobody is alerted.
    expect([at, await watch()]).toEqual([at, at >= DUE + HOUR ? [['firing', 'sam']] : []]);
  }
  expect((await notices()).map(({ to, title }) => [to, title])).toEqual([
    ['sam', 'A report is overdue: Weekly letter, 2026-W48'],
  ]);
  server().behave(() => undefined);
  const mails = () => server().mails.filter(({ raw }) => raw.includes('Subject: Weekly letter'));
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
  expect(await watch()).toEqual([['normal', 'sam']]);
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
    expect(server().mails).toEqual([]);
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

test('E7: a database that is killed while the report is made sends nothing; once it is back the report is made again', async () => {
  await addPerson(db(), 'sam');
  await subscribe(db(), ID, clock.now, { personIds: ['sam'] });
  const killing = testRenderer(async () => void process.kill(databasePid(), 'SIGKILL'));
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
