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

/** A gateway on a real database, with a consumer that keeps the records and writes positions as the processor does. */
export interface GatewayHost {
  readonly url: string;
  readonly server: Server;
  readonly metrics: Registry;
  /** Every record that was applied, in order; duplicates (seq already applied) are counted and not kept. */
  readonly applied: LogRecord[];
  redelivered(): number;
  gaps(): readonly string[];
  /** The result of the consumer's next call: undefined succeeds, an error makes it fail. */
  setFault(fault: (() => Promise<void>) | undefined): void;
  events(): CentreEvent[];
  faults(code: string): Promise<number>;
  stop(): Promise<void>;
}

const POSITION = `
INSERT INTO mnara.agent_position (agent_id, outbox_id, last_seq) VALUES ($1, $2, $3)
ON CONFLICT (agent_id, outbox_id) DO UPDATE SET last_seq = greatest(mnara.agent_position.last_seq, excluded.last_seq)`;

/** Keeps the records and writes positions as the processor does. */
class RecordingConsumer {
  readonly gaps: string[] = [];
  redelivered = 0;
  fault: (() => Promise<void>) | undefined;
  readonly #last = new Map<string, number>();

  constructor(
    readonly database: Database,
    readonly applied: LogRecord[],
  ) {
    for (const record of applied) this.#last.set(outboxOf(record), record.seq);
  }

  async apply(batch: Iterable<LogRecord>): Promise<void> {
    await this.fault?.();
    const outboxes = new Set<string>();
    for (const record of batch) {
      outboxes.add(outboxOf(record));
      this.#take(record);
    }
    for (const name of outboxes) {
      const [agent, outbox] = name.split('/');
      await this.database.query(POSITION, [agent, outbox, this.#last.get(name)]);
    }
  }

  #take(record: LogRecord): void {
    const name = outboxOf(record);
    const before = this.#last.get(name) ?? 0;
    if (record.seq <= before) {
      this.redelivered += 1;
      return;
    }
    if (record.seq > before + 1) this.gaps.push(`${name} ${before} -> ${record.seq}`);
    this.applied.push(record);
    this.#last.set(name, record.seq);
  }
}

const outboxOf = ({ sourceId, sourceEpoch }: LogRecord): string => `${sourceId}/${sourceEpoch}`;

export async function startGateway(database: Database, port = 0, applied: LogRecord[] = []): Promise<GatewayHost> {
  const log = new DirectEventLog({ retry: { firstMs: 20, maxMs: 100 } });
  const metrics = new Registry();
  const consumer = new RecordingConsumer(database, applied);
  await log.consume((batch) => consumer.apply(batch));
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
    redelivered: () => consumer.redelivered,
    gaps: () => consumer.gaps,
    setFault: (next) => {
      consumer.fault = next;
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
