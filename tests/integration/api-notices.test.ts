import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi, type TestApi } from '../_support/api-server.js';
import { startSmallNetwork } from '../_support/small-network.js';

const NOW = Date.now();
/**
 * One message to the manager of C1 about an alert of C1 that was handed over (`m1`), one that was not yet (`m2`), and
 * one for the secretariat.
 */
const STORED = `
INSERT INTO mnara.supervisor (supervisor_id, name, role, centre_id, time_zone)
  VALUES ('ann', 'Ann', 'centre_manager', 'C1', 'UTC'), ('bob', 'Bob', 'centre_manager', 'C2', 'UTC'),
  ('duty', 'Duty officer', 'secretariat', NULL, 'UTC');
INSERT INTO mnara.alert (rule_id, rule_version, identity, centre_id, region_id, severity, condition, condition_since,
  episode)
  VALUES ('power', 1, 'centre=C1', 'C1', 'R1', 'critical', 'firing', now(), 1);
INSERT INTO mnara.notification (idempotency_key, kind, alert_id, supervisor_id, contact_id, channel, address,
  group_key, created_at, due_at, state, message_id)
  SELECT key, 'page', alert_id, supervisor, 7, 'dashboard', '', 'R1/power', now(), now(), state, key
  FROM mnara.alert, (VALUES ('m1', 'ann', 'sent'), ('m2', 'ann', 'waiting'), ('m3', 'duty', 'sent')) AS x(key,
    supervisor, state);
INSERT INTO mnara.screen_notice (idempotency_key, supervisor_id, kind, severity, language, subject, paragraphs,
  alert_ids, made_at)
  SELECT message_id, supervisor_id, 'page', 'critical', 'en', 'Critical: No power',
    '[["Critical: No power"],["C1"],["Sent to you"]]', ARRAY[alert_id], now() FROM mnara.notification;`;

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let api: TestApi;
beforeAll(async () => {
  network = await startSmallNetwork();
  await network.database.query(STORED);
  api = await startApi(network.database, { now: () => NOW });
});
afterAll(async () => {
  await api?.stop();
  await network?.stop();
});

const manager = (centreId: string) => api.token({ kind: 'centre', centreId }, true, 600, 'manager');
const notices = async (token: string): Promise<{ id: string; to: string; shownAt: number | null }[]> =>
  (await api.ask(token, '{ notices { id to shownAt subject alertIds } }')).data.notices;
const shown = async (token: string, ids: readonly string[]): Promise<number> =>
  (await api.ask(token, 'mutation ($ids: [ID!]!) { noticesShown(ids: $ids) }', { ids })).data.noticesShown;
const entries = async () =>
  (await network.database.query<{ kind: string }>('SELECT kind, actor, detail FROM mnara.alert_entry')).rows;

test('each recipient gets their own notices, once the hand-over is recorded', async () => {
  expect(await notices(await manager('C1'))).toMatchObject([
    { to: 'Ann', shownAt: null, subject: 'Critical: No power', alertIds: [expect.any(String)] },
  ]);
  expect(await notices(await manager('C2'))).toEqual([]);
  expect(await notices(await api.token({ kind: 'network' }, true, 600, 'operator'))).toMatchObject([
    { to: 'Duty officer' },
  ]);
  expect(await notices(await api.token({ kind: 'region', regionId: 'R1' }, true, 600, 'operator'))).toEqual([]);
  expect(await notices(await api.token({ kind: 'network' }))).toEqual([]);
});

test('a message is delivered once, when a screen of its recipient shows it, and of no one else', async () => {
  const ann = await manager('C1');
  const [notice] = await notices(ann);
  const ids = [notice?.id ?? '', 'not a number', '999'];
  expect(await shown(await manager('C2'), ids)).toBe(0);
  expect(await shown(await api.token({ kind: 'network' }), ids)).toBe(0);
  expect(await entries()).toEqual([]);
  expect(await shown(ann, ids)).toBe(1);
  expect(await shown(ann, ids)).toBe(0);
  expect(await entries()).toMatchObject([
    { kind: 'delivered', actor: 'test', detail: { channel: 'dashboard', supervisorId: 'ann', messageId: 'm1' } },
  ]);
  expect((await notices(ann))[0]?.shownAt).toBe(NOW);
  const { rows } = await network.database.query<{ key: string; state: string }>(
    'SELECT message_id AS key, state FROM mnara.notification ORDER BY 1',
  );
  expect(rows).toEqual([
    { key: 'm1', state: 'delivered' },
    { key: 'm2', state: 'waiting' },
    { key: 'm3', state: 'sent' },
  ]);
});
