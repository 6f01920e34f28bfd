import { createHash } from 'node:crypto';
import { type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import type { AgentLog } from '../../agent/agent-log.js';
import type { Mapping } from '../../mapping/mapping-schema.js';
import { type Connector, type ConnectorHealth, OutboxFullError, type Sink, type SourceProgress } from '../connector.js';
import type { ConnectorParts } from '../connector-kind.js';
import { RecordFeed } from '../record-feed.js';
import { RejectedRecords } from '../rejected-records.js';
import { deliveryRecords } from './delivery-body.js';
import { GapCheck } from './gap-check.js';
import { KnownDeliveries } from './known-deliveries.js';
import type { SignedDelivery } from './verify-signature.js';
import { checkAccess } from './webhook-access.js';
import type { WebhookSettings } from './webhook-schema.js';
import { type WebhookAnswer, WebhookServer } from './webhook-server.js';

export interface WebhookConnectorOptions extends ConnectorParts {
  readonly settings: WebhookSettings;
  readonly mapping: Mapping;
  /** Of the records of the list. */
  readonly listMapping: Mapping;
}

type Headers = SignedDelivery['headers'];

const JSON_TYPE = /^application\/([\w.+-]+\+)?json\b/i;
const KEY_CHARS = 22;
const FULL_RETRY_SECONDS = 30;
/** After a comparison with the list that failed. */
const RETRY_MS = 60_000;

/** What a running connector works with. */
interface Running {
  readonly feed: RecordFeed;
  readonly known: KnownDeliveries;
  readonly underWay: Map<string, Promise<WebhookAnswer>>;
}

/**
 * Receives deliveries of a source. It answers 200 only after their events are in the outbox; a delivery that comes
 * again is answered in the same way and changes nothing. With a list, it finds once an hour what no delivery brought.
 */
export class WebhookConnector implements Connector {
  readonly kind = 'webhook';
  readonly name: string;
  readonly #options: WebhookConnectorOptions;
  readonly #log: AgentLog;
  readonly #rejected: RejectedRecords;
  readonly #server: WebhookServer;
  #running: Running | undefined;
  #checks: Repeating | undefined;
  #checkName = '';
  #refusal: string | undefined;
  #fault: string | undefined;
  #listFault: string | undefined;
  #gaps = 0;
  #progress: SourceProgress = { readUpToMs: undefined, lastRow: undefined, lastError: undefined, isSilent: false };

  constructor(options: WebhookConnectorOptions) {
    this.#options = options;
    this.name = options.settings.name;
    this.#log = options.log;
    this.#rejected = new RejectedRecords(options.dataDir, this.name);
    this.#server = new WebhookServer(options.settings, (body, headers) => this.#take(body, headers));
  }

  /** The port that it listens on after the start; 0 before. */
  get port(): number {
    return this.#server.port;
  }

  async start(sink: Sink, signal: AbortSignal): Promise<void> {
    const { mapping, secret, now } = this.#options;
    const feed = new RecordFeed({ name: this.name, mapping, secret, sink, rejected: this.#rejected, now });
    const known = new KnownDeliveries(sink.checkpoint(this.#checkpoint));
    this.#running = { feed, known, underWay: new Map() };
    await this.#server.start();
    signal.addEventListener('abort', () => this.#server.close(), { once: true });
    this.#compare(sink, signal);
  }

  get #checkpoint(): string {
    return `webhook:${this.name}`;
  }

  #compare(sink: Sink, signal: AbortSignal): void {
    const { settings, listMapping, secret, now } = this.#options;
    const { list } = settings;
    if (list === undefined) return;
    const rejected = this.#rejected;
    const check = new GapCheck({ settings: list, name: this.name, mapping: listMapping, secret, sink, rejected, now });
    this.#checkName = check.origin;
    const rhythm = { everyMs: list.everySeconds * 1000, afterFailureMs: Math.min(RETRY_MS, list.everySeconds * 1000) };
    this.#checks = repeatEvery(
      rhythm,
      async () => {
        const { records, gaps, readAtMs, isFirst } = await check.run(signal);
        this.#listFault = undefined;
        this.#progress = { ...this.#progress, readUpToMs: readAtMs };
        // What was there before the first comparison is history.
        if (!isFirst) this.#gaps += gaps;
        if (gaps > 0)
          this.#log.info({ connector: this.name, records, gaps, isFirst }, 'The list had more than deliveries.');
      },
      (error) => {
        if (signal.aborted) return;
        this.#listFault = error instanceof Error ? error.message : String(error);
        this.#failed(this.#listFault);
      },
    );
  }

  async #take(body: Buffer, headers: Headers): Promise<WebhookAnswer> {
    const { settings, now } = this.#options;
    const running = this.#running;
    if (running === undefined) return { status: 503, content: { error: 'Not ready yet; send it again.' } };
    // A web page in a browser on this computer could post a form, but it cannot post JSON without permission.
    const isOpen = settings.signature === undefined && settings.token === undefined;
    if (isOpen && !JSON_TYPE.test(headers['content-type'] ?? ''))
      return { status: 415, content: { error: 'Send Content-Type: application/json.' } };
    const nowMs = now();
    const access = checkAccess(settings, { headers, body }, nowMs);
    if (!access.ok) {
      if (this.#refusal === undefined)
        this.#log.error({ connector: this.name }, `A delivery was refused: ${access.reason}`);
      this.#refusal = access.reason;
      return { status: 401, content: { error: access.reason } };
    }
    this.#refusal = undefined;
    const key = this.#keyOf(access.id, body, headers);
    if (running.known.has(key)) return { status: 200, content: { repeated: true } };
    const before = running.underWay.get(key);
    if (before !== undefined) return before;
    const work = this.#record(running, body, headers, key, nowMs).finally(() => running.underWay.delete(key));
    running.underWay.set(key, work);
    return work;
  }

  /** Names a delivery: that of its sender, or its content. */
  #keyOf(id: string | undefined, body: Buffer, headers: Headers): string {
    if (id !== undefined) return id;
    const hash = createHash('sha256').update(body);
    for (const name of this.#options.settings.headers) hash.update(`\n${headers[name.toLowerCase()] ?? ''}`);
    return hash.digest('base64url').slice(0, KEY_CHARS);
  }

  async #record(
    { feed, known }: Running,
    body: Buffer,
    headers: Headers,
    key: string,
    nowMs: number,
  ): Promise<WebhookAnswer> {
    const { records: path, headers: read } = this.#options.settings;
    const records = deliveryRecords(body, headers, key, nowMs, { records: path, headers: read });
    if (typeof records === 'string') return { status: 400, content: { error: records } };
    try {
      const fed = await feed.add(records, { name: this.#checkpoint, value: known.with(key) });
      known.add(key);
      this.#fault = undefined;
      const used = fed.filter(({ kind }) => kind === 'used').length;
      const rejected = fed.filter(({ kind }) => kind === 'rejected').length;
      if (used > 0) this.#progress = { ...this.#progress, lastRow: { id: key, atMs: nowMs } };
      // A delivery that the mapping cannot use is accepted: its sender cannot fix it, and would stop sending others.
      return { status: 200, content: { used, skipped: fed.length - used - rejected, rejected } };
    } catch (error) {
      if (!(error instanceof OutboxFullError)) throw error;
      this.#fault = error.message;
      this.#failed(error.message);
      return { status: 503, content: { error: error.message }, retryAfterSeconds: FULL_RETRY_SECONDS };
    }
  }

  #failed(message: string): void {
    if (this.#progress.lastError?.message !== message) this.#log.error({ connector: this.name }, message);
    this.#progress = { ...this.#progress, lastError: { message, atMs: this.#options.now() } };
  }

  health(): ConnectorHealth {
    const { count, path } = this.#rejected;
    const faults = [
      this.#fault,
      this.#refusal === undefined ? undefined : `The newest delivery was refused: ${this.#refusal}`,
      this.#listFault,
      count === 0 ? undefined : `${count} records could not be used since the start; see ${path}.`,
    ].filter((fault) => fault !== undefined);
    const { list } = this.#options.settings;
    const gaps =
      list === undefined ? '' : ` The list of ${this.#checkName} had ${this.#gaps} records more since the start.`;
    const message = `Listening on ${this.#server.address}.${gaps}`;
    // Without a list nobody knows what was not delivered, so that there is no lag to tell.
    const progress = list === undefined ? undefined : this.#progress;
    return { ok: faults.length === 0, message: [...faults, message].join(' '), progress };
  }

  async stopped(): Promise<void> {
    await this.#checks?.stop();
    await this.#server.stopped();
    await Promise.allSettled(this.#running?.underWay.values() ?? []);
  }
}
