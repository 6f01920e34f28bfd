import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  type Checkpoint,
  OutboxFullError,
  type Recorded,
  type Sink,
  type SourceEvent,
} from '#edge-agent/connectors/connector.js';
import type { Directives } from '#edge-agent/directives/centre-directives.js';
import { simulateDay } from './simulate-day.js';
import type { SimulatedCentre } from './simulated-centre.js';
import { SimulatorConnector } from './simulator-connector.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 24, 7, 15);
const SEED = 'seed';

const centre: SimulatedCentre = {
  id: 'nyeri',
  isMobile: true,
  calendar: { timeZone: 'Etc/GMT-3', hours: undefined, holidays: new Set() },
  services: [
    {
      id: 'pin',
      agencyId: 'kra',
      weight: 1,
      medianSeconds: 400,
      spread: 0.4,
      shortestSeconds: 45,
      nextServiceId: undefined,
      isPoor: false,
    },
  ],
  desks: ['D1', 'D2', 'D3', 'D4'].map((id) => ({ id, serviceIds: ['pin'], isHasty: false })),
  load: 0.7,
  absence: 0,
  unreliableAgencyIds: [],
  firstDay: { powerCut: false, outageAgencyId: undefined },
};

const NO_DIRECTIVES: Directives = {
  list: () => [],
  answer: () => ({ ok: false, code: 'unknown', message: 'none' }),
  listen: () => undefined,
};

/** A sink in memory that several connectors use one after another. After `callsLeft` calls it stops answering. */
class MemorySink implements Sink {
  readonly events: SourceEvent[] = [];
  readonly checkpoints = new Map<string, string>();
  callsLeft = Number.POSITIVE_INFINITY;
  waiting = 0;
  isFull = false;

  record(events: readonly SourceEvent[], checkpoint?: Checkpoint): Promise<Recorded> {
    this.callsLeft -= 1;
    if (this.callsLeft < 0) return new Promise(() => {});
    if (this.isFull) return Promise.reject(new OutboxFullError('full'));
    this.events.push(...events);
    if (checkpoint) this.checkpoints.set(checkpoint.name, checkpoint.value);
    return Promise.resolve({ accepted: events.length, duplicates: 0, refused: [] });
  }
  pending = (): number => this.waiting;
  rejected = (): number => 0;
  checkpoint = (name: string): string | undefined => this.checkpoints.get(name);
  saveCheckpoint = (name: string, value: string): void => void this.checkpoints.set(name, value);
}

const keyOf = (event: SourceEvent): string =>
  JSON.stringify([event.occurredAtMs, event.visitId, event.legNo, event.deskId, event.fact], (_, value: unknown) =>
    typeof value === 'bigint' ? Number(value) : value,
  );
const expectedUpTo = (now: number, dates: readonly string[]): string[] =>
  dates
    .flatMap((date) => simulateDay(centre, date, SEED, date === '2026-11-24' ? START : undefined))
    .filter((event) => event.occurredAtMs <= now)
    .map(keyOf)
    .sort();

async function run(sink: Sink, now: () => number, until: (connector: SimulatorConnector) => boolean): Promise<void> {
  const stop = new AbortController();
  const connector = new SimulatorConnector({ centre, seed: SEED, historyDays: 2, now });
  await connector.start(sink, stop.signal, NO_DIRECTIVES);
  while (!until(connector)) await sleep(5);
  stop.abort();
}

describe('SimulatorConnector', () => {
  it('records the days before the first start, and reports its progress', async () => {
    const sink = new MemorySink();
    await run(
      sink,
      () => START,
      (connector) => connector.progress().isDone,
    );
    const dates = ['2026-11-22', '2026-11-23', '2026-11-24'];
    expect(sink.events.map(keyOf).sort()).toEqual(expectedUpTo(START, dates));
    // Today comes first.
    expect(sink.events[0]?.occurredAtMs).toBeGreaterThan(Date.UTC(2026, 10, 24));
    expect(sink.events.every((event) => event.clock === 'true')).toBe(true);
  });

  it('records every event once when it is stopped at any moment and started again', async () => {
    const sink = new MemorySink();
    let now = START;
    for (const calls of [1, 2, 3, 5, 4, 2, 6]) {
      sink.callsLeft = calls;
      await run(
        sink,
        () => now,
        () => sink.callsLeft < 0,
      );
      now += 50 * MINUTE;
    }
    sink.callsLeft = Number.POSITIVE_INFINITY;
    now = START + 26 * 60 * MINUTE;
    const dates = ['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25'];
    const expected = expectedUpTo(now, dates);
    await run(
      sink,
      () => now,
      (connector) => connector.progress().isDone && sink.events.length >= expected.length,
    );
    expect(sink.events.map(keyOf).sort()).toEqual(expected);
  });

  it('records live events at once while history waits because the queue is too long', async () => {
    const day = simulateDay(centre, '2026-11-24', SEED, START);
    const next = day.find((event) => event.occurredAtMs > START)!;
    const sink = new MemorySink();
    sink.waiting = 1000;
    const startedAt = Date.now();
    const now = () => next.occurredAtMs - 100 + (Date.now() - startedAt);
    await run(sink, now, () => sink.events.length > 0);
    expect(sink.events.map(keyOf)).toContain(keyOf(next));
    expect(sink.events.every((event) => event.clock === 'local')).toBe(true);
  });

  it('waits while the outbox is full', async () => {
    const sink = new MemorySink();
    sink.isFull = true;
    await run(
      sink,
      () => START,
      (connector) => connector.health().ok,
    );
    expect(sink.events).toEqual([]);
  });
});
