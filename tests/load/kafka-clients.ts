// The product's event log compared with plain Kafka clients on one broker, in turn. `npm run bench -- kafka-clients
// [EVENTS] [ROUNDS]`
// @platformatic/kafka is not a dependency: `npm install --no-save @platformatic/kafka` first, or its rows are left out
// (decision 0080).
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createTopics } from '#platform/kafka/kafka-topics.js';
import { startKafka } from '../_support/kafka-server.js';
import type { ClientFigures } from './kafka-client-process.js';
import { PLATFORMATIC } from './platformatic-client.js';

const [EVENTS = 500_000, ROUNDS = 5] = process.argv.slice(2).map(Number);
const PROGRAM = fileURLToPath(new URL('kafka-client-process.js', import.meta.url));
const FLAGS = ['--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning'];
/** The events are of March: a shorter retention would delete them before they are read. */
const KEEP_HOURS = 100 * 365 * 24;
/** Maximum time of one measurement, milliseconds. */
const BOUND_MS = 240_000;

const hasPlatformatic = await import(PLATFORMATIC).then(
  () => true,
  () => false,
);
if (!hasPlatformatic) console.error(`${PLATFORMATIC} is not installed; its rows are omitted.`);
const clients = ['product', 'kafkajs', 'platformatic'].filter((name) => name !== 'platformatic' || hasPlatformatic);

const kafka = await startKafka();
const found = new Map<string, ClientFigures[]>();

/** Each runs in a separate process, so that patched prototypes, compiled code and heaps are not shared. */
async function measure(what: string, client: string, prefix: string): Promise<ClientFigures> {
  const child = fork(PROGRAM, [what, client, kafka.brokers, prefix, String(EVENTS)], {
    execArgv: [...FLAGS, '--max-semi-space-size=64'],
  });
  const timer = setTimeout(() => child.kill(), BOUND_MS);
  try {
    return await new Promise<ClientFigures>((resolve, reject) => {
      child.once('message', (message) => resolve(message as ClientFigures));
      child.once('exit', (code, signal) => reject(new Error(`${what} with ${client} ended with ${code ?? signal}.`)));
    });
  } finally {
    clearTimeout(timer);
  }
}

async function note(what: string, client: string, prefix: string): Promise<void> {
  const figures = await measure(what, client, prefix);
  const name = `${what} ${client}`;
  found.set(name, [...(found.get(name) ?? []), figures]);
}

async function makeTopics(prefix: string): Promise<void> {
  const options = { brokers: kafka.brokers.split(','), clientId: 'bench', prefix };
  await createTopics(options, { partitions: 8, replicas: 1, keepHours: KEEP_HOURS });
}

const middle = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[values.length >> 1] ?? 0;

try {
  await makeTopics('read');
  await measure('produce', 'product', 'read');
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const client of clients.filter((name) => name !== 'kafkajs')) {
      await makeTopics(`${client}-${round}`);
      await note('produce', client, `${client}-${round}`);
    }
    for (const client of clients) await note('discard', client, 'read');
  }
  console.log(`${EVENTS} events, 8 partitions, medians of ${ROUNDS} rounds`);
  for (const [name, figures] of found) {
    const perSecond = middle(figures.map((one) => one.perSecond)).toFixed(0);
    const cpu = middle(figures.map(({ cpuMicros }) => cpuMicros)).toFixed(2);
    const memory = middle(figures.map(({ residentMiB }) => residentMiB)).toFixed(0);
    console.log(
      `${name.padEnd(22)} ${perSecond.padStart(9)} events/s ${cpu.padStart(6)} us CPU an event, ${memory} MiB`,
    );
  }
} finally {
  await kafka.stop();
}
