import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { AgentConfigError } from '../../agent-config-error.js';
import type { WebhookSettings } from './webhook-schema.js';

/** What is answered to a delivery. */
export interface WebhookAnswer {
  readonly status: number;
  readonly content: object;
  /** Asks the sender to send it again after this time. */
  readonly retryAfterSeconds?: number;
}

export type TakeDelivery = (
  body: Buffer,
  headers: Readonly<Record<string, string | undefined>>,
) => Promise<WebhookAnswer>;

type ServerSettings = Pick<WebhookSettings, 'port' | 'host' | 'path' | 'tls' | 'maxBytes' | 'deliveriesPerSecond'>;

const HANDLE_MS = 30_000;
const MAX_CONNECTIONS = 200;
const SECOND_MS = 1000;
/** How much of a body that is too large is read, in sizes allowed. */
const DROPPED = 16;

/** Listens for deliveries, within its limits of size and rate. */
export class WebhookServer {
  readonly #settings: ServerSettings;
  readonly #take: TakeDelivery;
  #server: Server | undefined;
  #second = 0;
  #inSecond = 0;

  constructor(settings: ServerSettings, take: TakeDelivery) {
    this.#settings = settings;
    this.#take = take;
  }

  /** The port that it listens on after the start; 0 before. */
  get port(): number {
    return (this.#server?.address() as AddressInfo | null)?.port ?? 0;
  }

  /** Where it listens. */
  get address(): string {
    const { tls, host, path } = this.#settings;
    return `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${this.port}${path}`;
  }

  /** Rejects when the port cannot be opened or the certificate cannot be read. */
  async start(): Promise<void> {
    const { host, port, tls } = this.#settings;
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      this.#handle(request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else reply(response, { status: 500, content: { error: 'The delivery could not be stored; send it again.' } });
      });
    };
    const server = tls === undefined ? createServer(listener) : createTlsServer(certificateOf(tls), listener);
    server.requestTimeout = HANDLE_MS;
    server.maxConnections = MAX_CONNECTIONS;
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const reason = error.code === 'EADDRINUSE' ? 'another program is using it; choose another port' : error.message;
        reject(new Error(`Port ${port} on ${host} cannot be opened: ${reason}.`, { cause: error }));
      });
      server.listen(port, host, resolve);
    });
  }

  /** Takes no more deliveries; those under way are answered. */
  close(): void {
    this.#server?.close();
    this.#server?.closeIdleConnections();
  }

  /** Resolves when every connection has ended; those that are still open are cut. */
  async stopped(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, maxBytes } = this.#settings;
    const [asked] = (request.url ?? '').split('?');
    if (request.method !== 'POST' || asked !== path)
      return reply(response, { status: 404, content: { error: `Deliveries are sent with POST to ${path}.` } });
    if (!this.#isWithinRate())
      return reply(response, { status: 429, content: { error: 'Too many deliveries.' }, retryAfterSeconds: 1 });
    const body = await bodyOf(request, maxBytes);
    if (body === undefined) {
      response.shouldKeepAlive = false;
      return reply(response, { status: 413, content: { error: `A delivery may have ${maxBytes} bytes.` } });
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
    );
    reply(response, await this.#take(body, headers));
  }

  #isWithinRate(): boolean {
    const second = Math.floor(performance.now() / SECOND_MS);
    if (second !== this.#second) this.#inSecond = 0;
    this.#second = second;
    this.#inSecond += 1;
    return this.#inSecond <= this.#settings.deliveriesPerSecond;
  }
}

function certificateOf({ certFile, keyFile }: NonNullable<WebhookSettings['tls']>): { cert: string; key: string } {
  try {
    return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AgentConfigError(`The certificate of the webhook cannot be read (${why}).`, { cause });
  }
}

/**
 * Undefined when the body is larger than allowed. A little more is read and dropped, so that its sender gets an answer.
 */
async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size <= maxBytes) chunks.push(chunk);
    else if (size > DROPPED * maxBytes) return undefined;
  }
  return size > maxBytes ? undefined : Buffer.concat(chunks);
}

function reply(response: ServerResponse, { status, content, retryAfterSeconds }: WebhookAnswer): void {
  const again = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  response.writeHead(status, { 'content-type': 'application/json', ...again }).end(JSON.stringify(content));
}
