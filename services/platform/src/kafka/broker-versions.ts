import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type KafkaAccess, trusted } from './kafka-client.js';

/** Lowest and highest version of one kind of request. */
export interface VersionRange {
  readonly least: number;
  readonly most: number;
}

/** A kind of request that Mnara sends, and in which versions. */
export interface NeededRequest extends VersionRange {
  readonly name: string;
  readonly key: number;
}

/** `least`: what the work needs (headers and idempotence came with 0.11); `most`: what the client speaks. */
export const NEEDED_REQUESTS: readonly NeededRequest[] = [
  { name: 'Produce', key: 0, least: 3, most: 7 },
  { name: 'Fetch', key: 1, least: 4, most: 11 },
  { name: 'ListOffsets', key: 2, least: 1, most: 3 },
  { name: 'Metadata', key: 3, least: 1, most: 6 },
  { name: 'OffsetCommit', key: 8, least: 2, most: 5 },
  { name: 'OffsetFetch', key: 9, least: 1, most: 4 },
  { name: 'FindCoordinator', key: 10, least: 1, most: 2 },
  { name: 'JoinGroup', key: 11, least: 1, most: 5 },
  { name: 'Heartbeat', key: 12, least: 0, most: 3 },
  { name: 'LeaveGroup', key: 13, least: 0, most: 3 },
  { name: 'SyncGroup', key: 14, least: 0, most: 3 },
  { name: 'CreateTopics', key: 19, least: 1, most: 3 },
  { name: 'InitProducerId', key: 22, least: 0, most: 1 },
];

const API_VERSIONS_KEY = 18;
const CLIENT = 'mnara-check';
const MOST_BYTES = 64 * 1024;
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

/** Correlation id, error code, count, then key, least and most of each. undefined: no broker speaks like that. */
function answerOf(bytes: Buffer): ReadonlyMap<number, VersionRange> | undefined {
  if (bytes.length < 10 || bytes.readInt32BE(0) !== 1 || bytes.readInt16BE(4) !== 0) return undefined;
  const count = bytes.readInt32BE(6);
  if (count <= 0 || bytes.length < 10 + count * ENTRY_BYTES) return undefined;
  const found = new Map<number, VersionRange>();
  for (let at = 10; at < 10 + count * ENTRY_BYTES; at += ENTRY_BYTES)
    found.set(bytes.readInt16BE(at), { least: bytes.readInt16BE(at + 2), most: bytes.readInt16BE(at + 4) });
  return found;
}

/** A broker answers and cannot be used: waiting does not help. */
export class BrokerUnfitError extends Error {
  readonly code = 'broker_unfit';
  readonly isFinal = true;
}

/** Nothing that speaks Kafka's protocol is at the address. */
export class NoBrokerError extends Error {
  readonly code = 'no_broker';
}

/**
 * Asks a broker which requests it answers, in which versions.
 * @param address host:port; @throws NoBrokerError when something else answers, BrokerUnfitError when it cannot be trusted, and whatever
 * the connection failed with
 */
export function readBrokerVersions(
  address: string,
  tls?: KafkaAccess['tls'],
  timeoutMs = 5_000,
): Promise<ReadonlyMap<number, VersionRange>> {
  return new Promise((resolve, reject) => {
    const socket = connected(address, tls, timeoutMs);
    let heard = Buffer.alloc(0);
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    const isOther = (how: string): NoBrokerError =>
      new NoBrokerError(
        `What is at ${address} ${how}; look at KAFKA_BROKERS, and whether KAFKA_TLS is as the listener is.`,
      );
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => socket.write(question()));
    socket.once('error', (error) => fail(tls === undefined ? error : tlsFault(address, error)));
    socket.once('timeout', () => fail(isOther(`does not answer within ${timeoutMs} ms`)));
    socket.once('close', () => fail(isOther('is no Kafka broker: it hung up')));
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      if (heard.length < 4) return;
      const size = heard.readInt32BE(0);
      if (size <= 0 || size > MOST_BYTES) return fail(isOther('is no Kafka broker'));
      if (heard.length < 4 + size) return undefined;
      const found = answerOf(heard.subarray(4, 4 + size));
      if (found === undefined) return fail(isOther('is no Kafka broker'));
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

/** OpenSSL's names for a certificate that is not good enough, and Node's for one of another host. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/;

function tlsFault(address: string, error: NodeJS.ErrnoException): Error {
  const { code = '' } = error;
  if (UNTRUSTED.test(code))
    return new BrokerUnfitError(
      `The certificate of the broker at ${address} cannot be trusted (${error.message}). Give the authority that signed it with KAFKA_CA_FILE, and name the broker in KAFKA_BROKERS as its certificate does.`,
      { cause: error },
    );
  if (/^E(PROTO|CONNRESET)|SSL/.test(code))
    return new NoBrokerError(
      `What is at ${address} does not speak TLS (${error.message}); look at KAFKA_BROKERS, and set KAFKA_TLS=false for a plain listener.`,
    );
  return error;
}

/** What a broker lacks of what is needed, in words; empty: it will do. */
export function lackOf(offered: ReadonlyMap<number, VersionRange>): readonly string[] {
  return NEEDED_REQUESTS.flatMap(({ name, key, least, most }) => {
    const has = offered.get(key);
    if (has === undefined) return [`${name} is missing`];
    if (has.most < least) return [`${name} ends at version ${has.most} and ${least} is needed`];
    if (has.least > most) return [`${name} begins at version ${has.least} and ${most} is the newest that Mnara speaks`];
    return [];
  });
}
