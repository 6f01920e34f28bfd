import type { Message } from 'kafkajs';
import type { LogRecord } from '../event-log/event-log.js';
import { SOURCE } from './packed-records.js';

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
