// Drain of the embedded shape's processor against one transaction per event. `npm run bench -- drain [EVENTS]`

import { DirectEventLog } from '#platform/event-log/direct-event-log.js';
import type { LogRecord } from '#platform/event-log/event-log.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { Dimensions } from '#store/network/dimensions.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { Processor } from '#stream-processor/batch/processor.js';
import { startLoadNetwork } from '../_support/load-network.js';
import { syntheticEvents } from '../_support/synthetic-events.js';

const COUNT = Number(process.argv[2] ?? 400_000);
const BASELINE = Math.min(3_000, COUNT);

const network = await startLoadNetwork({ centres: 50, services: 10, desks: 10 });

async function drain(
  records: Iterable<LogRecord>,
  batchRecords: number,
): Promise<{ perSecond: number; events: number }> {
  await network.clear();
  const dimensions = new Dimensions(new DimensionStore(network.database));
  await dimensions.reload();
  const processor = new Processor(new PostgresProcessorStore(network.database), dimensions, () => {}, 0);
  const log = new DirectEventLog({ batchRecords, waitingRecords: 1_000_000 });
  await log.consume((batch) => processor.apply(batch));
  let events = 0;
  let frame: LogRecord[] = [];
  let inHand: Promise<void>[] = [];
  const started = performance.now();
  for (const record of records) {
    frame.push(record);
    events += 1;
    if (frame.length < Math.min(500, batchRecords)) continue;
    inHand.push(log.append(frame));
    frame = [];
    if (inHand.length * 500 >= batchRecords * 2) {
      await Promise.race([inHand[0], Promise.all(inHand)]);
      inHand = inHand.slice(1);
    }
  }
  inHand.push(log.append(frame));
  await Promise.all(inHand);
  const seconds = (performance.now() - started) / 1000;
  await log.close();
  return { perSecond: events / seconds, events };
}

try {
  const single = await drain(syntheticEvents({ count: BASELINE, centres: 50, services: 10, desks: 10 }), 1);
  const batched = await drain(syntheticEvents({ count: COUNT, centres: 50, services: 10, desks: 10 }), 20_000);
  console.log(`one transaction per event: ${single.perSecond.toFixed(0)} events/s (${single.events} events)`);
  console.log(
    `batches of up to 20,000:   ${batched.perSecond.toFixed(0)} events/s (${batched.events} events), ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB resident`,
  );
  console.log(`ratio: ${(batched.perSecond / single.perSecond).toFixed(1)}`);
} finally {
  await network.stop();
}
