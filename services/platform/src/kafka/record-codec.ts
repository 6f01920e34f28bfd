import type { Message } from 'kafkajs';
import type { LogRecord } from '../event-log/event-log.js';

/**
 * One header instead of three, because each header costs time for every record read. Its value: seq, epoch and source
 * id, one per line.
 */
export const SOURCE = 'source';

/**
 * key = partition key, value = payload, timestamp = receipt, header `source` = seq, epoch and source id, one per line.
 */
export function messageOf({ key, sourceId, sourceEpoch, seq, receivedAtMs, payload }: LogRecord): Message {
  return {
    key,
    // kafkajs would write a plain Uint8Array as text.
    value: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
    timestamp: String(receivedAtMs),
    headers: { [SOURCE]: `${seq}\n${sourceEpoch}\n${sourceId}` },
  };
}

/** Why a message is not a record: a code for counting, and an explanation. */
export const NO_RECORD = {
  no_key: 'The message has no key, so its centre is unknown.',
  no_value: 'The message has no value.',
  no_source: 'The message has no header "source", so it was not written by a gateway.',
  bad_source: 'The header "source" is damaged: it must hold seq, epoch and source, one per line.',
} as const;

export type NoRecord = keyof typeof NO_RECORD;
