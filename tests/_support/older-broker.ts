import { connect, createServer, type Server, type Socket } from 'node:net';

const ENTRIES_AT = 14;
const ENTRY_BYTES = 6;

/** A real broker behind a proxy that lowers the maximum version of one kind of request. */
export interface OlderBroker {
  /** "127.0.0.1:port". */
  readonly brokers: string;
  stop(): Promise<void>;
}

/** Size, correlation id, error code, count, then key, minimum and maximum of each. */
function age(answer: Buffer, key: number, most: number): Buffer {
  for (let at = ENTRIES_AT; at + ENTRY_BYTES <= answer.length; at += ENTRY_BYTES)
    if (answer.readInt16BE(at) === key) answer.writeInt16BE(most, at + 4);
  return answer;
}

export async function olderBroker(brokers: string, key: number, most: number): Promise<OlderBroker> {
  const [host, port] = brokers.split(':');
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const broker = connect(Number(port), host);
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.on('error', () => {
        client.destroy();
        broker.destroy();
      });
    }
    client.pipe(broker);
    broker.once('data', (first: Buffer) => {
      client.write(age(first, key, most));
      broker.pipe(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    brokers: `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
