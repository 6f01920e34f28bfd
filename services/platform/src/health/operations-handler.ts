import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { ReadinessProbe } from './readiness.js';

/** What the health and metrics addresses are answered from. */
export interface OperationsParts {
  readonly readiness: ReadinessProbe;
  /** Absent: /metrics is not served here. */
  readonly metrics?: Registry | undefined;
}

/** Answers /livez, /readyz and /metrics. Returns false for every other request, which it does not touch. */
export type OperationsHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}

const json = (response: ServerResponse, status: number, body: unknown): void =>
  answer(response, status, 'application/json; charset=utf-8', `${JSON.stringify(body)}\n`);

/** `/livez`: the process answers. `/readyz`: 200, or 503 with the reasons. `/metrics`: OpenMetrics text. */
export function operationsHandler({ readiness, metrics }: OperationsParts): OperationsHandler {
  const serve: Readonly<Record<string, (response: ServerResponse) => Promise<void>>> = {
    '/livez': async (response) => json(response, 200, { live: true, service: readiness.options.service }),
    '/readyz': async (response) => {
      const found = await readiness.look();
      json(response, found.ready ? 200 : 503, found);
    },
    ...(metrics === undefined
      ? {}
      : { '/metrics': async (response) => answer(response, 200, metrics.contentType, await metrics.metrics()) }),
  };
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const handle = Object.hasOwn(serve, path) ? serve[path] : undefined;
    if (handle === undefined) return false;
    handle(response).catch((error: unknown) => {
      if (!response.headersSent) json(response, 500, { error: error instanceof Error ? error.message : String(error) });
    });
    return true;
  };
}
