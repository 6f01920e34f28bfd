import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AlertLoadStore } from '#store/alerts/alert-load-store.js';
import { deleteOldMessages } from '#store/messages/delete-old-messages.js';
import { addAlerts, addNotifications, addPeople, clearOutbox } from '../_support/dispatch-host.js';
import { startSmallNetwork } from '../_support/small-network.js';

const DAY_MS = 86_400_000;
let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let database: typeof network.database;
const now = Date.now();
beforeAll(async () => {
  network = await startSmallNetwork();
  ({ database } = network);
});
afterAll(() => network?.stop());

/**
 * Three alerts, each sent to ten people 500 days ago: one closed as long ago, one still open, one closed a week ago.
 */
beforeEach(async () => {
  await clearOutbox(database);
  await database.query('TRUNCATE mnara.alert_refusal, mnara.message_retention');
  const contacts = await addPeople(database, 10, 'sms');
  const alerts = await addAlerts(database, 3);
  await addNotifications(
    database,
    alerts.flatMap((alertId) => contacts.map((contactId) => ({ alertId, contactId }))),
  );
  const old = new Date(now - 500 * DAY_MS);
  await database.query(
    `UPDATE mnara.notification SET created_at = $1, state = 'delivered', message_id = idempotency_key`,
    [old],
  );
  await database.query('UPDATE mnara.alert SET closed_at = $2 WHERE alert_id = $1', [alerts[0], old]);
  await database.query('UPDATE mnara.alert SET closed_at = $2 WHERE alert_id = $1', [
    alerts[2],
    new Date(now - 7 * DAY_MS),
  ]);
  await database.query(
    `INSERT INTO mnara.message_part (channel, receipt_id, message_id, state, at)
      SELECT 'sms', 'old ' || i, NULL, 'delivered', $1::timestamptz FROM generate_series(1, 12) i
     UNION ALL VALUES ('sms', 'new', NULL, 'delivered', $2::timestamptz)`,
    [old, new Date(now)],
  );
  await database.query(
    `INSERT INTO mnara.screen_notice (idempotency_key, supervisor_id, kind, severity, language, subject, paragraphs,
      alert_ids, made_at)
     SELECT 'k' || i, 's1', 'page', 'info', 'en', 'x', '[]', '{}',
       CASE WHEN i > 12 THEN $2::timestamptz ELSE $1::timestamptz END FROM generate_series(1, 13) i`,
    [old, new Date(now)],
  );
  await database.query(
    `INSERT INTO mnara.alert_refusal (at, actor, what, reason) VALUES ($1, 'a', 'b', 'c'), ($2, 'a', 'b', 'c')`,
    [old, new Date(now)],
  );
});

const left = async () =>
  (
    await database.query<Record<string, number>>(
      `SELECT (SELECT count(*) FROM mnara.notification) AS messages, (SELECT count(*) FROM mnara.message_part) AS parts,
        (SELECT count(*) FROM mnara.screen_notice) AS notices, (SELECT count(*)
          FROM mnara.alert_refusal) AS refusals, (SELECT count(*) FROM mnara.alert) AS alerts`,
    )
  ).rows[0];

test('records older than the days are deleted, in batches; what an alert may still need, and every alert, stays', async () => {
  expect(await deleteOldMessages(database, 400, now, 5)).toEqual({ messages: 10, parts: 12, notices: 12, refusals: 1 });
  expect(await left()).toEqual({ messages: 20, parts: 1, notices: 1, refusals: 1, alerts: 3 });
  expect(await deleteOldMessages(database, 400, now, 5)).toEqual({ messages: 0, parts: 0, notices: 0, refusals: 0 });
});

test('a waiting message is never deleted; control: the same message is deleted when it is closed', async () => {
  await database.query(`UPDATE mnara.notification SET state = 'waiting'`);
  expect(await deleteOldMessages(database, 400, now)).toMatchObject({ messages: 0 });
  await database.query(`UPDATE mnara.notification SET state = 'failed'`);
  expect(await deleteOldMessages(database, 400, now)).toMatchObject({ messages: 10 });
});

test('counts from messages are unknown before the boundary, which exists only once something was old', async () => {
  await database.query(`UPDATE mnara.rule_version SET applied_at = $1`, [new Date(now - 600 * DAY_MS)]);
  await database.query('UPDATE mnara.evaluator SET evaluated_at = now()');
  const load = new AlertLoadStore(database);
  expect((await load.known())?.from).toBe(now - 600 * DAY_MS);
  await deleteOldMessages(database, 550, now);
  expect((await load.known())?.from).toBe(now - 600 * DAY_MS);
  await deleteOldMessages(database, 400, now);
  expect((await load.known())?.from).toBe(now - 400 * DAY_MS);
  // More days later restore nothing.
  await deleteOldMessages(database, 450, now);
  expect((await load.known())?.from).toBe(now - 400 * DAY_MS);
});
