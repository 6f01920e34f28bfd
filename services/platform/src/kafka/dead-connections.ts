import Connection from 'kafkajs/src/network/connection.js';

/** The parts of the client's connection that this file uses. */
interface Socketed {
  readonly host: string;
  readonly port: number;
  readonly socket?: { destroy(): void };
  rejectRequests(error: Error): void;
  disconnect(): Promise<unknown>;
}

let isDone = false;

/**
 * kafkajs 2.2.4 keeps a connection on which a request was never answered, and sends every retry over it: after the
 * network had frozen, recovery took minutes. This closes the connection, so that the retry uses a new one.
 */
export function closeSilentConnections(): void {
  if (isDone) return;
  isDone = true;
  const send = Connection.prototype.send;
  Connection.prototype.send = async function sendOrClose(this: Socketed, request: unknown): Promise<unknown> {
    try {
      return await send.call(this, request);
    } catch (error) {
      if (error instanceof Error && error.name === 'KafkaJSRequestTimeoutError') close(this, error);
      throw error;
    }
  };
}

function close(connection: Socketed, error: Error): void {
  connection.rejectRequests(error);
  connection.socket?.destroy();
  // Not awaited: nothing is pending any more.
  connection.disconnect().catch(() => undefined);
}
