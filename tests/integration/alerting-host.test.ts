import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AlertingHost, AlertingModule } from '#alerting/alerting.module.js';
import { readDefaultRules } from '#config-files/rules/default-rules.js';
import { DEFAULT_POLICIES } from '#domain/alert/trial/course.js';
import { DirectLatestFeed } from '#platform/event-log/latest-feed.js';
import { startSmallNetwork } from '../_support/small-network.js';
import { until } from '../_support/until.js';

let network: Awaited<ReturnType<typeof startSmallNetwork>>;
let heartbeats: Server;
let app: Awaited<ReturnType<typeof NestFactory.createApplicationContext>>;
const metrics = new Registry();
const received: { readonly path: string; readonly body: Record<string, unknown> }[] = [];
let status = 200;

beforeAll(async () => {
  network = await startSmallNetwork();
  heartbeats = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: JSON.parse(text) as Record<string, unknown> });
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => heartbeats.listen(0, '127.0.0.1', resolve));
  const { port } = heartbeats.address() as AddressInfo;
  const watchdogUrl = `http://127.0.0.1:${port}/secret-path`;
  const { database } = network;
  const module = AlertingModule.forRoot({
    database,
    statuses: new DirectLatestFeed(),
    metrics,
    watchdogUrl,
    stepMs: 50,
    heartbeatMs: 100,
  });
  app = await NestFactory.createApplicationContext(module, { logger: false });
});
afterAll(async () => {
  await app?.close();
  heartbeats?.close();
  await network?.stop();
});

const failures = async (): Promise<string> => metrics.getSingleMetricAsString('mnara_alerting_failures_total');

test('a database without rules gets the default ones', async () => {
  const { rows } = await network.database.query<{ n: number }>('SELECT count(*)::int AS n FROM mnara.rule');
  expect(rows[0]?.n).toBe(readDefaultRules().rules.length);
});

test('the policies that rule tests use are those of a new database', async () => {
  const { rows } = await network.database.query(
    `SELECT policy_id AS id, jsonb_build_object('repeats', repeats, 'repeatSeconds', repeat_seconds, 'steps',
      (SELECT jsonb_agg(jsonb_build_object('delaySeconds', delay_seconds, 'targets', targets) ORDER BY step_no)
       FROM mnara.escalation_step s WHERE s.policy_id = p.policy_id)) AS policy FROM mnara.escalation_policy p`,
  );
  expect(Object.fromEntries(rows.map(({ id, policy }) => [id, policy]))).toEqual(DEFAULT_POLICIES);
});

test('the watchdog reports to an external address that rules are evaluated; a rejection is counted', async () => {
  await until('two heartbeats have arrived', () => received.length > 1);
  expect(received[0]).toMatchObject({
    path: '/secret-path',
    body: { alert: 'watchdog', condition: 'firing', evaluatedAt: expect.any(String) },
  });
  for (const wrong of [500, 302]) {
    status = wrong;
    const before = await failures();
    await until('the rejection is counted', async () => (await failures()) !== before);
  }
  status = 200;
  // A redirect is not followed: its target would learn the secret of the address.
  expect(received.filter(({ path }) => path !== '/secret-path')).toEqual([]);
});

test('the watchdog stops when the rules are no longer evaluated, and continues when they are', async () => {
  await network.database.query(
    `UPDATE mnara.evaluator SET owner = 'another', epoch = epoch + 1, lease_until = now() + interval '1 hour'`,
  );
  const leading = (): Promise<string> => metrics.getSingleMetricAsString('mnara_alerting_leading');
  await until('it is no longer the leader', async () => (await leading()).endsWith(' 0'), leading);
  expect(await app.get(AlertingHost).check()).toMatchObject({ ok: true, detail: { isLeading: false } });
  // One heartbeat may have been under way; after it none arrives during the time of five.
  const before = await until('the watchdog has stopped', async () => {
    const known = received.length;
    await sleep(500);
    return received.length === known && known;
  });
  await network.database.query(`UPDATE mnara.evaluator SET lease_until = '-infinity'`);
  await until('the watchdog continues', () => received.length > before);
  expect(await app.get(AlertingHost).check()).toMatchObject({ ok: true, detail: { isLeading: true } });
});
