import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { OperationsPortError, startOperationsServer } from './operations-server.js';
import { ReadinessProbe } from './readiness.js';

const probe = (): ReadinessProbe => new ReadinessProbe({ service: 'gateway', version: '1', timeoutMs: 50 });
const fine = async () => ({ ok: true, detail: { answerMs: 1 } });

test('ReadinessProbe is ready when the service has started and every check passes', async () => {
  const readiness = probe().add('database', fine);
  readiness.waitsFor('the database');
  expect(await readiness.look()).toMatchObject({
    ready: false,
    reasons: ['The service has not started yet: the database.'],
  });
  readiness.started();
  expect(await readiness.look()).toEqual({
    ready: true,
    service: 'gateway',
    version: '1',
    reasons: [],
    checks: { database: { ok: true, detail: { answerMs: 1 } } },
  });
  readiness.stopping();
  expect(await readiness.look()).toMatchObject({ ready: false, reasons: ['The service is stopping.'] });
});

test('ReadinessProbe is not ready, with reasons, when checks fail, throw or never answer', async () => {
  const readiness = probe()
    .add('database', async () => ({ ok: false, reason: 'away' }))
    .add('schema', () => Promise.reject(new Error('boom')))
    .add('log', () => new Promise(() => undefined))
    .add('fine', fine);
  readiness.started();
  const found = await readiness.look();
  expect(found.ready).toBe(false);
  expect(found.reasons).toEqual([
    'away',
    'The check "schema" failed (boom).',
    'The check "log" had no answer within 50 ms.',
  ]);
  expect(found.checks['fine']?.ok).toBe(true);
});

test('startOperationsServer answers its three addresses and no others', async () => {
  const readiness = probe().add('database', fine);
  const server = await startOperationsServer(
    { readiness, metrics: new Registry() },
    { host: '127.0.0.1', port: 0, variable: 'X' },
  );
  const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${server.port}${path}`);
  try {
    expect((await get('/livez')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(503);
    readiness.started();
    const ready = await get('/readyz');
    expect([ready.status, ready.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await ready.json()).toMatchObject({ ready: true });
    expect((await get('/metrics')).headers.get('content-type')).toContain('text/plain');
    expect((await get('/constructor')).status).toBe(404);
  } finally {
    await server.close();
  }
});

test('startOperationsServer throws an error that names the variable when the port is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  try {
    await expect(
      startOperationsServer({ readiness: probe() }, { host: '127.0.0.1', port, variable: 'MNARA_HEALTH_PORT' }),
    ).rejects.toThrow(
      expect.objectContaining({
        constructor: OperationsPortError,
        message: expect.stringContaining('MNARA_HEALTH_PORT'),
      }),
    );
  } finally {
    other.close();
  }
});
