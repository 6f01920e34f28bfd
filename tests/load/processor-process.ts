// One of several stream processors of drain-stack.ts, in its own process. It joins the group, reports this, and waits
// for
// the start message.
import { KafkaEventLog } from '#platform/kafka/kafka-event-log.js';
import { openDatabase } from '#platform/postgres/database.js';
import { collectWholeHeapRarely } from '#platform/process/whole-heap.js';
import { DimensionStore } from '#store/network/dimension-store.js';
import { PostgresProcessorStore } from '#store/visits/postgres-processor-store.js';
import { runProcessor } from '#stream-processor/batch/run-processor.js';

// As the service does.
collectWholeHeapRarely();
const [brokers = '', url = '', group = '', centres = '0'] = process.argv.slice(2);
const say = (message: object): void => void process.send?.(message);

let mayBegin = false;
const stop = Promise.withResolvers<void>();
process.on('message', (word) => {
  if (word === 'begin') mayBegin = true;
  else stop.resolve();
});
process.on('disconnect', () => process.exit());

const database = openDatabase(url);
const log = new KafkaEventLog({ brokers: brokers.split(','), clientId: 'drain', group, sessionTimeoutMs: 30_000 });
const consume = log.consume.bind(log);
log.consume = (handler, assigned) =>
  consume(
    (batch) => (mayBegin ? handler(batch) : Promise.reject(new Error('The start message has not arrived yet.'))),
    async (owns) => {
      await assigned?.(owns);
      say({ owns: Array.from({ length: Number(centres) }, (_, centre) => `C${centre}`).filter(owns).length });
    },
  );
const running = await runProcessor({
  log,
  store: new PostgresProcessorStore(database),
  dimensions: new DimensionStore(database),
  publish: () => {},
  onApplied: ({ records }) => say({ records }),
  now: Date.now,
});
await stop.promise;
await running.stop();
await log.close();
await database.close();
process.exit();
