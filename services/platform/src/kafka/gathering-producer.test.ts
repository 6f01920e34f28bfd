import type { Kafka, Producer } from 'kafkajs';
import { expect, test } from 'vitest';
import { GatheringProducer } from './gathering-producer.js';

/** Brokers that take everything at once; the values that they took, by request. */
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

test('what is sent in the very step in which the one before was taken does not stay behind', async () => {
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

test('what comes after a pause goes at once; what comes soon after it waits for company', async () => {
  const { kafka, taken } = willingBrokers();
  const producer = new GatheringProducer(kafka, { ...OPTIONS, lingerMs: 200 });
  const startedAt = performance.now();
  await producer.send([{ value: 'a' }]);
  const firstMs = performance.now() - startedAt;
  const second = producer.send([{ value: 'b' }]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await Promise.all([second, producer.send([{ value: 'c' }])]);
  const allMs = performance.now() - startedAt;
  expect(taken).toEqual([['a'], ['b', 'c']]);
  expect(firstMs).toBeLessThan(150);
  expect(allMs).toBeGreaterThan(190);
  await producer.close();
});
