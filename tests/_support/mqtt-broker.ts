import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';

/** A real broker of MQTT in this process, on a free port of loopback. */
export interface MqttBroker {
  readonly url: string;
  /** Ends the broker and every connection. Sessions and retained messages are kept or lost. */
  restart(keeps: 'sessions' | 'nothing'): Promise<void>;
  /** A client of the queue system. */
  publisher(will?: { topic: string; payload: string }): Promise<MqttClient>;
  /** Messages that a client has not acknowledged. */
  unacknowledged(clientId: string): Promise<number>;
  /** Breaks the connections without a farewell, as a network does. */
  cut(): void;
  stop(): Promise<void>;
}

/** What the broker keeps; the types of the package leave it out. */
interface Persistence {
  outgoingStream(client: { readonly id: string }): AsyncIterable<unknown>;
}
const persistenceOf = (aedes: Aedes): Persistence => (aedes as unknown as { persistence: Persistence }).persistence;

/** Starts a broker. */
export async function startMqttBroker(): Promise<MqttBroker> {
  let port = 0;
  let persistence: Persistence | undefined;
  const sockets = new Set<Socket>();
  const open = async (): Promise<{ aedes: Aedes; server: Server }> => {
    const aedes = await Aedes.createBroker(persistence === undefined ? {} : { persistence });
    persistence = persistenceOf(aedes);
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      aedes.handle(socket);
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const address = server.address();
    if (address !== null && typeof address === 'object') port = address.port;
    return { aedes, server };
  };
  let running = await open();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async (): Promise<void> => {
    cut();
    await new Promise<void>((resolve) => running.server.close(() => resolve()));
    await new Promise<void>((resolve) => running.aedes.close(() => resolve()));
  };
  const url = `mqtt://127.0.0.1:${port}`;
  return {
    url,
    restart: async (keeps) => {
      await close();
      if (keeps === 'nothing') persistence = undefined;
      running = await open();
    },
    publisher: (will) =>
      connectAsync(url, {
        reconnectPeriod: 20,
        ...(will === undefined ? {} : { will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: true } }),
      }),
    unacknowledged: async (id) => {
      let count = 0;
      for await (const _packet of persistenceOf(running.aedes).outgoingStream({ id })) count += 1;
      return count;
    },
    cut,
    stop: close,
  };
}
