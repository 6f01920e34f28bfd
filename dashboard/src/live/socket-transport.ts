import { type Client, createClient } from 'graphql-ws';
import { backoffMs } from './backoff';
import type { LiveSink, OpenTransport } from './live-supervisor';

/** One operation of the socket; `pick` takes the message out of an answer's data. */
export interface LiveOperation<Data, Message> {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly pick: (data: Data) => Message;
}

/** Where the socket is: same origin as the page. */
export function socketUrl(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/graphql`;
}

/** A transport over a graphql-transport-ws socket; `signIn` must never throw and is awaited before each connection. */
export function socketTransport<Data, Message>(
  url: string,
  signIn: () => Promise<void>,
  operation: LiveOperation<Data, Message>,
): OpenTransport<Message> {
  return (sink) => {
    const client = liveClient(url, signIn, sink);
    let isDone = false;
    const end = (reason: string) => {
      if (isDone) return;
      isDone = true;
      sink.ended(reason);
    };
    const unsubscribe = client.subscribe<Data>(
      { query: operation.query, variables: operation.variables },
      {
        next: (result) => {
          if (isDone) return;
          if (result.data) sink.message(operation.pick(result.data));
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

function liveClient(url: string, signIn: () => Promise<void>, sink: Pick<LiveSink, 'opened' | 'closed'>): Client {
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
