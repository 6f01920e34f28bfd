import 'reflect-metadata';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import { parseEvent } from '#contracts/parse-event.js';
import type { CentreEvent } from '#domain/event.js';
import { GatewayModule } from '#gateway/gateway.module.js';
import { PathWsAdapter } from '#gateway/link/path-ws-adapter.js';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import type { Database } from '#platform/postgres/database.js';

/**
 * A gateway over a real database, with a consumer that keeps what it gets and writes positions as the processor does.
 */
export interface GatewayHost {
  readonly url: string;
  readonly server: Server;
  readonly metrics: Registry;
  /** Every record that was applied, in order; duplicates (seq already applied) are left out and counted. */
  readonly applied: LogRecord[];
  redelivered(): number;
  gaps(): readonly string[];
  /** What the consumer does next: undefined works, an error fails. */
  setFault(fault: (() => Promise<void>) | undefined): void;
  events(): CentreEvent[];
  faults(code: string): Promise<number>;
  stop(): Promise<void>;
}

const POSITION = `
INSERT INTO mnara.agent_position (agent_id, outbox_id, last_seq) VALUES ($1, $2, $3)
ON CONFLICT (agent_id, outbox_id) DO UPDATE SET last_seq = greatest(mnara.agent_position.last_seq, excluded.last_seq)`;

export async function startGateway(database: Database, port = 0, applied: LogRecord[] = []): Promise<GatewayHost> {
  const log = new DirectEventLog({ retry: { firstMs: 20, maxMs: 100 } });
  const metrics = new Registry();
  const last = new Map<string, number>();
  for (const record of applied) last.set(`${record.sourceId}/${record.sourceEpoch}`, record.seq);
  const gaps: string[] = [];
  let redelivered = 0;
  let fault: (() => Promise<void>) | undefined;
  await log.consume(async (batch) => {
    await fault?.();
    for (const record of batch) {
      const name = `${record.sourceId}/${record.sourceEpoch}`;
      const before = last.get(name) ?? 0;
      if (record.seq <= before) redelivered += 1;
      else {
        if (record.seq > before + 1) gaps.push(`${name} ${before} -> ${record.seq}`);
        applied.push(record);
        last.set(name, record.seq);
      }
    }
    for (const name of new Set([...batch].map((record) => `${record.sourceId}/${record.sourceEpoch}`))) {
      const [agent, outbox] = name.split('/');
      await database.query(POSITION, [agent, outbox, last.get(name)]);
    }
  });
  @Module({ imports: [GatewayModule.forRoot({ database, log, metrics })] })
  class Host {}
  const app = await NestFactory.create(Host, { logger: false });
  app.useWebSocketAdapter(new PathWsAdapter(app));
  await app.listen(port, '127.0.0.1');
  const server = app.getHttpServer() as Server;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    metrics,
    applied,
    redelivered: () => redelivered,
    gaps: () => gaps,
    setFault: (next) => {
      fault = next;
    },
    events: () =>
      applied.flatMap((record) => {
        const parsed = parseEvent(record.payload, record.receivedAtMs);
        return parsed.ok ? [parsed.event] : [];
      }),
    faults: async (code) => {
      const metric = await metrics.getSingleMetric('mnara_gateway_faults_total')?.get();
      return metric?.values.find((value) => value.labels['code'] === code)?.value ?? 0;
    },
    stop: async () => {
      await log.close();
      await app.close();
    },
  };
}
