import type { Message } from 'kafkajs';
import type { LogRecord } from '../event-log/event-log.js';

/** One header, not four: each costs time for every record that is read. Its value: seq, epoch and source id, a line each. */
export const SOURCE = 'source';

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
