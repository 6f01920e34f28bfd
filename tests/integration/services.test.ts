import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { administratorToken } from '#administration/access/administrator-token.js';
import type { Sink } from '#edge-agent/connectors/connector.js';
import { startAgent } from '#edge-agent/start-agent.js';
import { isAlive } from '#platform/process/process-life.js';
import { kafkaMissing, startKafka, type TestKafka } from '../_support/kafka-server.js';
import { olderBroker } from '../_support/older-broker.js';
import { linesOf, type ServiceProcess, startService } from '../_support/service-process.js';
import { startTimescale, type TestTimescale, timescaleMissing } from '../_support/timescale-server.js';
import { until } from '../_support/until.js';

const SECRET = 'a-secret-of-the-services-test-0123456789';
const missing = kafkaMissing ?? timescaleMissing;
const NETWORK = `
network: { id: kenya, names: { en: Kenya }, timeZone: Africa/Nairobi }
regions: [{ id: NBO, names: { en: Nairobi } }]
agencies: [{ id: NRB, names: { en: Registration } }]
services: [{ id: ID, names: { en: Identity card }, agency: NRB, targetSeconds: 900 }]
centres:
  - id: NBO-1
    names: { en: GPO }
    kind: stationary
    region: NBO
    desks: [{ id: D1, names: { en: Desk 1 } }]
`;

const RULES = `rules:
  - { id: nobody, names: { en: N }, advice: { en: N }, severity: critical, watch: waiting_without_desk, each: centre, fire: "> 0" }
`;

let kafka: TestKafka;
let timescale: TestTimescale;
let folder = '';
let token = '';
const running: ServiceProcess[] = [];

const variables = (): Record<string, string> => ({
  DATABASE_URL: timescale.url,
  KAFKA_BROKERS: kafka.brokers,
  KAFKA_PARTITIONS: '4',
  MNARA_GATEWAY_PORT: '0',
  MNARA_GATEWAY_HEALTH_PORT: '0',
  MNARA_PROCESSOR_HEALTH_PORT: '0',
  MNARA_ALERTING_HEALTH_PORT: '0',
  MNARA_API_PORT: '0',
  MNARA_API_HEALTH_PORT: '0',
  MNARA_SESSION_SECRET: SECRET,
});

async function start(name: 'gateway' | 'processor' | 'alerting' | 'api'): Promise<ServiceProcess> {
  const service = await startService(name, variables());
  running.push(service);
  return service;
}

async function post<Answer>(url: string, body: unknown): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

const waitingNow = async (api: ServiceProcess): Promise<number> =>
  (
    await post<{ data: { scopeFigures: { waitingNow: number } } }>(`${await api.url()}/graphql`, {
      query: '{ scopeFigures { waitingNow } }',
    })
  ).data.scopeFigures.waitingNow;

const untilTrue = (holds: () => boolean | Promise<boolean>): Promise<true> =>
  until('it is true', holds, () => running.map((one) => one.said()).join('\n'));

const reasonsOf = async (service: ServiceProcess): Promise<string> => (await service.readiness()).reasons.join(' ');

async function issue(sink: Sink, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await sink.record([
      {
        occurredAtMs: Date.now(),
        clock: 'true',
        visitId: `V-${Math.random().toString(36).slice(2)}`,
        ticketNo: `A${n}`,
        serviceId: 'ID',
        fact: { case: 'ticketIssued', value: {} },
      },
    ]);
  }
}

beforeAll(async () => {
  if (missing !== undefined) return;
  [kafka, timescale] = await Promise.all([startKafka(), startTimescale()]);
  folder = await mkdtemp(join(tmpdir(), 'mnara-services-'));
  token = await administratorToken(new TextEncoder().encode(SECRET), 3600);
});
afterAll(async () => {
  for (const service of running) await service.end('SIGKILL');
  await kafka?.stop();
  await timescale?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(missing !== undefined)(
  `each service in a process of its own (skipped where it cannot run: ${missing ?? 'it can'})`,
  () => {
    let gateway: ServiceProcess;
    let processor: ServiceProcess;
    let alerting: ServiceProcess;
    let apis: ServiceProcess[];
    let sink: Sink;
    let stopAgent: () => Promise<void> = async () => {};

    test('services wait for missing dependencies, report them, and become ready', async () => {
      const first = await start('api');
      await untilTrue(async () => (await reasonsOf(first)).includes('lacks the migrations'));
      expect((await fetch(`${first.healthUrl}/livez`)).status).toBe(200);
      processor = await start('processor');
      gateway = await start('gateway');
      alerting = await start('alerting');
      apis = [first, await start('api')];
      for (const service of [processor, gateway, alerting, ...apis]) await service.ready();
      for (const line of linesOf(processor.said()))
        expect(line).toMatchObject({ service: 'processor', level: expect.any(String) });
    });

    test('an event of an agent reaches every API, and a network that is applied to one API reaches all services', async () => {
      const api = await apis[0]?.url();
      expect(await post(`${api}/admin/network`, { yaml: NETWORK })).toMatchObject({ centres: 1, desks: 1 });
      const { key } = await post<{ key: string }>(`${api}/admin/agents`, { agentId: 'agent-1', centreId: 'NBO-1' });
      const connector = {
        kind: 'test',
        start: async (given: Sink) => {
          sink = given;
        },
        health: () => ({ ok: true, message: '' }),
      };
      const agent = await startAgent({
        agentId: 'agent-1',
        centreId: 'NBO-1',
        gatewayUrl: await gateway.url(),
        key,
        dataDir: folder,
        connectors: [connector],
        heartbeatSeconds: 1,
        maxBackoffMs: 500,
      });
      stopAgent = () => agent.stop();
      await issue(sink, 3);
      // The processor read the network before it was applied; it reads the change within seconds.
      await untilTrue(async () => (await Promise.all(apis.map(waitingNow))).every((waiting) => waiting === 3));
    });

    test('an alert of the applied rules reaches every API, based on the status that the processor publishes', async () => {
      expect(await post(`${await apis[0]?.url()}/admin/rules`, { yaml: RULES })).toMatchObject({
        ok: true,
        added: ['nobody'],
      });
      const alertsOf = async (api: ServiceProcess) =>
        (
          await post<{ data: { alerts: { ruleId: string; identity: string }[] } }>(`${await api.url()}/graphql`, {
            query: '{ alerts { ruleId identity } }',
          })
        ).data.alerts.filter(({ ruleId }) => ruleId === 'nobody');
      await untilTrue(async () =>
        (await Promise.all(apis.map(alertsOf))).every(([first]) => first?.identity === 'centre=NBO-1'),
      );
      expect(await (await fetch(`${alerting.healthUrl}/metrics`)).text()).toMatch(/^mnara_alerting_leading 1$/m);
    });

    test('a third API that is started later shows live data', async () => {
      const third = await start('api');
      apis.push(third);
      await third.ready();
      await untilTrue(async () => (await waitingNow(third)) === 3);
    });

    test('the metrics of each service are OpenMetrics and count the events', async () => {
      const metricsOf = async (service: ServiceProcess): Promise<string> =>
        (await fetch(`${service.healthUrl}/metrics`)).text();
      expect(await metricsOf(gateway)).toMatch(/^mnara_gateway_links 1$/m);
      expect(await metricsOf(processor)).toMatch(/^mnara_log_lag_events \d+$/m);
      expect(await metricsOf(processor)).toMatch(/^mnara_agents_clock_skew_seconds\{quantile="1"\} /m);
      expect(await metricsOf(apis[0] as ServiceProcess)).toMatch(/^mnara_api_subscribers 0$/m);
      for (const service of [gateway, processor, alerting, ...apis])
        expect(await metricsOf(service)).toMatch(/# EOF\n$/);
    });

    test('the reconciliation is exact: recorded = applied + in flight', async () => {
      const api = await apis[1]?.url();
      await untilTrue(async () => {
        const found = await post<{ ok: boolean; agents: { applied: number }[] }>(`${api}/admin/verify`, {
          recompute: true,
        });
        return found.ok && (found.agents[0]?.applied ?? 0) >= 3;
      });
    });

    test('/readyz reports an unavailable database, and nothing is lost', async () => {
      await timescale.kill('SIGKILL');
      for (const service of [gateway, processor, alerting, ...apis])
        await untilTrue(async () => (await reasonsOf(service)).includes('The database does not answer'));
      await issue(sink, 2);
      await timescale.restart();
      for (const service of [gateway, processor, alerting, ...apis]) await service.ready();
      await untilTrue(async () => (await Promise.all(apis.map(waitingNow))).every((waiting) => waiting === 5));
    });

    test('/readyz reports an unavailable broker, and nothing is lost', async () => {
      await kafka.kill('SIGKILL');
      await untilTrue(async () => (await reasonsOf(gateway)).includes('The event log cannot be reached'));
      await issue(sink, 2);
      await kafka.restart();
      for (const service of [gateway, processor, alerting, ...apis]) await service.ready();
      await untilTrue(async () => (await Promise.all(apis.map(waitingNow))).every((waiting) => waiting === 7));
    });

    test('a service ends with the reason and the way to fix it when the broker is too old', async () => {
      const old = await olderBroker(kafka.brokers, 0, 2);
      const refused = await startService('gateway', { ...variables(), KAFKA_BROKERS: old.brokers });
      running.push(refused);
      await untilTrue(async () => !isAlive(refused.pid));
      expect(await refused.end()).toBe(3);
      expect(refused.said()).toMatch(
        /mnara: The broker at .* cannot be used: Produce is supported up to version 2.*KAFKA_BROKERS/,
      );
      await old.stop();
    });

    test('each service stops cleanly at SIGTERM, with exit code 0', async () => {
      await stopAgent();
      for (const service of [gateway, alerting, ...apis, processor]) {
        expect(await service.end('SIGTERM'), service.said()).toBe(0);
        expect(service.said()).toContain('"message":"stopped"');
      }
    });

    test('a waiting service also stops at SIGTERM, and no secret is logged', async () => {
      await kafka.kill('SIGKILL');
      const waiting = await start('gateway');
      await untilTrue(async () => (await reasonsOf(waiting)).includes('it waits for the event log'));
      expect(await waiting.end('SIGTERM'), waiting.said()).toBe(0);
      const password = decodeURIComponent(new URL(timescale.url).password);
      for (const secret of [SECRET, token, ...(password === '' ? [] : [password])])
        for (const service of running) expect(service.said()).not.toContain(secret);
    });
  },
);
