import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { type Channel, type ChannelOutcome, type Channels, refused } from '#alerting/delivery/channel.js';
import { Dispatcher } from '#alerting/delivery/dispatcher.js';
import { PrometheusDispatchMetrics } from '#alerting/delivery/prometheus-dispatch-metrics.js';
import type { RetryPolicy } from '#alerting/delivery/retry-pause.js';
import { Settling } from '#alerting/delivery/settling.js';
import { wordMessage } from '#alerting/wording/word-message.js';
import { type ChannelName, forEachChannel } from '#domain/people/contact.js';
import { type Database, isTransient } from '#platform/postgres/database.js';
import type { ChannelMessage } from '#store/messages/channel-message.js';
import type { Outbox } from '#store/messages/outbox.js';
import { PostgresOutbox } from '#store/messages/postgres-outbox.js';
import { until } from './until.js';

/** Retries soon, and gives up soon. */
export const QUICK: RetryPolicy = { firstMs: 40, maxMs: 80, giveUpMs: 900, reportGiveUpMs: 60_000, minAttempts: 3 };

/** Supervisors s1 to s<n>, each with one contact. @returns contact ids in their order */
export async function addPeople(
  database: Database,
  people: number,
  channel: ChannelName,
  address = 'x',
  from = 1,
): Promise<number[]> {
  await database.query(
    `INSERT INTO mnara.supervisor (supervisor_id, name, role, time_zone)
      SELECT 's' || i, 'Person ' || i, 'secretariat', 'Africa/Nairobi'
     FROM generate_series($1::int, $2::int) AS i ON CONFLICT DO NOTHING`,
    [from, from + people - 1],
  );
  const { rows } = await database.query<{ contact_id: number }>(
    `INSERT INTO mnara.contact (supervisor_id, channel, address) SELECT 's' || i, $3, $4
      FROM generate_series($1::int, $2::int) AS i ORDER BY i RETURNING contact_id`,
    [from, from + people - 1, channel, address],
  );
  return rows.map(({ contact_id: id }) => id);
}

/** Alerts that fire, each at its own place. @returns their ids */
export async function addAlerts(database: Database, alerts: number): Promise<number[]> {
  await database.query(`INSERT INTO mnara.rule VALUES ('long_wait', 1) ON CONFLICT DO NOTHING`);
  await database.query(
    `INSERT INTO mnara.rule_version (rule_id, version, definition, applied_at, applied_by)
     VALUES ('long_wait', 1, '{"names":{"en":"A long wait"},"advice":{"en":"Open a desk."},"watch":"longest_wait_now"}', now(), 'test') ON CONFLICT DO NOTHING`,
  );
  const { rows } = await database.query<{ alert_id: number }>(
    `INSERT INTO mnara.alert (rule_id, rule_version, identity, region_id, centre_id, severity, condition,
      condition_since, value, threshold, episode, fired_at)
     SELECT 'long_wait', 1, 'centre=' || gen_random_uuid(), 'R1', 'C1', 'critical', 'firing', now(), 2520, 1800, 1,
       now() FROM generate_series(1, $1::int) RETURNING alert_id`,
    [alerts],
  );
  return rows.map(({ alert_id: id }) => id);
}

/** A row of the outbox. */
export interface TestNotification {
  readonly alertId: number;
  readonly contactId: number;
  readonly step?: number;
  readonly group?: string;
  readonly priority?: 0 | 1;
}

/** Adds rows to the outbox, as an escalation step does. */
export async function addNotifications(database: Database, rows: readonly TestNotification[]): Promise<void> {
  await database.query(
    `INSERT INTO mnara.notification (idempotency_key, kind, alert_id, supervisor_id, contact_id, channel, address,
      group_key, priority, created_at, due_at)
     SELECT format('alert %s/page 1/round 0/step %s/contact %s', x."alertId", COALESCE(x.step, 0), c.contact_id),
       'page', x."alertId", c.supervisor_id, c.contact_id, c.channel, c.address,
       COALESCE(x."group", 'R1/long_wait'), COALESCE(x.priority, 1), clock_timestamp(), clock_timestamp()
     FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS ("alertId" bigint, "contactId" bigint, step int, "group" text,
       priority int)) WITH ORDINALITY
       AS x("alertId", "contactId", step, "group", priority, place)
         JOIN mnara.contact c ON c.contact_id = x."contactId" ORDER BY x.place`,
    [JSON.stringify(rows)],
  );
}

/** Deletes outbox, timelines, alerts and people. */
export const clearOutbox = (database: Database) =>
  database.query(
    'TRUNCATE mnara.alert_entry, mnara.notification, mnara.message_part, mnara.screen_notice, mnara.escalation, mnara.alert, mnara.contact, mnara.supervisor CASCADE',
  );

/** A channel whose outcomes the test decides, with every message that it received. */
export function testChannel(
  answer: (message: ChannelMessage, place: number) => Promise<ChannelOutcome> | ChannelOutcome,
): Channel & { readonly messages: ChannelMessage[] } {
  const messages: ChannelMessage[] = [];
  return {
    messages,
    send: async (message) => answer(message, messages.push(message) - 1),
    close: () => Promise.resolve(),
  };
}

const NONE: Channel = { send: async () => refused('not_configured', 'No.', 'Set it.'), close: () => Promise.resolve() };

/** A dispatcher over the given channels, with what a test may check. */
export function dispatch(
  database: Database,
  channels: Partial<Channels>,
  {
    policy = QUICK,
    outbox = new PostgresOutbox(database),
    now = Date.now,
    atOnce = 20,
    perSecond = 5000,
  }: { policy?: RetryPolicy; outbox?: Outbox; now?: () => number; atOnce?: number; perSecond?: number } = {},
) {
  const failures: unknown[] = [];
  const registry = new Registry();
  const onFailure = (_: string, error: unknown): void => {
    failures.push(error);
  };
  const pace = { perSecond, atOnce };
  const dispatcher = new Dispatcher(
    forEachChannel((name) => channels[name] ?? NONE),
    forEachChannel(() => pace),
    {
      outbox,
      settling: new Settling(outbox, { sleep: (ms) => sleep(ms), onFailure, isTransient }),
      policy,
      metrics: new PrometheusDispatchMetrics(registry),
      word: (message) => wordMessage(message, 'https://mnara.example'),
      now,
      chance: () => 0.5,
      onFailure,
    },
  );
  return { dispatcher, failures, registry };
}

/** Waits until every row of the outbox is in one of these states. */
export async function untilStates(database: Database, ...states: readonly string[]): Promise<void> {
  const others = async () =>
    (
      await database.query<{ state: string; n: number }>(
        'SELECT state, count(*)::int AS n FROM mnara.notification WHERE NOT state = ANY($1::text[]) GROUP BY 1',
        [states],
      )
    ).rows;
  await until(`every message is ${states.join(' or ')}`, async () => (await others()).length === 0, others);
}

/** Timelines, in their order. */
export const entries = async (database: Database) =>
  (
    await database.query<{ alert_id: number; kind: string; detail: Record<string, unknown> }>(
      'SELECT alert_id, kind, detail FROM mnara.alert_entry ORDER BY entry_id',
    )
  ).rows;
