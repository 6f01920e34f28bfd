import { randomUUID } from 'node:crypto';
import type { Sample, SampleParts, SampleRow } from '../connector-kind.js';
import { SourceError } from '../source-error.js';
import { messageRecords } from './message-records.js';
import type { MqttOptions } from './mqtt-options.js';
import { openClient, subscribe } from './open-client.js';

/**
 * The messages that come while it listens, with a session of its own: the agent's session and its messages stay as they
 * are. @throws SourceError when the broker cannot be reached
 */
export async function sampleMqtt(options: MqttOptions, { limit, signal }: SampleParts): Promise<Sample> {
  const clientId = `mnara-try-${randomUUID().slice(0, 8)}`;
  const client = openClient(options, { clientId, clean: true });
  const rows: SampleRow[] = [];
  let wake: () => void = () => {};
  client.on('message', (topic, payload, { retain }) => {
    if (retain || topic === options.status?.topic) return;
    for (const { cells } of messageRecords(topic, payload)) rows.push({ line: rows.length + 1, cells });
    wake();
  });
  signal.addEventListener('abort', () => wake(), { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      client.once('error', reject);
      signal.addEventListener('abort', () => reject(new Error('the broker does not answer')), { once: true });
      client.connect();
    });
    await subscribe(client, options);
  } catch (cause) {
    await client.endAsync(true);
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : 'the broker does not answer';
    throw new SourceError(`${options.url} cannot be listened to (${reason}); check the address, user and password.`, {
      cause,
    });
  }
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  async function* listened(): AsyncGenerator<SampleRow> {
    try {
      for (let index = 0; index < limit; index += 1) {
        while (rows.length <= index && !signal.aborted) await next();
        const row = rows[index];
        if (row === undefined) return;
        yield row;
      }
    } finally {
      await client.endAsync(true);
    }
  }
  const source = `${options.topics.join(', ')} at ${options.url}`;
  return { source, fileName: options.name, mapping: options.mapping, rows: listened() };
}
