import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Directives } from '../../directives/centre-directives.js';
import { type Connector, type ConnectorHealth, OutboxFullError, type Sink } from '../connector.js';
import { answerLocally, localDirectives } from './local-directives.js';
import { parseLocalEvents } from './parse-local-events.js';

export interface LocalHttpOptions {
  /** Port on 127.0.0.1; 0 for any free port. */
  readonly port: number;
  /** If it is set, callers must send it as `Authorization: Bearer`. */
  readonly token?: string | undefined;
}

const ANSWERS_PATH = /^\/directives\/([0-9a-f-]{36})\/answers$/;
const MAX_BODY_BYTES = 256 * 1024;
const HANDLE_MS = 30_000;

/**
 * Receives events from a queue system on the same computer: POST /events with the JSON of one event or of a list. It
 * answers 200 only after the events are durable, 400 with the reason for each invalid event, 413 when the body is too
 * large, and 507 when the outbox is full (send the events again later). It also shows the centre's directives and
 * accepts answers to them, with and without a link to the server.
 */
export class LocalHttpConnector implements Connector {
  readonly kind = 'local-http';
  readonly #options: LocalHttpOptions;
  #server: Server | undefined;
  #health: ConnectorHealth = { ok: false, message: 'Not started.' };

  constructor(options: LocalHttpOptions) {
    this.#options = options;
  }

  /** The port that it listens on after the start; 0 before. */
  get port(): number {
    return (this.#server?.address() as AddressInfo | null)?.port ?? 0;
  }

  async start(sink: Sink, signal: AbortSignal, directives: Directives): Promise<void> {
    const server = createServer((request, response) => {
      this.#route(request, response, sink, directives).catch(() => {
        if (!response.headersSent) reply(response, 500, { error: 'The event could not be stored; send it again.' });
      });
    });
    server.requestTimeout = HANDLE_MS;
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const reason =
          error.code === 'EADDRINUSE'
            ? 'another program is using it; choose another port for the local-http connector'
            : error.message;
        reject(new Error(`Port ${this.#options.port} cannot be opened: ${reason}.`, { cause: error }));
      });
      server.listen(this.#options.port, '127.0.0.1', resolve);
    });
    this.#health = { ok: true, message: `Listening on http://127.0.0.1:${this.port}/events.` };
    signal.addEventListener(
      'abort',
      () => {
        server.close();
        server.closeIdleConnections();
      },
      { once: true },
    );
  }

  async #route(request: IncomingMessage, response: ServerResponse, sink: Sink, directives: Directives): Promise<void> {
    const { method, url = '' } = request;
    const isList = method === 'GET' && url === '/directives';
    const answered = method === 'POST' ? ANSWERS_PATH.exec(url)?.[1] : undefined;
    if (!isList && answered === undefined && !(method === 'POST' && url === '/events'))
      return reply(response, 404, {
        error: 'POST /events takes events; GET /directives and POST /directives/ID/answers are for directives.',
      });
    // A web page in a browser on this computer could post a form, but it cannot post JSON to another origin without
    // permission.
    if (!isList && !/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
      return reply(response, 415, { error: 'Send Content-Type: application/json.' });
    if (!this.#isAllowed(request))
      return reply(response, 401, {
        error: 'Send "Authorization: Bearer <token>" with the token of the local-http connector.',
      });
    if (isList) return reply(response, 200, { directives: localDirectives(directives) });
    const body = await bodyOf(request);
    if (body === undefined)
      return reply(response, 413, {
        error: `The body is larger than ${MAX_BODY_BYTES} bytes; send fewer events at once, or a shorter comment.`,
      });
    if (answered === undefined) return this.#record(body, response, sink);
    const { status, content } = answerLocally(directives, answered, body);
    return reply(response, status, content);
  }

  async #record(body: string, response: ServerResponse, sink: Sink): Promise<void> {
    const parsed = parseLocalEvents(body);
    if (!parsed.ok) return reply(response, 400, { error: parsed.message });
    try {
      const { accepted, duplicates, refused } = await sink.record(parsed.events);
      const faults = refused.map(({ index, fault }) => ({ index, code: fault.code, message: fault.message }));
      reply(response, faults.length === 0 ? 200 : 400, { accepted, duplicates, refused: faults });
    } catch (error) {
      if (!(error instanceof OutboxFullError)) throw error;
      this.#health = { ok: false, message: error.message };
      return reply(response, 507, { error: error.message });
    }
    this.#health = { ok: true, message: `Listening on http://127.0.0.1:${this.port}/events.` };
  }

  #isAllowed(request: IncomingMessage): boolean {
    const { token } = this.#options;
    if (token === undefined) return true;
    const given = Buffer.from(request.headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${token}`);
    return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
  }

  health(): ConnectorHealth {
    return this.#health;
  }

  async stopped(): Promise<void> {
    const server = this.#server;
    if (server === undefined || !server.listening) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

/** Reads the body of a request; undefined when it is too large. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else if (size > 64 * MAX_BODY_BYTES) return undefined;
  }
  return size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
