import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type OperationsParts, operationsHandler } from './operations-handler.js';

/** A small server for health checks and Prometheus, separate from the service's own port. */
export interface OperationsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** The port of the operations server is in use, or its host is not an address of this machine. */
export class OperationsPortError extends Error {
  readonly code = 'operations_port';
}

/**
 * Listens immediately, so that a service that still waits for its database can report that. @throws OperationsPortError
 */
export async function startOperationsServer(
  parts: OperationsParts,
  { host, port, variable }: { readonly host: string; readonly port: number; readonly variable: string },
): Promise<OperationsServer> {
  const handle = operationsHandler(parts);
  const server = createServer((request, response) => {
    if (handle(request, response)) return;
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('This server answers only /livez, /readyz and /metrics.\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: Error & { code?: string }) =>
      reject(
        new OperationsPortError(
          `The address ${host}:${port} for health and metrics cannot be used (${cause.code ?? cause.message}); ` +
            `choose another with ${variable}, or stop the program that uses it.`,
          { cause },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
