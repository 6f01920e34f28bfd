import { once } from 'node:events';
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecret } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestCertificate } from './certificate.js';

/** A request as the receiver received it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** The response that a test wants for a request. */
export type Answer = (request: ReceivedRequest, response: ServerResponse) => void;

/** A server on loopback that keeps its requests; over TLS if it has a certificate. */
export async function startReceiver(answer: Answer, certificate?: TestCertificate) {
  const requests: ReceivedRequest[] = [];
  const state = { answer };
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const body = Buffer.concat(chunks).toString('utf8');
    const received = { method: request.method ?? '', path: request.url ?? '', headers, body };
    requests.push(received);
    state.answer(received, response);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    take(request, response).catch(() => response.destroy());
  };
  const server = certificate === undefined ? createPlain(listener) : createSecret({ ...certificate }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    answerWith: (next: Answer) => {
      state.answer = next;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Responds with a status, and with a text if there is one. */
export const status =
  (code: number, text = '', headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) => {
    response.writeHead(code, headers).end(text);
  };
