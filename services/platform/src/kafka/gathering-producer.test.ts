import type { Kafka, Producer } from 'kafkajs';
import { expect, test, vi } from 'vitest';
import { GatheringProducer } from './gathering-producer.js';

/** Fake timers do not replace this module by default. */
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  setImmediate: () => new Promise<void>((resolve) => setImmediate(resolve)),
}));

/** Brokers that accept everything at once, and the values that they accepted, by request. */
function willingBrokers(): { kafka: Kafka; taken: string[][] } {
  const taken: string[][] = [];
  const producer = {
    connect: async () => {},
    disconnect: async () => {},
    send: async ({ messages }: Parameters<Producer['send']>[0]) => {
      taken.push(messages.map(({ value }) => String(value)));
      return [];
    },
  };
  return { kafka: { producer: () => producer } as unknown as Kafka, taken };
}

const OPTIONS = { topic: 'events', lingerMs: 1, requestMessages: 10, waitingMessages: 100 };

test('GatheringProducer sends a message that is added in the same step in which the one before was accepted', async () => {
  const { kafka, taken } = willingBrokers();
  const producer = new GatheringProducer(kafka, OPTIONS);
  let again: Promise<void> | undefined;
  void producer.send([{ value: 'a' }]).then(() => {
    again = producer.send([{ value: 'b' }]);
  });
  while (again === undefined) await new Promise((resolve) => setImmediate(resolve));
  await again;
  expect(taken).toEqual([['a'], ['b']]);
  expect(producer.waiting).toBe(0);
  await producer.close();
});

test('GatheringProducer sends at once after a pause, and gathers messages that follow soon', async () => {
  vi.useFakeTimers();
  try {
    const { kafka, taken } = willingBrokers();
    const producer = new GatheringProducer(kafka, { ...OPTIONS, lingerMs: 200 });
    const first = producer.send([{ value: 'a' }]);
    await vi.advanceTimersByTimeAsync(0);
    await first;
    expect(taken).toEqual([['a']]);
    const second = producer.send([{ value: 'b' }]);
    await vi.advanceTimersByTimeAsync(199);
    const third = producer.send([{ value: 'c' }]);
    expect(taken).toEqual([['a']]);
    await vi.advanceTimersByTimeAsync(1);
    await Promise.all([second, third]);
    expect(taken).toEqual([['a'], ['b', 'c']]);
    await producer.close();
  } finally {
    vi.useRealTimers();
  }
});
