// How long a batch takes, depending on its size, on a database with some history. `npm run bench -- small-batches`
import type { LogRecord } from '#platform/event-log/event-log.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { startLoadNetwork } from '../_support/load-network.js';
import { syntheticEvents } from '../_support/synthetic-events.js';

const network = await startLoadNetwork({ centres: 50, services: 10, desks: 10 });
try {
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  const processor = new Processor(new PostgresProcessorStore(network.database), dimensions, () => {}, 0);
  const records = [...syntheticEvents({ count: 80_000, centres: 50, services: 10, desks: 10 })];
  let at = 0;
  const take = (count: number): LogRecord[] => {
    at += count;
    return records.slice(at - count, at);
  };
  await processor.apply(take(20_000));
  for (const size of [1, 10, 100, 1_000, 5_000]) {
    const rounds = Math.max(5, Math.min(100, Math.floor(10_000 / size)));
    const started = performance.now();
    for (let round = 0; round < rounds; round += 1) await processor.apply(take(size));
    const each = (performance.now() - started) / rounds;
    console.log(`${size} events: ${each.toFixed(1)} ms a batch, ${((1000 * size) / each).toFixed(0)} events/s`);
  }
} finally {
  await network.stop();
}
