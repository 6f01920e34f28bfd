import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { likeTimer, type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import { agentAddress, type CarrierOptions, type Ending, type Refusal, refusalBy, unreachable } from './carrier.js';

const MAX_FRAME_BYTES = 1024 * 1024;
const MAX_BUFFERED_BYTES = 1024 * 1024;
const PROBE_MS = 30_000;
const STALL_MS = 60_000;
const PAUSE_MS = 1000;
const BODY_CHARS = 500;

/** One session with the gateway over one WebSocket. */
export class WebsocketCarrier {
  readonly #options: CarrierOptions;
  readonly #socket: WebSocket;
  readonly #ended: Promise<Ending>;
  #end: (ending: Refusal) => void = () => {};
  readonly #repeating: Repeating[] = [];
  #lastReceivedAtMs = performance.now();
  #pausedUntilMs = 0;
  #welcomed = false;
  #isEnded = false;

  constructor(options: CarrierOptions, onWelcome: () => void) {
    this.#options = options;
    this.#ended = new Promise((resolve) => {
      this.#end = ({ refused, reason }) => {
        if (this.#isEnded) return;
        this.#isEnded = true;
        for (const one of this.#repeating) void one.stop();
        this.#socket.terminate();
        resolve({ welcomed: this.#welcomed, refused, reason });
      };
    });
    const url = agentAddress(options.gatewayUrl, 'link');
    this.#socket = new WebSocket(url.replace(/^http/, 'ws'), {
      headers: { authorization: `Bearer ${options.key}` },
      handshakeTimeout: options.pingMs,
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
    });
    this.#listen(onWelcome);
  }

  /** Resolves when the session has ended for any reason. */
  get ended(): Promise<Ending> {
    return this.#ended;
  }

  close(reason: string): void {
    this.#end({ refused: false, reason });
  }

  #listen(onWelcome: () => void): void {
    const { delivery, pingMs } = this.#options;
    this.#socket.on('open', () => {
      this.#lastReceivedAtMs = performance.now();
      this.#socket.send(delivery.hello());
      this.#socket.send(delivery.probe());
      this.#every(pingMs, () => this.#watch());
      this.#every(PROBE_MS, () => this.#socket.send(delivery.probe()));
    });
    this.#socket.on('pong', () => {
      this.#lastReceivedAtMs = performance.now();
    });
    this.#socket.on('message', (data: Buffer) => this.#receive(data, onWelcome));
    this.#socket.on('unexpected-response', (_request, response: IncomingMessage) => this.#refusedBy(response));
    this.#socket.on('error', (error: Error) => this.#end(unreachable(error.message || 'no answer')));
    this.#socket.on('close', (code: number, reason: Buffer) =>
      this.#end({ refused: false, reason: `The gateway closed the link (${code} ${reason.toString()}).` }),
    );
  }

  #every(ms: number, work: () => void): void {
    const onError = (error: unknown): void => this.close(`The link failed (${String(error)}).`);
    this.#repeating.push(repeatEvery(likeTimer(ms), work, onError));
  }

  /** A frozen network reports no error, so missing answers are detected by time. */
  #watch(): void {
    if (performance.now() - this.#lastReceivedAtMs > 2.5 * this.#options.pingMs)
      this.close('The gateway has not answered for too long.');
    else if (this.#options.delivery.stalledMs() > STALL_MS)
      this.close('The gateway has not acknowledged anything for a minute.');
    else this.#socket.ping();
  }

  #refusedBy(response: IncomingMessage): void {
    const status = response.statusCode ?? 0;
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      if (body.length < BODY_CHARS) body += chunk;
    });
    const end = (): void => this.#end(refusalBy(status, body, 'the upgrade'));
    response.on('end', end);
    response.on('error', end);
  }

  #receive(data: Buffer, onWelcome: () => void): void {
    this.#lastReceivedAtMs = performance.now();
    const reaction = this.#options.delivery.receive(data);
    if (reaction.kind === 'close') {
      this.close(reaction.reason);
      return;
    }
    if (!this.#welcomed && this.#options.delivery.welcomed) {
      this.#welcomed = true;
      onWelcome();
    }
    if (reaction.kind === 'pause') {
      this.#pausedUntilMs = performance.now() + PAUSE_MS;
      setTimeout(() => this.pump(), PAUSE_MS * (1 + Math.random())).unref();
    } else this.pump();
  }

  /** Sends as many batches as the window and the socket's buffer allow. */
  pump(): void {
    if (this.#isEnded || this.#socket.readyState !== WebSocket.OPEN || performance.now() < this.#pausedUntilMs) return;
    while (this.#socket.bufferedAmount < MAX_BUFFERED_BYTES) {
      const batch = this.#options.delivery.nextBatch();
      if (batch === undefined) return;
      this.#socket.send(batch, () => {
        if (this.#socket.bufferedAmount < MAX_BUFFERED_BYTES / 2) this.pump();
      });
    }
  }
}
