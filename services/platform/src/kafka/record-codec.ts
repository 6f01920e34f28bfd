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

/** Why a message is no record, for counting, and in words. */
export const NO_RECORD = {
  no_key: 'The message has no key, so no centre can be told.',
  no_value: 'The message has no value.',
  no_source: 'The message has no header "source", so no gateway has written it.',
  bad_source: 'The header "source" is damaged: it holds no seq, epoch and source, a line each.',
} as const;

export type NoRecord = keyof typeof NO_RECORD;

/** A code of NO_RECORD: somebody else wrote the message, or it is damaged. */
export function recordOf({ key, value, timestamp, headers }: KafkaMessage): LogRecord | NoRecord {
  const source = headers?.[SOURCE]?.toString();
  if (source === undefined) return 'no_source';
  if (key === null) return 'no_key';
  if (value === null) return 'no_value';
  const first = source.indexOf('\n');
  const second = source.indexOf('\n', first + 1);
  const seq = Number(source.slice(0, first));
  if (first <= 0 || second < 0 || !Number.isSafeInteger(seq) || seq < 1) return 'bad_source';
  return {
    key: key.toString(),
    sourceId: source.slice(second + 1),
    sourceEpoch: source.slice(first + 1, second),
    seq,
    receivedAtMs: Number(timestamp),
    payload: value,
  };
}
