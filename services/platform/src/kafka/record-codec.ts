import type { KafkaMessage, Message } from 'kafkajs';
import type { LogRecord } from '../event-log/event-log.js';

/** One header, not four: each costs an object for every record that is read. */
const SOURCE = 'source';

/** key = partition key, value = payload, timestamp = receipt, header `source` = seq, epoch and source id, a line each. */
export function messageOf({ key, sourceId, sourceEpoch, seq, receivedAtMs, payload }: LogRecord): Message {
  return {
    key,
    // kafkajs would write a plain Uint8Array as text.
    value: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
    timestamp: String(receivedAtMs),
    headers: { [SOURCE]: `${seq}\n${sourceEpoch}\n${sourceId}` },
  };
}

/** undefined: somebody else wrote the message, or it is damaged. */
export function recordOf({ key, value, timestamp, headers }: KafkaMessage): LogRecord | undefined {
  const source = headers?.[SOURCE]?.toString();
  if (key === null || value === null || source === undefined) return undefined;
  const first = source.indexOf('\n');
  const second = source.indexOf('\n', first + 1);
  const seq = Number(source.slice(0, first));
  if (first <= 0 || second < 0 || !Number.isSafeInteger(seq) || seq < 1) return undefined;
  return {
    key: key.toString(),
    sourceId: source.slice(second + 1),
    sourceEpoch: source.slice(first + 1, second),
    seq,
    receivedAtMs: Number(timestamp),
    payload: value,
  };
}
