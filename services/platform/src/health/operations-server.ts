import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type OperationsParts, operationsHandler } from './operations-handler.js';

/** A small server for supervisors and Prometheus, apart from the service's own door. */
export interface OperationsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** The port of the operations server is taken, or its host is none of this machine's. */
export class OperationsPortError extends Error {
  readonly code = 'operations_port';
}

/** Listens at once, so that a service that still waits for its database can say so. @throws OperationsPortError */
export async function startOperationsServer(
  parts: OperationsParts,
  { host, port, variable }: { readonly host: string; readonly port: number; readonly variable: string },
): Promise<OperationsServer> {
  const handle = operationsHandler(parts);
  const server = createServer((request, response) => {
    if (handle(request, response)) return;
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('Only /livez, /readyz and /metrics are here.\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: Error & { code?: string }) =>
      reject(
        new OperationsPortError(
          `The address ${host}:${port} for health and metrics cannot be used (${cause.code ?? cause.message}); choose another with ${variable}, or stop what has it.`,
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
