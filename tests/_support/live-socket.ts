import { WebSocket } from 'ws';
import type { Json } from './api-server.js';

interface Result {
  readonly done: boolean;
  readonly value?: Json;
  readonly error?: Error;
}

interface Reader {
  readonly queue: Result[];
  wake: () => void;
}

/** The messages of one subscription, in order; `next` rejects with the server's error message. */
export interface LiveReader {
  next(): Promise<Json>;
}

export interface LiveSocket {
  readonly raw: WebSocket;
  subscribe(query: string, variables?: Record<string, unknown>): LiveReader;
  /** Resolves with the code with which the server closes the connection. */
  readonly closed: Promise<{ code: number; reason: string }>;
  close(): void;
}

export interface SocketOptions {
  readonly token?: string;
  readonly cookie?: string;
  readonly origin?: string;
  readonly protocol?: string;
}

/**
 * A plain graphql-transport-ws client, so that the test sees everything that is sent. Rejects when the server refuses
 * the connection.
 */
export function openSocket(url: string, options: SocketOptions = {}): Promise<LiveSocket> {
  const headers: Record<string, string> = {};
  if (options.cookie !== undefined) headers.cookie = options.cookie;
  const raw = new WebSocket(`${url.replace('http', 'ws')}/graphql`, options.protocol ?? 'graphql-transport-ws', {
    headers,
    ...(options.origin === undefined ? {} : { origin: options.origin }),
  });
  const readers = new Map<string, Reader>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    raw.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
  );
  const deliver = (id: string, result: Result): void => {
    const reader = readers.get(id);
    reader?.queue.push(result);
    reader?.wake();
  };
  void closed.then(({ code, reason }) => {
    for (const id of readers.keys()) deliver(id, { done: true, error: new Error(`closed ${code} ${reason}`) });
  });
  let count = 0;
  const socket: LiveSocket = {
    raw,
    closed,
    close: () => raw.close(),
    subscribe: (query, variables) => {
      count += 1;
      const id = String(count);
      const reader: Reader = { queue: [], wake: () => {} };
      readers.set(id, reader);
      raw.send(JSON.stringify({ id, type: 'subscribe', payload: { query, variables } }));
      return { next: () => nextOf(reader) };
    },
  };
  return new Promise((resolve, reject) => {
    raw.once('error', reject);
    void closed.then(({ code, reason }) => reject(new Error(`closed ${code} ${reason}`)));
    raw.once('open', () => {
      const payload = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
      raw.send(JSON.stringify({ type: 'connection_init', payload }));
    });
    raw.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.type === 'connection_ack') resolve(socket);
      else if (message.type === 'ping') raw.send('{"type":"pong"}');
      else if (message.type === 'error' || message.type === 'next') deliver(message.id, resultOf(message));
    });
  });
}

async function nextOf(reader: Reader): Promise<Json> {
  while (reader.queue.length === 0) await new Promise<void>((resolve) => (reader.wake = resolve));
  const result = reader.queue.shift()!;
  if (result.error) throw result.error;
  return result.value;
}

function resultOf({ type, payload }: Json): Result {
  if (type === 'error') return { done: true, error: new Error(payload[0].message) };
  const { data: value, errors } = payload;
  return errors ? { done: false, error: new Error(errors[0].message) } : { done: false, value: value.live ?? value };
}
