import { hash } from 'node:crypto';
import type { SourceEvent } from '../connectors/connector.js';

const SEPARATOR = '\u001f';

function distinguishing(event: SourceEvent, centreId: string): string {
  const { fact } = event;
  const value = Object.entries(fact.value ?? {})
    .filter(([name, inner]) => !name.startsWith('$') && !(name === 'appointmentId' && inner === ''))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, inner]) => `${name}=${Array.isArray(inner) ? inner.join(',') : String(inner)}`);
  return [
    centreId,
    event.visitId ?? '',
    event.legNo ?? 1,
    fact.case,
    event.occurredAtMs,
    event.serviceId ?? '',
    event.deskId ?? '',
    event.staff ?? '',
    ...value,
  ].join(SEPARATOR);
}

/**
 * The id of a fact: a UUIDv7 in 16 bytes, built from its time and a SHA-256 of its distinguishing fields, so that a
 * source that is read again gives the same ids. Descriptive fields (segment, defects, ticket number) are not included.
 */
export function eventIdOf(event: SourceEvent, centreId: string): Uint8Array {
  const bytes = hash('sha256', distinguishing(event, centreId), 'buffer').subarray(0, 16);
  bytes.writeUIntBE(Math.min(Math.max(0, Math.trunc(event.occurredAtMs)), 2 ** 48 - 1), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}

/** Converts 16 bytes into the text form of a UUID. */
export function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
