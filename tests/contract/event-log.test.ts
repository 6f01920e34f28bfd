import { afterEach, describe, expect, test } from 'vitest';
import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import { type EventLog, type LogRecord, LogUnavailableError } from '#platform/event-log/event-log.js';

/** Every adapter of the EventLog port keeps these promises. */
interface Adapter {
  readonly name: string;
  open(): Promise<EventLog>;
}

const adapters: readonly Adapter[] = [
  { name: 'direct', open: async () => new DirectEventLog({ retryMs: [1, 5], batchRecords: 50 }) },
];

const record = (key: string, seq: number): LogRecord => ({
  key,
  sourceId: `agent-${key}`,
  sourceEpoch: 'e1',
  seq,
  receivedAtMs: 1_700_000_000_000 + seq,
  payload: Uint8Array.of(seq % 256),
});

describe.each(adapters)('event log: $name', ({ open }) => {
  let log: EventLog;
  afterEach(() => log.close());

  test('gives every record once to a handler that never fails, in order within a key', async () => {
    log = await open();
    const seen = new Map<string, number[]>();
    await log.consume(async (batch) => {
      for (const { key, seq } of batch) seen.set(key, [...(seen.get(key) ?? []), seq]);
    });
    const sends = [];
    for (let seq = 1; seq <= 200; seq += 1) sends.push(log.append([record('A', seq), record('B', seq)]));
    await Promise.all(sends);
    const expected = Array.from({ length: 200 }, (_, index) => index + 1);
    expect(seen.get('A')).toEqual(expected);
    expect(seen.get('B')).toEqual(expected);
  });

  test('an append does not resolve before its records are safe', async () => {
    log = await open();
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let applied = false;
    await log.consume(async () => {
      await gate;
      applied = true;
    });
    const appended = log.append([record('A', 1)]).then(() => applied);
    await new Promise((resolve) => setTimeout(resolve, 20));
    release();
    expect(await appended).toBe(true);
  });

  test('a handler that fails gets the same records again before newer ones', async () => {
    log = await open();
    const seen: number[] = [];
    let failures = 3;
    await log.consume(async (batch) => {
      if (failures-- > 0) throw new Error('database is away');
      seen.push(...batch.map(({ seq }) => seq));
    });
    await Promise.all([log.append([record('A', 1)]), log.append([record('A', 2)]), log.append([record('A', 3)])]);
    expect(seen).toEqual([1, 2, 3]);
  });

  test('keeps what the consumer has never seen, or says that it did not', async () => {
    log = await open();
    const consumption = await log.consume(async () => {
      throw new Error('never works');
    });
    const first = log.append([record('A', 1)]).then(
      () => 'safe',
      (error: unknown) => error,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    await consumption.stop();
    await log.close();
    expect(await first).toBeInstanceOf(LogUnavailableError);
    await expect(log.append([record('A', 2)])).rejects.toBeInstanceOf(LogUnavailableError);
  });
});

test('control: the direct log refuses more than it may hold', async () => {
  const log = new DirectEventLog({ waitingRecords: 2 });
  void log.append([record('A', 1)]).catch(() => undefined);
  await expect(log.append([record('A', 2), record('A', 3)])).rejects.toThrow('full');
  await log.close();
});
