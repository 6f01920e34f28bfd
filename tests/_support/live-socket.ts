import { WebSocket } from 'ws';
import type { Json } from './api-server.js';

interface Result {
  readonly done: boolean;
  readonly value?: Json;
  readonly error?: Error;
}

/** One subscription's messages, in order; `next` rejects with the server's words. */
export interface LiveReader {
  next(): Promise<Json>;
}

export interface LiveSocket {
  readonly raw: WebSocket;
  subscribe(query: string, variables?: Record<string, unknown>): LiveReader;
  /** Resolves with the code with which the server ends the connection. */
  readonly closed: Promise<{ code: number; reason: string }>;
  close(): void;
}

export interface SocketOptions {
  readonly token?: string;
  readonly cookie?: string;
  readonly origin?: string;
  readonly protocol?: string;
}

/** A plain graphql-transport-ws client, so that the test sees everything that goes over the wire. Rejects when the server refuses. */
export function openSocket(url: string, options: SocketOptions = {}): Promise<LiveSocket> {
  const headers: Record<string, string> = {};
  if (options.cookie !== undefined) headers.cookie = options.cookie;
  const raw = new WebSocket(`${url.replace('http', 'ws')}/graphql`, options.protocol ?? 'graphql-transport-ws', {
    headers,
    ...(options.origin === undefined ? {} : { origin: options.origin }),
  });
  const readers = new Map<string, { queue: Result[]; wake: () => void }>();
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
      const reader = { queue: [] as Result[], wake: () => {} };
      readers.set(id, reader);
      raw.send(JSON.stringify({ id, type: 'subscribe', payload: { query, variables } }));
      return {
        next: async () => {
          while (reader.queue.length === 0) await new Promise<void>((resolve) => (reader.wake = resolve));
          const result = reader.queue.shift()!;
          if (result.error) throw result.error;
          return result.value;
        },
      };
    },
  };
  return new Promise((resolve, reject) => {
    raw.once('error', reject);
    void closed.then(({ code, reason }) => reject(new Error(`closed ${code} ${reason}`)));
    raw.once('open', () =>
      raw.send(
        JSON.stringify({
          type: 'connection_init',
          payload: options.token === undefined ? {} : { authorization: `Bearer ${options.token}` },
        }),
      ),
    );
    raw.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.type === 'connection_ack') resolve(socket);
      else if (message.type === 'ping') raw.send('{"type":"pong"}');
      else if (message.type === 'error')
        deliver(message.id, { done: true, error: new Error(message.payload[0].message) });
      else if (message.type === 'next') {
        const { data: value, errors } = message.payload;
        deliver(
          message.id,
          errors ? { done: false, error: new Error(errors[0].message) } : { done: false, value: value.live ?? value },
        );
      }
    });
  });
}
