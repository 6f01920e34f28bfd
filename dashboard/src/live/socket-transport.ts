import { type Client, createClient } from 'graphql-ws';
import { backoffMs } from './backoff';
import type { LiveMessage } from './live-state';
import type { LiveSink, OpenTransport } from './live-supervisor';

/** One operation of the socket. */
export interface LiveOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Where the socket is: same origin as the page. */
export function socketUrl(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/graphql`;
}

/** A transport over a graphql-transport-ws socket; `signIn` must never throw and is awaited before each connection. */
export function socketTransport(url: string, signIn: () => Promise<void>, operation: LiveOperation): OpenTransport {
  return (sink) => {
    const client = liveClient(url, signIn, sink);
    let isDone = false;
    const end = (reason: string) => {
      if (isDone) return;
      isDone = true;
      sink.ended(reason);
    };
    const unsubscribe = client.subscribe<{ live: LiveMessage }>(
      { query: operation.query, variables: operation.variables },
      {
        next: (result) => {
          if (isDone) return;
          if (result.data) sink.message(result.data.live);
          else end(result.errors?.[0]?.message ?? 'the server sent neither data nor a reason');
        },
        error: (cause) => end(String(cause)),
        complete: () => end('the server ended the subscription'),
      },
    );
    return () => {
      isDone = true;
      unsubscribe();
      Promise.resolve(client.dispose()).catch(() => undefined);
      client.terminate();
    };
  };
}

function liveClient(url: string, signIn: () => Promise<void>, sink: LiveSink): Client {
  let cancelPong: ReturnType<typeof setTimeout> | undefined;
  const client: Client = createClient({
    url: async () => {
      await signIn();
      return url;
    },
    lazy: true,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) => new Promise((done) => setTimeout(done, backoffMs(retries, Math.random()))),
    keepAlive: 10_000,
    on: {
      connected: () => sink.opened(),
      closed: () => {
        clearTimeout(cancelPong);
        sink.closed();
      },
      ping: (received) => {
        if (!received) cancelPong = setTimeout(() => client.terminate(), 5_000);
      },
      pong: (received) => {
        if (received) clearTimeout(cancelPong);
      },
    },
  });
  return client;
}
