import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type KafkaAccess, trusted } from './kafka-client.js';

/** The minimum and maximum version of one kind of request. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** A kind of request that Mnara sends, with its versions. */
export interface NeededRequest extends VersionRange {
  readonly name: string;
  readonly key: number;
}

/** `min`: what Mnara needs (headers and idempotence exist since Kafka 0.11); `max`: what the client supports. */
export const NEEDED_REQUESTS: readonly NeededRequest[] = [
  { name: 'Produce', key: 0, min: 3, max: 7 },
  { name: 'Fetch', key: 1, min: 4, max: 11 },
  { name: 'ListOffsets', key: 2, min: 1, max: 3 },
  { name: 'Metadata', key: 3, min: 1, max: 6 },
  { name: 'OffsetCommit', key: 8, min: 2, max: 5 },
  { name: 'OffsetFetch', key: 9, min: 1, max: 4 },
  { name: 'FindCoordinator', key: 10, min: 1, max: 2 },
  { name: 'JoinGroup', key: 11, min: 1, max: 5 },
  { name: 'Heartbeat', key: 12, min: 0, max: 3 },
  { name: 'LeaveGroup', key: 13, min: 0, max: 3 },
  { name: 'SyncGroup', key: 14, min: 0, max: 3 },
  { name: 'CreateTopics', key: 19, min: 1, max: 3 },
  { name: 'InitProducerId', key: 22, min: 0, max: 1 },
];

const API_VERSIONS_KEY = 18;
const CLIENT = 'mnara-check';
const MAX_ANSWER_BYTES = 64 * 1024;
const ENTRY_BYTES = 6;

/** ApiVersions, version 0: every broker answers it. */
function question(): Buffer {
  const body = Buffer.alloc(10 + CLIENT.length);
  body.writeInt16BE(API_VERSIONS_KEY, 0);
  body.writeInt32BE(1, 4);
  body.writeInt16BE(CLIENT.length, 8);
  body.write(CLIENT, 10, 'latin1');
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

/**
 * Correlation id, error code, count, then key, minimum and maximum of each. Undefined when it is not a broker's answer.
 */
function answerOf(bytes: Buffer): ReadonlyMap<number, VersionRange> | undefined {
  if (bytes.length < 10 || bytes.readInt32BE(0) !== 1 || bytes.readInt16BE(4) !== 0) return undefined;
  const count = bytes.readInt32BE(6);
  if (count <= 0 || bytes.length < 10 + count * ENTRY_BYTES) return undefined;
  const found = new Map<number, VersionRange>();
  for (let at = 10; at < 10 + count * ENTRY_BYTES; at += ENTRY_BYTES)
    found.set(bytes.readInt16BE(at), { min: bytes.readInt16BE(at + 2), max: bytes.readInt16BE(at + 4) });
  return found;
}

/** A broker answers but cannot be used: waiting does not help. */
export class BrokerUnfitError extends Error {
  readonly code = 'broker_unfit';
  readonly isFinal = true;
}

/** The program at the address does not speak Kafka's protocol. */
class NoBrokerError extends Error {
  readonly code = 'no_broker';
}

/**
 * Asks a broker which requests it supports, in which versions.
 * @param address host:port
 * @throws NoBrokerError when another program answers, BrokerUnfitError when the broker cannot be trusted, and the error
 * of a failed connection
 */
export function readBrokerVersions(
  address: string,
  tls?: KafkaAccess['tls'],
  timeoutMs = 5_000,
): Promise<ReadonlyMap<number, VersionRange>> {
  return new Promise((resolve, reject) => {
    const socket = connected(address, tls, timeoutMs);
    let received = Buffer.alloc(0);
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    const notKafka = (how: string): NoBrokerError =>
      new NoBrokerError(
        `The program at ${address} ${how}; check KAFKA_BROKERS, and that KAFKA_TLS matches the listener.`,
      );
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => socket.write(question()));
    socket.once('error', (error) => fail(tls === undefined ? error : tlsFault(address, error)));
    socket.once('timeout', () => fail(notKafka(`does not answer within ${timeoutMs} ms`)));
    socket.once('close', () => fail(notKafka('is not a Kafka broker: it closed the connection')));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4) return;
      const size = received.readInt32BE(0);
      if (size <= 0 || size > MAX_ANSWER_BYTES) return fail(notKafka('is not a Kafka broker'));
      if (received.length < 4 + size) return undefined;
      const found = answerOf(received.subarray(4, 4 + size));
      if (found === undefined) return fail(notKafka('is not a Kafka broker'));
      resolve(found);
      socket.destroy();
    });
  });
}

function connected(address: string, tls: KafkaAccess['tls'], timeout: number): Socket {
  const place = /^\[?([^\]]+?)\]?:(\d+)$/.exec(address);
  const [host, port] = [place?.[1] ?? address, Number(place?.[2] ?? 0)];
  if (tls === undefined) return connect({ host, port, timeout });
  return connectTls({ host, port, timeout, ...trusted(tls), ...(isIP(host) === 0 ? { servername: host } : {}) });
}

/** OpenSSL's error codes for an untrusted certificate, and Node's for a certificate of another host. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/;

function tlsFault(address: string, error: NodeJS.ErrnoException): Error {
  const { code = '' } = error;
  if (UNTRUSTED.test(code))
    return new BrokerUnfitError(
      `The certificate of the broker at ${address} cannot be trusted (${error.message}). Give the authority that ` +
        'signed it with KAFKA_CA_FILE, and name the broker in KAFKA_BROKERS as its certificate does.',
      { cause: error },
    );
  if (/^E(PROTO|CONNRESET)|SSL/.test(code))
    return new NoBrokerError(
      `The program at ${address} does not use TLS (${error.message}); check KAFKA_BROKERS, and set ` +
        'KAFKA_TLS=false for a plain listener.',
    );
  return error;
}

/** The required requests that a broker does not support, as text; empty when the broker can be used. */
export function missingRequests(offered: ReadonlyMap<number, VersionRange>): readonly string[] {
  return NEEDED_REQUESTS.flatMap(({ name, key, min, max }) => {
    const found = offered.get(key);
    if (found === undefined) return [`${name} is missing`];
    if (found.max < min) return [`${name} is supported up to version ${found.max}, and version ${min} is required`];
    if (found.min > max)
      return [`${name} is supported from version ${found.min}, and Mnara supports it up to version ${max}`];
    return [];
  });
}
