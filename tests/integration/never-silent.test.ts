import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Channels } from '#alerting/delivery/channel.js';
import { channelConfigs, channelSettings } from '#alerting/delivery/channels/channel-settings.js';
import { closeChannels, openChannels } from '#alerting/delivery/channels/open-channels.js';
import type { Dispatcher } from '#alerting/delivery/dispatcher.js';
import { readConfig } from '#platform/config/read-config.js';
import { makeLog } from '#platform/telemetry/log.js';
import { PostgresReceipts } from '#store/messages/postgres-receipts.js';
import { ScreenNoticeStore } from '#store/messages/screen-notice-store.js';
import { applyRules } from '#store/rules/apply-rules.js';
import { clearAlerts, evaluatorAt, rulesOf, statusAt } from '../_support/alerting-host.js';
import { dispatch, entries } from '../_support/dispatch-host.js';
import { type Answer, startReceiver, status } from '../_support/http-receiver.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

/**
 * An alert whose only step is the manager of C1, who has one contact; if a message to it fails, the secretariat is
 * notified instead.
 */
const RULES = `rules:
  - { id: power, names: { en: P }, advice: { en: P }, severity: critical, watch: power_down, each: centre, hours: always, fire: "yes", policy: manager }
`;

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let gateway: Awaited<ReturnType<typeof startReceiver>>;
let hooks: Awaited<ReturnType<typeof startReceiver>>;
let secretariat: Awaited<ReturnType<typeof startReceiver>>;
let gonePort = 0;
let channels: Channels;
let dispatcher: Dispatcher;
const log = makeLog({ service: 'test', level: 'error', shape: 'json', write: () => {} });

beforeAll(async () => {
  network = await startSmallNetwork();
  [gateway, hooks, secretariat] = (await Promise.all([1, 2, 3].map(() => startReceiver(status(204))))) as [
    typeof gateway,
    typeof hooks,
    typeof secretariat,
  ];
  const gone = await startReceiver(status(204));
  gonePort = gone.port;
  await gone.stop();
  await applyRules(network.database, rulesOf(RULES), 'test', Date.now());
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), hooks?.stop(), secretariat?.stop()]);
  await network?.stop();
});
beforeEach(async () => {
  const { database } = network;
  await clearAlerts(database);
  await database.query('TRUNCATE mnara.contact, mnara.supervisor CASCADE');
  await database.query(
    `INSERT INTO mnara.supervisor (supervisor_id, name, role, centre_id, time_zone)
      VALUES ('manager', 'M', 'centre_manager', 'C1', 'UTC'), ('sam', 'S', 'secretariat', NULL, 'UTC')`,
  );
  await database.query(`INSERT INTO mnara.contact (supervisor_id, channel, address) VALUES ('sam', 'webhook', $1)`, [
    `http://127.0.0.1:${secretariat.port}/sam`,
  ]);
  secretariat.requests.length = 0;
});
afterEach(async () => {
  await dispatcher?.stop();
  await closeChannels(channels);
});

/** Sends by channels that are configured by variables; SMS by the gateway unless stated otherwise. */
async function send(sms = true, smsTimeoutSeconds = 30): Promise<void> {
  const { database } = network;
  const env = {
    MNARA_SMTP_HOST: '127.0.0.1',
    MNARA_SMTP_PORT: String(gonePort),
    MNARA_SMTP_TLS: 'none',
    MNARA_SMTP_FROM: 'alerts@mnara.example',
    MNARA_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    MNARA_WEBHOOK_PRIVATE_RANGES: '127.0.0.0/8',
    ...(sms
      ? {
          MNARA_SMS_BY: 'http',
          MNARA_SMS_FROM: 'MNARA',
          MNARA_SMS_HTTP_URL: `http://127.0.0.1:${gateway.port}/`,
          MNARA_SMS_HTTP_BODY: '{"to":"{to}","text":"{text}"}',
          MNARA_SMS_HTTP_TIMEOUT_SECONDS: String(smsTimeoutSeconds),
        }
      : {}),
  };
  const config = channelConfigs(readConfig(z.object(channelSettings()), env, { allowKnownSecrets: false }));
  const parts = {
    notices: new ScreenNoticeStore(database, Date.now),
    receipts: new PostgresReceipts(database),
    readFile: async () => undefined,
    log,
    now: Date.now,
  };
  channels = await openChannels(config, parts);
  ({ dispatcher } = dispatch(database, channels));
}

async function raise(): Promise<void> {
  const clock = { now: Date.now() };
  const evaluator = evaluatorAt(network.database, 'test', clock);
  evaluator.apply([statusAt('C1', clock.now, { powerDown: true })]);
  await evaluator.step();
  await evaluator.stop();
}

async function fire(): Promise<void> {
  await raise();
  await until(
    'the secretariat is notified',
    () => secretariat.requests.length > 0,
    () => entries(network.database),
  );
  await untilSent();
}

const untilSent = (): Promise<true> =>
  until(
    'a message is sent',
    async () => (await entries(network.database)).some(({ kind }) => kind === 'sent'),
    () => entries(network.database),
  );

const never: Answer = () => {};
const phone = '+254700000001';

test.each([
  [
    'a webhook to a private address',
    'webhook',
    (): string => 'https://10.1.2.3/hook',
    undefined,
    'private_address',
    'refused',
    /MNARA_WEBHOOK_PRIVATE_RANGES/,
  ],
  [
    'a webhook that redirects',
    'webhook',
    (): string => `http://127.0.0.1:${hooks.port}/`,
    status(302, '', { location: 'http://127.0.0.1:1/' }),
    'redirected',
    'refused',
    /final address/,
  ],
  [
    'a mail server that is down',
    'email',
    (): string => 'm@x.example',
    undefined,
    'unreachable',
    'given_up',
    /MNARA_SMTP_HOST/,
  ],
  [
    'an SMS gateway that answers too slowly',
    'sms',
    (): string => phone,
    never,
    'timed_out',
    'given_up',
    /MNARA_SMS_HTTP_URL/,
  ],
  [
    'an SMS gateway that answers with an error',
    'sms',
    (): string => phone,
    status(500, 'oops'),
    'provider_fault',
    'given_up',
    /MNARA_SMS_HTTP_URL/,
  ],
  [
    'a number that the SMS gateway rejects',
    'sms',
    (): string => phone,
    status(422, 'no such number'),
    'rejected',
    'refused',
    /phone number/,
  ],
  [
    'a channel that is not configured',
    'sms-off',
    (): string => phone,
    undefined,
    'not_configured',
    'refused',
    /MNARA_SMS_BY/,
  ],
] as const)(
  '%s: the timeline gives the reason and what to do, and the secretariat is notified instead',
  async (_, way, address, answer, reason, outcome, fix) => {
    const channel = way === 'sms-off' ? 'sms' : way;
    if (answer !== undefined) (channel === 'webhook' ? hooks : gateway).answerWith(answer);
    await network.database.query(
      `INSERT INTO mnara.contact (supervisor_id, channel, address) VALUES ('manager', $1, $2)`,
      [channel, address()],
    );
    await send(way !== 'sms-off', answer === never ? 1 : 30);
    await fire();
    const timeline = await entries(network.database);
    const kinds = timeline.map(({ kind }) => kind).filter((kind) => kind !== 'retried');
    expect(kinds).toEqual(['fired', 'notified', 'failed', 'not_notified', 'notified', 'sent']);
    const failed = timeline.find(({ kind }) => kind === 'failed');
    expect(failed?.detail).toMatchObject({
      channel,
      supervisorId: 'manager',
      reason,
      outcome,
      says: expect.stringMatching(/\.$/),
      mend: expect.stringMatching(fix),
    });
    if (outcome === 'given_up') {
      const tries = timeline.filter(({ kind }) => kind === 'retried');
      expect(tries.length).toBeGreaterThan(1);
      for (const { detail } of tries)
        expect(detail).toMatchObject({ reason, says: expect.any(String), again: expect.any(String) });
    }
    expect(timeline.find(({ kind }) => kind === 'not_notified')?.detail).toMatchObject({
      by: ['failed'],
      next: 'secretariat',
    });
    expect(secretariat.requests).toHaveLength(1);
  },
);

test('control: if the channel works the secretariat is not notified', async () => {
  hooks.answerWith(status(204));
  await network.database.query(
    `INSERT INTO mnara.contact (supervisor_id, channel, address) VALUES ('manager', 'webhook', $1)`,
    [`http://127.0.0.1:${hooks.port}/`],
  );
  await send();
  await raise();
  await untilSent();
  // As long as the other cases take to notify the secretariat.
  await sleep(1_000);
  expect(secretariat.requests).toEqual([]);
  expect((await entries(network.database)).map(({ kind }) => kind)).toEqual(['fired', 'notified', 'sent']);
});
